/** How a contact's events fold into what decisions need. */
import type { CustomValue } from '../../kernel/fragments.ts';
import { applyPatch } from '../../kernel/patch.ts';
import type { ContactDetails, ContactEvent } from './events.ts';

export type ContactState =
  | { readonly phase: 'absent' }
  | ActiveContact
  | { readonly phase: 'deleted'; readonly ref: number };

export interface ActiveContact {
  readonly phase: 'active';
  readonly ref: number;
  readonly email: string | null;
  /** Further addresses that stand for the contact, in lower case. */
  readonly aliases: readonly string[];
  readonly details: ContactDetails;
  readonly status: string | null;
  readonly tags: readonly string[];
  readonly owner: number | null;
  readonly custom: Readonly<Record<string, CustomValue>>;
  readonly lists: readonly number[];
  readonly subscribed: boolean;
  /** Key of the company that the contact belongs to. */
  readonly company: string | null;
}

export const initialContact: ContactState = { phase: 'absent' };

export function evolveContact(state: ContactState, event: ContactEvent): ContactState {
  if (event.type === 'ContactCreated') return { phase: 'active', company: null, aliases: [], ...event.data };
  return state.phase === 'active' ? evolveActive(state, event) : state;
}

/** The address, and whether it was proven to be the contact's. */
export function withEmail(
  contact: ActiveContact,
  { email, proven }: { readonly email: string | null; readonly proven: boolean },
): ActiveContact {
  return { ...contact, email, details: applyPatch(contact.details, { emailConfirmed: proven ? true : null }) };
}

function evolveActive(contact: ActiveContact, event: Exclude<ContactEvent, { type: 'ContactCreated' }>): ContactState {
  switch (event.type) {
    case 'ContactDetailsChanged':
      return { ...contact, details: applyPatch(contact.details, event.data.changes) };
    case 'ContactEmailChanged':
      return withEmail(contact, event.data);
    case 'ContactAliasesChanged':
      return { ...contact, aliases: event.data.aliases };
    case 'ContactStatusChanged':
      return { ...contact, status: event.data.status };
    case 'ContactTagged':
      return { ...contact, tags: [...contact.tags, ...event.data.tags] };
    case 'ContactUntagged':
      return { ...contact, tags: contact.tags.filter((tag) => !event.data.tags.includes(tag)) };
    case 'ContactAssigned':
      return { ...contact, owner: event.data.owner };
    case 'ContactLinkedToCompany':
      return { ...contact, company: event.data.company };
    case 'ContactCustomFieldsSet':
      return { ...contact, custom: applyPatch(contact.custom, event.data.values) };
    case 'ContactSubscriptionsChanged':
      return { ...contact, subscribed: event.data.subscribed, lists: event.data.lists };
    case 'ContactDeleted':
      return { phase: 'deleted', ref: contact.ref };
  }
}
