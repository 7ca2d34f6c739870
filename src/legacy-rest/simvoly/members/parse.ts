/** What a client writes about a member, as the application wants it. */
import { z } from 'zod';
import type { ContactChanges } from '../../../application/contacts.ts';
import type { MemberInput } from '../../../application/members.ts';
import type { ContactDetails } from '../../../domain/crm/contact/events.ts';
import { addressBody, placeOf, recipientOf } from '../address.ts';
import { filled, id } from '../contacts/parse.ts';

const text = z.string().nullish();

/** Unknown fields are ignored, ids and contact ids among them: clients send back what they have read. */
export const memberBody = z.object({
  name: text,
  email: text,
  password: text,
  groups: z.array(id).nullish(),
  approved: z.boolean().nullish(),
  billingAddress: addressBody.nullish(),
  shippingAddress: addressBody.nullish(),
});
export const sessionBody = z.object({ email: text, path: text });
export type MemberBody = z.infer<typeof memberBody>;

/** Only non-empty values are set; groups are replaced, and those that nobody knows are passed over. */
export function memberInput(input: MemberBody, current: ContactDetails = {}): MemberInput {
  const { groups, approved, billingAddress, shippingAddress } = input;
  const recipients = {
    ...(billingAddress ? { billing: recipientOf(billingAddress) } : {}),
    ...(shippingAddress ? { delivery: recipientOf(shippingAddress) } : {}),
  };
  return {
    contact: contactChanges(input, current),
    recipients,
    passOverUnknownGroups: true,
    ...(groups?.length ? { groups: groups.filter(isGroup).map((group) => ({ group, until: null })) } : {}),
    ...(typeof approved === 'boolean' ? { approved } : {}),
  };
}

/** The sample of the documentation sends 0 for no group. */
const isGroup = (group: number): boolean => group > 0;

function contactChanges(input: MemberBody, current: ContactDetails): ContactChanges {
  const { name, email, billingAddress, shippingAddress } = input;
  return {
    ...filled({ email: email?.trim() }),
    view: filled({ name }),
    details: {
      ...(billingAddress ? { billingAddress: placeOf(billingAddress, current.billingAddress) } : {}),
      ...(shippingAddress ? { deliveryAddress: placeOf(shippingAddress, current.deliveryAddress) } : {}),
    },
  };
}
