/** What comes in about a member, checked against the schemas of its events. */
import { z } from 'zod';
import { type GroupGrant, type RecipientsPatch, recipientsPatch } from '../domain/membership/member/events.ts';
import type { ContactChanges } from './contacts.ts';
import { type Result, refused, success } from './context.ts';
import { blankIsNull, storable } from './input.ts';

export interface MemberInput {
  /** Name, e-mail address and postal addresses: they are the contact's. Billing and delivery address count for the member. */
  readonly contact?: ContactChanges;
  /** All groups that the member belongs to. */
  readonly groups?: readonly GroupGrant[];
  /** Groups that do not exist are refused, unless they are to be passed over. */
  readonly passOverUnknownGroups?: boolean;
  /** Members who are not approved cannot sign in. */
  readonly approved?: boolean;
  /** To whom things are billed and sent. */
  readonly recipients?: RecipientsPatch;
}

const MAX_REF = 2_147_483_647;

const grants = z
  .array(z.strictObject({ group: z.int().min(1).max(MAX_REF), until: z.iso.datetime().nullable() }))
  .max(1_000);

/** Everything but the contact, storable and valid. */
export function checkedMember(input: MemberInput): Result<Pick<MemberInput, 'groups' | 'recipients' | 'approved'>> {
  const { groups, recipients, approved } = storable(input);
  const checkedGroups = grants.optional().safeParse(groups);
  const checkedRecipients = recipientsPatch.optional().safeParse(blankIsNull(recipients));
  if (!checkedGroups.success || !checkedRecipients.success) {
    const paths = [
      ...(checkedGroups.error?.issues ?? []).map((issue) => ['groups', ...issue.path].join('.')),
      ...(checkedRecipients.error?.issues ?? []).map((issue) => ['recipients', ...issue.path].join('.')),
    ];
    return refused('INPUT_INVALID', 'Some fields are not valid.', ...paths);
  }
  return success({
    ...(checkedGroups.data === undefined ? {} : { groups: checkedGroups.data }),
    ...(checkedRecipients.data === undefined ? {} : { recipients: checkedRecipients.data }),
    ...(approved === undefined ? {} : { approved }),
  });
}
