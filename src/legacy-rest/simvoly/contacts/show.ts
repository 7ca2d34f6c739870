/** Rows of contacts as this API shows them, with everything that lies in other read models; one statement each for all rows. */
import type { Application } from '../../../application/application.ts';
import type { Moment } from '../../../application/ports.ts';
import type { ContactRow } from '../../../projections/contacts/queries.ts';
import { membersByKeys } from '../../../projections/members/queries.ts';
import { renderContact, type WireContact } from './render.ts';

export async function showContacts(
  app: Application,
  rows: readonly ContactRow[],
  asOf?: Moment,
): Promise<WireContact[]> {
  const [fields, lists, members] = await Promise.all([
    app.customFields.definitions('contact'),
    app.subscriberLists.refs(),
    membersByKeys(
      app.db,
      rows.map(({ key }) => key),
      asOf,
    ),
  ]);
  const memberIds = new Map(members.map(({ key, ref }) => [key, ref]));
  return rows.map((row) => renderContact(row, { fields, lists, memberId: memberIds.get(row.key) }));
}
