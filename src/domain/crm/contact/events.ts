/** What is stored about a contact. This is the storage format: a released version is never edited. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import {
  address,
  customValues,
  customValuesPatch,
  day,
  email,
  key,
  owner,
  patchSchema,
  personalText,
  ref,
  tags,
  text,
} from '../../kernel/fragments.ts';
import type { Patch } from '../../kernel/patch.ts';

/** Accounts elsewhere: social networks and messengers, by network. */
const profiles = z
  .strictObject({
    twitter: personalText,
    linkedin: personalText,
    facebook: personalText,
    facebookPage: personalText,
    facebookGroup: personalText,
    blog: personalText,
    skype: personalText,
    aim: personalText,
    jabber: personalText,
    msn: personalText,
    google: personalText,
    yahoo: personalText,
  })
  .partial();

const detailFields = {
  prefix: personalText,
  firstName: personalText,
  lastName: personalText,
  /** The company as the contact wrote it. */
  companyName: text,
  jobPosition: text,
  email2: email,
  emailHome: email,
  emailHome2: email,
  emailBilling: email,
  phoneWork: personalText,
  phoneHome: personalText,
  phoneMobile: personalText,
  phoneFax: personalText,
  mainAddress: address,
  secondAddress: address,
  billingAddress: address,
  deliveryAddress: address,
  website: text,
  website2: text,
  profiles,
  notes: personalText,
  dateOfBirth: day.meta({ personal: true }),
  gender: personalText,
  timezone: text,
  currency: text,
  /** Taxed always (Y), never (N), or by the reverse charge rule (R). */
  taxable: z.enum(['Y', 'N', 'R']),
  priceBand: text,
  /** Kind of record and role as the business names them, e.g. `Contact`, `Member`; `General`. */
  kind: text,
  role: text,
  /** Number of the customer type in its menu. */
  typeRef: z.int().positive(),
  type: text,
  /** How the contact found us. */
  source: text,
  label: text,
  team: text,
  agentName: personalText,
  assistantName: personalText,
  recommendedBy: personalText,
  distributor: text,
  employeeNumber: z.int(),
  companyTurnover: z.int(),
  termsAcceptedOn: day,
  /** The address was proven to be the contact's, or vouched for by staff. */
  emailConfirmed: z.boolean(),
  /** Consent to the use of the contact's data, and to passing it on to others. */
  dataUseAllowed: z.boolean(),
  dataSharingAllowed: z.boolean(),
};

/** Everything descriptive about a contact. Unset fields are absent. */
export const contactDetails = z.strictObject(detailFields).partial();
export type ContactDetails = z.infer<typeof contactDetails>;
export type ContactDetailsPatch = Patch<ContactDetails>;
export const contactDetailsPatch = patchSchema(detailFields) as z.ZodType<ContactDetailsPatch>;

export const ContactCreated = defineEvent('ContactCreated', {
  summary: 'A person entered the books.',
  schema: z.strictObject({
    ref,
    /** Lower-cased host, otherwise as given; unique among contacts without regard to case. */
    email: email.nullable(),
    details: contactDetails,
    status: text.nullable(),
    tags,
    owner: owner.nullable(),
    custom: customValues,
    /** Refs of subscriber lists. */
    lists: z.array(z.int().positive()),
    /** Wants marketing e-mail. */
    subscribed: z.boolean(),
  }),
});

export const ContactDetailsChanged = defineEvent('ContactDetailsChanged', {
  summary: 'Descriptive fields changed; null means cleared, missing means unchanged.',
  schema: z.strictObject({ changes: contactDetailsPatch }),
});

export const ContactEmailChanged = defineEvent('ContactEmailChanged', {
  summary: 'The main e-mail address changed. What was proven of the former one says nothing of the new one.',
  version: 2,
  schema: z.strictObject({
    email: email.nullable(),
    /** The new address is known to be the contact's, as `details.emailConfirmed` says from now on. */
    proven: z.boolean(),
  }),
  upcasts: {
    // Nothing was said about the new address, so nothing is made up.
    1: (data: { readonly email: string | null }) => ({ ...data, proven: false }),
  },
});

export const ContactAliasesChanged = defineEvent('ContactAliasesChanged', {
  summary: 'The further e-mail addresses that stand for the contact changed; they are stated as they are now.',
  schema: z.strictObject({
    /** In lower case, without the main address; unique among contacts together with the main ones. */
    aliases: z.array(email),
  }),
});

export const ContactStatusChanged = defineEvent('ContactStatusChanged', {
  summary: 'The contact moved to another status.',
  schema: z.strictObject({ status: text.nullable() }),
});

export const ContactTagged = defineEvent('ContactTagged', {
  summary: 'Tags were put on the contact.',
  schema: z.strictObject({ tags: tags.min(1) }),
});

export const ContactUntagged = defineEvent('ContactUntagged', {
  summary: 'Tags were taken off the contact.',
  schema: z.strictObject({ tags: tags.min(1) }),
});

export const ContactAssigned = defineEvent('ContactAssigned', {
  summary: 'The contact got another owner, or none.',
  schema: z.strictObject({ owner: owner.nullable() }),
});

export const ContactLinkedToCompany = defineEvent('ContactLinkedToCompany', {
  summary: 'The contact belongs to this company now, or to none.',
  schema: z.strictObject({ company: key.nullable() }),
});

export const ContactCustomFieldsSet = defineEvent('ContactCustomFieldsSet', {
  summary: 'Custom values were set, or cleared where null.',
  schema: z.strictObject({ values: customValuesPatch }),
});

export const ContactSubscriptionsChanged = defineEvent('ContactSubscriptionsChanged', {
  summary:
    'The wish for marketing e-mail or the memberships in subscriber lists changed; both are stated as they are now.',
  schema: z.strictObject({ subscribed: z.boolean(), lists: z.array(z.int().positive()) }),
});

export const ContactDeleted = defineEvent('ContactDeleted', {
  summary: 'The contact was removed from the books. Its history stays.',
  schema: z.strictObject({}),
});

export const contactEvents = {
  ContactCreated,
  ContactDetailsChanged,
  ContactEmailChanged,
  ContactAliasesChanged,
  ContactStatusChanged,
  ContactTagged,
  ContactUntagged,
  ContactAssigned,
  ContactLinkedToCompany,
  ContactCustomFieldsSet,
  ContactSubscriptionsChanged,
  ContactDeleted,
};
export type ContactEvent = EventOf<typeof contactEvents>;
