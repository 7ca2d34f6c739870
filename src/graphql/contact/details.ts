/** The descriptive fields of a contact. Their names, types and marks come from the schema of the events; here are their descriptions. */
import { z } from 'zod';
import { type ContactDetails, contactDetails } from '../../domain/crm/contact/events.ts';
import type { Address } from '../../domain/kernel/fragments.ts';

export type LeafKind = 'text' | 'int' | 'boolean' | 'date' | 'taxable';

export interface Leaf {
  readonly name: string;
  readonly kind: LeafKind;
  readonly description: string;
}

export interface Group {
  readonly name: string;
  /** Name of its type: `Address`, `ContactProfiles`. */
  readonly type: 'Address' | 'ContactProfiles';
  readonly leaves: readonly Leaf[];
  readonly description: string;
}

const ADDRESS: { readonly [K in keyof Required<Address>]: string } = {
  line1: 'First street line.',
  line2: 'Second street line.',
  line3: 'Third street line.',
  city: 'Town or city.',
  region: 'County, state or region.',
  postcode: 'Postal code.',
  country: 'Country as given: a name, or an ISO 3166-1 alpha-2 code.',
};

const PROFILES: { readonly [K in keyof Required<NonNullable<ContactDetails['profiles']>>]: string } = {
  twitter: 'Name on Twitter (X).',
  linkedin: 'Profile on LinkedIn.',
  facebook: 'Profile on Facebook.',
  facebookPage: 'Page on Facebook.',
  facebookGroup: 'Group on Facebook.',
  blog: 'Blog.',
  skype: 'Name on Skype.',
  aim: 'Name on AIM.',
  jabber: 'Jabber (XMPP) address.',
  msn: 'Name on MSN.',
  google: 'Google account.',
  yahoo: 'Yahoo account.',
};

const DESCRIPTIONS: { readonly [K in keyof Required<ContactDetails>]: string } = {
  prefix: 'Form of address, e.g. `Ms`.',
  firstName: 'First name.',
  lastName: 'Last name.',
  companyName: 'The company as the contact wrote it.',
  jobPosition: 'Position in the company.',
  email2: 'Second e-mail address.',
  emailHome: 'Private e-mail address.',
  emailHome2: 'Second private e-mail address.',
  emailBilling: 'E-mail address for invoices.',
  phoneWork: 'Telephone at work.',
  phoneHome: 'Telephone at home.',
  phoneMobile: 'Mobile telephone.',
  phoneFax: 'Fax.',
  mainAddress: 'Main postal address.',
  secondAddress: 'Second postal address.',
  billingAddress: 'Address for invoices.',
  deliveryAddress: 'Address for deliveries.',
  website: 'Website.',
  website2: 'Second website.',
  profiles: 'Accounts elsewhere: social networks and messengers.',
  notes: 'Notes about the contact.',
  dateOfBirth: 'Date of birth.',
  gender: 'Gender as given.',
  timezone: 'Time zone.',
  currency: 'Currency that the contact trades in.',
  taxable: 'Whether tax is charged.',
  priceBand: 'Price band that the contact buys in.',
  kind: 'Kind of record as the business names it, e.g. `Contact`, `Member`.',
  role: 'Role as the business names it, e.g. `General`.',
  typeRef: 'Number of the customer type in its menu.',
  type: 'Customer type.',
  source: 'How the contact found us.',
  label: 'Label.',
  team: 'Team that looks after the contact.',
  agentName: 'Name of the agent.',
  assistantName: 'Name of the assistant.',
  recommendedBy: 'Who recommended us.',
  distributor: 'Distributor.',
  employeeNumber: 'How many people the company employs.',
  companyTurnover: 'Turnover of the company.',
  termsAcceptedOn: 'Day on which the contact accepted the terms.',
  emailConfirmed: "Whether the main e-mail address was proven to be the contact's, or vouched for by staff.",
  dataUseAllowed: "Consent to the use of the contact's data.",
  dataSharingAllowed: "Consent to passing the contact's data on to others.",
};

const { leaves, groups } = split();

export const DETAIL_LEAVES: readonly Leaf[] = leaves;
export const DETAIL_GROUPS: readonly Group[] = groups;
/** One group per type. */
export const GROUP_TYPES: readonly Group[] = groups.filter(
  (group, index) => groups.findIndex(({ type }) => type === group.type) === index,
);

export const GROUP_TYPE_DESCRIPTIONS = {
  Address: 'A postal address.',
  ContactProfiles: 'Accounts of a contact elsewhere.',
} as const;

function split(): { leaves: Leaf[]; groups: Group[] } {
  const found = { leaves: [] as Leaf[], groups: [] as Group[] };
  for (const [name, schema] of Object.entries(contactDetails.shape)) {
    const description = DESCRIPTIONS[name as keyof ContactDetails];
    const inner = schema.unwrap();
    if (inner instanceof z.ZodObject) found.groups.push(groupOf(name, inner, description));
    else found.leaves.push(leafOf(name, inner, description));
  }
  return found;
}

function groupOf(name: string, schema: z.ZodObject, description: string): Group {
  const type = name === 'profiles' ? 'ContactProfiles' : 'Address';
  const descriptions: Readonly<Record<string, string>> = name === 'profiles' ? PROFILES : ADDRESS;
  const members = Object.entries(schema.shape).map(([member, inner]) =>
    leafOf(member, (inner as z.ZodOptional<z.ZodType>).unwrap(), descriptions[member] ?? ''),
  );
  return { name, type, description, leaves: members };
}

function leafOf(name: string, schema: z.ZodType, description: string): Leaf {
  return { name, kind: kindOf(schema), description };
}

function kindOf(schema: z.ZodType): LeafKind {
  if (schema instanceof z.ZodNumber) return 'int';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodISODate) return 'date';
  return schema instanceof z.ZodEnum ? 'taxable' : 'text';
}
