/** What may happen to a contact. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import { isEmail, normaliseEmail } from '../../kernel/email.ts';
import type { CustomValue } from '../../kernel/fragments.ts';
import { type LabelChanges, labelChanges, unique } from '../../kernel/labels.ts';
import { narrowPatch, type Patch, sameValue } from '../../kernel/patch.ts';
import { type ContactDetails, type ContactDetailsPatch, type ContactEvent, contactEvents } from './events.ts';
import { type ActiveContact, type ContactState, evolveContact, initialContact, withEmail } from './state.ts';

export type ContactCommand = CreateContact | UpdateContact | DeleteContact;

export interface CreateContact {
  readonly type: 'CreateContact';
  readonly ref: number;
  readonly email: string | null;
  readonly details: ContactDetails;
  readonly status: string | null;
  readonly tags: readonly string[];
  readonly owner: number | null;
  readonly custom: Readonly<Record<string, CustomValue>>;
  readonly lists: readonly number[];
  readonly subscribed: boolean;
  /** Key of a company. */
  readonly company?: string | null;
  readonly aliases?: readonly string[];
}

/** Missing means unchanged. */
export interface UpdateContact {
  readonly type: 'UpdateContact';
  readonly email?: string | null;
  /** All of them. */
  readonly aliases?: readonly string[];
  readonly details?: ContactDetailsPatch;
  readonly status?: string | null;
  /** Statuses that this update may not leave: a customer stays a customer. */
  readonly keepStatus?: readonly string[];
  readonly tags?: LabelChanges;
  readonly owner?: number | null;
  readonly custom?: Patch<Record<string, CustomValue>>;
  readonly lists?: readonly number[];
  readonly subscribed?: boolean;
  readonly company?: string | null;
}

export interface DeleteContact {
  readonly type: 'DeleteContact';
}

export type ContactRefusal = 'CONTACT_EXISTS' | 'CONTACT_NOT_FOUND' | 'EMAIL_INVALID';
type ContactDecision = Decision<ContactEvent, ContactRefusal>;

export function decideContact(state: ContactState, command: ContactCommand): ContactDecision {
  switch (command.type) {
    case 'CreateContact':
      return create(state, command);
    case 'UpdateContact':
      return state.phase === 'active' ? update(state, command) : notFound;
    case 'DeleteContact':
      return remove(state);
  }
}

const notFound = refuse('CONTACT_NOT_FOUND', 'There is no such contact.');
const invalidEmail = (path: 'email' | 'aliases') =>
  refuse('EMAIL_INVALID', 'The e-mail address is not valid.', { path, message: 'is not an e-mail address' });

function create(
  state: ContactState,
  { type: _, company = null, aliases = [], ...data }: CreateContact,
): ContactDecision {
  if (state.phase === 'active' && state.ref === data.ref) return nothing;
  if (state.phase !== 'absent') return refuse('CONTACT_EXISTS', 'This contact exists already.');
  if (data.email !== null && !isEmail(data.email)) return invalidEmail('email');
  if (!aliases.every(isEmail)) return invalidEmail('aliases');
  const others = othersThan(data.email, aliases);
  return accept<ContactEvent>(
    contactEvents.ContactCreated({
      ...data,
      tags: unique(data.tags),
      lists: unique(data.lists),
      custom: { ...data.custom },
    }),
    ...(others.length === 0 ? [] : [contactEvents.ContactAliasesChanged({ aliases: others })]),
    ...(company === null ? [] : [contactEvents.ContactLinkedToCompany({ company })]),
  );
}

function update(contact: ActiveContact, command: UpdateContact): ContactDecision {
  if (typeof command.email === 'string' && !isEmail(command.email)) return invalidEmail('email');
  if (command.aliases?.every(isEmail) === false) return invalidEmail('aliases');
  return accept(
    ...emailChange(contact, command),
    ...aliasChange(contact, command),
    ...detailChange(contact, command),
    ...statusChange(contact, command),
    ...tagChange(contact, command),
    ...ownerChange(contact, command),
    ...companyChange(contact, command),
    ...customChange(contact, command),
    ...subscriptionChange(contact, command),
  );
}

