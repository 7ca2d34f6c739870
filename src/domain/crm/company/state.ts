/** How a company's events fold into what decisions need. */
import type { CustomValue } from '../../kernel/fragments.ts';
import { applyPatch } from '../../kernel/patch.ts';
import type { CompanyDetails, CompanyEvent } from './events.ts';

export type CompanyState =
  | { readonly phase: 'absent' }
  | ActiveCompany
  | { readonly phase: 'deleted'; readonly ref: number };

export interface ActiveCompany {
  readonly phase: 'active';
  readonly ref: number;
  readonly name: string;
  readonly email: string | null;
  readonly details: CompanyDetails;
  readonly status: string | null;
  readonly tags: readonly string[];
  readonly owner: number | null;
  readonly custom: Readonly<Record<string, CustomValue>>;
}

export const initialCompany: CompanyState = { phase: 'absent' };

export function evolveCompany(state: CompanyState, event: CompanyEvent): CompanyState {
  if (event.type === 'CompanyCreated') return { phase: 'active', ...event.data };
  return state.phase === 'active' ? evolveActive(state, event) : state;
}

function evolveActive(company: ActiveCompany, event: Exclude<CompanyEvent, { type: 'CompanyCreated' }>): CompanyState {
  switch (event.type) {
    case 'CompanyRenamed':
      return { ...company, name: event.data.name };
    case 'CompanyDetailsChanged':
      return { ...company, details: applyPatch(company.details, event.data.changes) };
    case 'CompanyEmailChanged':
      return { ...company, email: event.data.email };
    case 'CompanyStatusChanged':
      return { ...company, status: event.data.status };
    case 'CompanyTagged':
      return { ...company, tags: [...company.tags, ...event.data.tags] };
    case 'CompanyUntagged':
      return { ...company, tags: company.tags.filter((tag) => !event.data.tags.includes(tag)) };
    case 'CompanyAssigned':
      return { ...company, owner: event.data.owner };
    case 'CompanyCustomFieldsSet':
      return { ...company, custom: applyPatch(company.custom, event.data.values) };
    case 'CompanyDeleted':
      return { phase: 'deleted', ref: company.ref };
  }
}
