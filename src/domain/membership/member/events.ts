/**
 * What is stored about members: contacts who may sign in to the website. A member has the key of its contact, whose name, e-mail
 * address, postal addresses and password are its own; only what makes it a member is here.
 */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { instant, patchSchema, recipient, ref } from '../../kernel/fragments.ts';
import type { Patch } from '../../kernel/patch.ts';

/** Membership in a group, by its ref, for ever or until some time. */
const grant = z.strictObject({ group: ref, until: instant.nullable() });
export type GroupGrant = z.infer<typeof grant>;

/** To whom things are billed and sent; the places are addresses of the contact. */
const recipientsFields = { billing: recipient, delivery: recipient };
export const recipients = z.strictObject(recipientsFields).partial();
export type Recipients = z.infer<typeof recipients>;
export type RecipientsPatch = Patch<Recipients>;
export const recipientsPatch = patchSchema(recipientsFields) as z.ZodType<RecipientsPatch>;

export const MemberRegistered = defineEvent('MemberRegistered', {
  summary: 'A contact became a member of the website.',
  schema: z.strictObject({
    ref,
    groups: z.array(grant),
    /** Members who are not approved cannot sign in. */
    approved: z.boolean(),
    recipients,
    /** No password came with the registration: one is to be made and mailed. */
    wantsPassword: z.literal(true).optional(),
  }),
});

export const MemberGroupsChanged = defineEvent('MemberGroupsChanged', {
  summary: 'A member belongs to other groups, or for another time; all are stated as they are now.',
  schema: z.strictObject({ groups: z.array(grant) }),
});

export const MemberApproved = defineEvent('MemberApproved', {
  summary: 'A member may sign in.',
  schema: z.strictObject({}),
});

export const MemberDisapproved = defineEvent('MemberDisapproved', {
  summary: 'A member may no longer sign in.',
  schema: z.strictObject({}),
});

export const MemberRecipientsChanged = defineEvent('MemberRecipientsChanged', {
  summary: 'To whom a member has things billed or sent changed; null means cleared, missing means unchanged.',
  schema: z.strictObject({ changes: recipientsPatch }),
});

export const MemberRemoved = defineEvent('MemberRemoved', {
  summary: 'A contact is no longer a member. It stays a contact, and may become a member again under another number.',
  schema: z.strictObject({}),
});

export const memberEvents = {
  MemberRegistered,
  MemberGroupsChanged,
  MemberApproved,
  MemberDisapproved,
  MemberRecipientsChanged,
  MemberRemoved,
};
export type MemberEvent = EventOf<typeof memberEvents>;