function remove(state: ContactState): ContactDecision {
  if (state.phase === 'absent') return notFound;
  return state.phase === 'deleted' ? nothing : accept(contactEvents.ContactDeleted({}));
}

function emailChange(contact: ActiveContact, command: UpdateContact): ContactEvent[] {
  const change = newEmail(contact, command);
  return change ? [contactEvents.ContactEmailChanged(change)] : [];
}

function newEmail({ email: before, details: { emailConfirmed } }: ActiveContact, { email, details }: UpdateContact) {
  if (email === undefined || email === before) return undefined;
  const isSameAddress = email?.toLowerCase() === before?.toLowerCase();
  const proven = email !== null && (details?.emailConfirmed ?? (isSameAddress && emailConfirmed)) === true;
  return { email, proven };
}

/** An alias that becomes the main address is no alias any more. */
function aliasChange(contact: ActiveContact, { email = contact.email, aliases }: UpdateContact): ContactEvent[] {
  const others = othersThan(email, aliases ?? contact.aliases);
  return sameValue(others, contact.aliases) ? [] : [contactEvents.ContactAliasesChanged({ aliases: others })];
}

const othersThan = (email: string | null, aliases: readonly string[]): string[] =>
  unique(aliases.map(normaliseEmail)).filter((alias) => email === null || alias !== normaliseEmail(email));

function detailChange(contact: ActiveContact, command: UpdateContact): ContactEvent[] {
  const change = newEmail(contact, command);
  const present = change ? withEmail(contact, change).details : contact.details;
  const changes = command.details && narrowPatch<ContactDetails>(present, command.details);
  return changes ? [contactEvents.ContactDetailsChanged({ changes })] : [];
}

function statusChange(contact: ActiveContact, { status, keepStatus = [] }: UpdateContact): ContactEvent[] {
  if (status === undefined || status === contact.status) return [];
  if (contact.status !== null && keepStatus.includes(contact.status)) return [];
  return [contactEvents.ContactStatusChanged({ status })];
}

function tagChange(contact: ActiveContact, { tags }: UpdateContact): ContactEvent[] {
  const { added, removed } = labelChanges(contact.tags, tags);
  return [
    ...(removed.length > 0 ? [contactEvents.ContactUntagged({ tags: removed })] : []),
    ...(added.length > 0 ? [contactEvents.ContactTagged({ tags: added })] : []),
  ];
}

function ownerChange(contact: ActiveContact, { owner }: UpdateContact): ContactEvent[] {
  return owner === undefined || owner === contact.owner ? [] : [contactEvents.ContactAssigned({ owner })];
}

function companyChange(contact: ActiveContact, { company }: UpdateContact): ContactEvent[] {
  return company === undefined || company === contact.company
    ? []
    : [contactEvents.ContactLinkedToCompany({ company })];
}

function customChange(contact: ActiveContact, { custom }: UpdateContact): ContactEvent[] {
  const values = custom && narrowPatch<Record<string, CustomValue>>(contact.custom, custom);
  return values ? [contactEvents.ContactCustomFieldsSet({ values: values as Record<string, CustomValue | null> })] : [];
}

function subscriptionChange(contact: ActiveContact, command: UpdateContact): ContactEvent[] {
  const subscribed = command.subscribed ?? contact.subscribed;
  const lists = unique(command.lists ?? contact.lists);
  if (subscribed === contact.subscribed && sameValue(lists, contact.lists)) return [];
  return [contactEvents.ContactSubscriptionsChanged({ subscribed, lists })];
}

export const contact = defineAggregate<ContactState, ContactCommand, ContactEvent, ContactRefusal>({
  category: 'contact',
  events: contactEvents,
  initial: initialContact,
  evolve: evolveContact,
  decide: decideContact,
});
