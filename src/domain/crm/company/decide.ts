/** What may happen to a company. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import { isEmail } from '../../kernel/email.ts';
import type { CustomValue } from '../../kernel/fragments.ts';
import { type LabelChanges, labelChanges, unique } from '../../kernel/labels.ts';
import { narrowPatch, type Patch } from '../../kernel/patch.ts';
import { type CompanyDetails, type CompanyDetailsPatch, type CompanyEvent, companyEvents } from './events.ts';
import { type ActiveCompany, type CompanyState, evolveCompany, initialCompany } from './state.ts';

export type CompanyCommand = CreateCompany | UpdateCompany | DeleteCompany;

export interface CreateCompany {
  readonly type: 'CreateCompany';
  readonly ref: number;
  readonly name: string;
  readonly email: string | null;
  readonly details: CompanyDetails;
  readonly status: string | null;
  readonly tags: readonly string[];
  readonly owner: number | null;
  readonly custom: Readonly<Record<string, CustomValue>>;
}

/** Missing means unchanged. */
export interface UpdateCompany {
  readonly type: 'UpdateCompany';
  readonly name?: string;
  readonly email?: string | null;
  readonly details?: CompanyDetailsPatch;
  readonly status?: string | null;
  readonly tags?: LabelChanges;
  readonly owner?: number | null;
  readonly custom?: Patch<Record<string, CustomValue>>;
}

export interface DeleteCompany {
  readonly type: 'DeleteCompany';
}

export type CompanyRefusal = 'COMPANY_EXISTS' | 'COMPANY_NOT_FOUND' | 'COMPANY_NAME_REQUIRED' | 'EMAIL_INVALID';
type CompanyDecision = Decision<CompanyEvent, CompanyRefusal>;

export function decideCompany(state: CompanyState, command: CompanyCommand): CompanyDecision {
  switch (command.type) {
    case 'CreateCompany':
      return create(state, command);
    case 'UpdateCompany':
      return state.phase === 'active' ? update(state, command) : notFound;
    case 'DeleteCompany':
      return remove(state);
  }
}

const notFound = refuse('COMPANY_NOT_FOUND', 'There is no such company.');
const nameRequired = refuse('COMPANY_NAME_REQUIRED', 'A company has a name.', { path: 'name', message: 'is missing' });
const invalidEmail = refuse('EMAIL_INVALID', 'The e-mail address is not valid.', {
  path: 'email',
  message: 'is not an e-mail address',
});

function create(state: CompanyState, { type: _, ...data }: CreateCompany): CompanyDecision {
  if (state.phase === 'active' && state.ref === data.ref) return nothing;
  if (state.phase !== 'absent') return refuse('COMPANY_EXISTS', 'This company exists already.');
  if (data.name.trim() === '') return nameRequired;
  if (data.email !== null && !isEmail(data.email)) return invalidEmail;
  return accept(companyEvents.CompanyCreated({ ...data, tags: unique(data.tags), custom: { ...data.custom } }));
}

function update(company: ActiveCompany, command: UpdateCompany): CompanyDecision {
  if (command.name !== undefined && command.name.trim() === '') return nameRequired;
  if (typeof command.email === 'string' && !isEmail(command.email)) return invalidEmail;
  return accept(
    ...nameChange(company, command),
    ...emailChange(company, command),
    ...detailChange(company, command),
    ...statusChange(company, command),
    ...tagChange(company, command),
    ...ownerChange(company, command),
    ...customChange(company, command),
  );
}

function remove(state: CompanyState): CompanyDecision {
  if (state.phase === 'absent') return notFound;
  return state.phase === 'deleted' ? nothing : accept(companyEvents.CompanyDeleted({}));
}

function nameChange(company: ActiveCompany, { name }: UpdateCompany): CompanyEvent[] {
  return name === undefined || name === company.name ? [] : [companyEvents.CompanyRenamed({ name })];
}

function emailChange(company: ActiveCompany, { email }: UpdateCompany): CompanyEvent[] {
  return email === undefined || email === company.email ? [] : [companyEvents.CompanyEmailChanged({ email })];
}

function detailChange(company: ActiveCompany, { details }: UpdateCompany): CompanyEvent[] {
  const changes = details && narrowPatch<CompanyDetails>(company.details, details);
  return changes ? [companyEvents.CompanyDetailsChanged({ changes })] : [];
}

function statusChange(company: ActiveCompany, { status }: UpdateCompany): CompanyEvent[] {
  return status === undefined || status === company.status ? [] : [companyEvents.CompanyStatusChanged({ status })];
}

function tagChange(company: ActiveCompany, { tags }: UpdateCompany): CompanyEvent[] {
  const { added, removed } = labelChanges(company.tags, tags);
  return [
    ...(removed.length > 0 ? [companyEvents.CompanyUntagged({ tags: removed })] : []),
    ...(added.length > 0 ? [companyEvents.CompanyTagged({ tags: added })] : []),
  ];
}

function ownerChange(company: ActiveCompany, { owner }: UpdateCompany): CompanyEvent[] {
  return owner === undefined || owner === company.owner ? [] : [companyEvents.CompanyAssigned({ owner })];
}

function customChange(company: ActiveCompany, { custom }: UpdateCompany): CompanyEvent[] {
  const values = custom && narrowPatch<Record<string, CustomValue>>(company.custom, custom);
  return values ? [companyEvents.CompanyCustomFieldsSet({ values: values as Record<string, CustomValue | null> })] : [];
}

export const company = defineAggregate<CompanyState, CompanyCommand, CompanyEvent, CompanyRefusal>({
  category: 'company',
  events: companyEvents,
  initial: initialCompany,
  evolve: evolveCompany,
  decide: decideCompany,
});
