/** Rows of members as this API shows them, with what their contacts say; one statement each for all rows. */
import type { Application } from '../../../application/application.ts';
import { fullName } from '../../../application/contactViews.ts';
import { type ContactRow, contactsByKeys } from '../../../projections/contacts/queries.ts';
import { memberGroupsByRefs } from '../../../projections/memberGroups/queries.ts';
import type { MemberRow } from '../../../projections/members/queries.ts';
import { renderAddress, type WireAddress } from '../address.ts';
import { seconds } from '../wire.ts';

export interface WireMember {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly groups: readonly number[];
  readonly registeredOn: number;
  readonly approved: boolean;
  readonly contactId: number;
  readonly billingAddress: WireAddress;
  readonly shippingAddress: WireAddress;
}

export async function showMembers(app: Application, rows: readonly MemberRow[]): Promise<WireMember[]> {
  const refs = rows.flatMap(({ groups }) => groups.map(({ group }) => group));
  const keys = rows.map(({ key }) => key);
  const [contacts, groups] = await Promise.all([
    contactsByKeys(app.db, keys),
    memberGroupsByRefs(app.db, [...new Set(refs)]),
  ]);
  const byKey = new Map(contacts.map((contact) => [contact.key, contact]));
  const open = new Set(groups.map(({ ref }) => ref));
  return rows.map((row) => renderMember(row, byKey.get(row.key), open, app.clock.now()));
}

/** Memberships that are over, and groups that were closed, are not shown. */
function renderMember(
  { ref, groups, approved, registeredAt, recipients }: MemberRow,
  contact: ContactRow | undefined,
  openGroups: ReadonlySet<number>,
  now: Date,
): WireMember {
  const current = groups.filter(({ until }) => until === null || Date.parse(until) > now.getTime());
  return {
    id: ref,
    name: contact ? fullName(contact.details) : '',
    email: contact?.email ?? '',
    groups: current.map(({ group }) => group).filter((group) => openGroups.has(group)),
    registeredOn: seconds(registeredAt),
    approved,
    contactId: contact?.ref ?? 0,
    billingAddress: renderAddress(contact?.details.billingAddress, recipients.billing),
    shippingAddress: renderAddress(contact?.details.deliveryAddress, recipients.delivery),
  };
}
