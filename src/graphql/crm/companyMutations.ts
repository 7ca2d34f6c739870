/** `createCompany`, `updateCompany`, `deleteCompany`. */
import type { CompanyChanges } from '../../application/companies.ts';
import { builder, type InputFields } from '../builder.ts';
import { AddressInput, CustomFieldInput, tagChanges, toCustom } from '../contact/mutations.ts';
import { keyOf } from '../ids.ts';
import { given, type InputOf, stated, textInputs } from '../input.ts';
import { mutation } from '../mutation.ts';
import { ID_DESCRIPTION, recordResults, removalPayload } from '../record.ts';
import { mutationResult, type WrittenNode } from '../refusals.ts';
import { COMPANY_ADDRESSES, COMPANY_PROFILES, COMPANY_TEXTS, Company, loadCompany } from './companies.ts';

const commonInputs = (t: InputFields) => ({
  email: t.string({ description: 'Main e-mail address; no two companies share one.' }),
  status: t.string({ description: 'Status as the business names it.' }),
  owner: t.int({ description: 'Number of the member of staff who owns the company.' }),
  custom: t.field({ type: [CustomFieldInput], description: 'Values of custom fields. Fields that are left out stay.' }),
  ...textInputs(t, COMPANY_TEXTS),
  ...textInputs(t, COMPANY_PROFILES),
  mainAddress: t.field({ type: AddressInput, description: COMPANY_ADDRESSES.mainAddress }),
  secondAddress: t.field({ type: AddressInput, description: COMPANY_ADDRESSES.secondAddress }),
});

const CreateCompanyInput = builder.inputType('CreateCompanyInput', {
  description: 'A new company.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name. Several companies may have the same.' }),
    tags: t.stringList({ description: 'Tags.' }),
    ...commonInputs(t),
  }),
});

const UpdateCompanyInput = builder.inputType('UpdateCompanyInput', {
  description: 'Changes of a company. Missing means unchanged, null and blank text clear.',
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    name: t.string({ description: 'Name. It cannot be cleared.' }),
    setTags: t.stringList({ description: 'Replaces all tags.' }),
    addTags: t.stringList({ description: 'Adds these tags.' }),
    removeTags: t.stringList({ description: 'Takes these tags off.' }),
    ...commonInputs(t),
  }),
});

type Changes = Omit<InputOf<typeof UpdateCompanyInput>, 'id' | 'setTags' | 'addTags' | 'removeTags'>;

/** A null name or list cannot be meant: it is as good as left out. */
function toChanges(input: Changes): Omit<CompanyChanges, 'tags'> {
  const { name, email, status, owner, custom, twitter, linkedin, facebook, ...details } = input;
  const profiles = stated({ twitter, linkedin, facebook });
  return {
    ...stated({ email, status, owner }),
    ...given({ name, custom: custom && toCustom(custom) }),
    details: { ...details, ...(Object.keys(profiles).length > 0 ? { profiles } : {}) },
  };
}

const SAVE_REFUSALS = ['COMPANY_NAME_REQUIRED', 'EMAIL_TAKEN', 'EMAIL_INVALID', 'INPUT_INVALID'] as const;

const result = recordResults(Company, 'company', loadCompany);

const created = result('createCompany', 'The company was created.', SAVE_REFUSALS);

mutation(created, {
  description: 'Creates a company.',
  args: (t) => ({ input: t.arg({ type: CreateCompanyInput, required: true, description: 'The company.' }) }),
  run: ({ input: { tags, ...input } }, command, { app }) =>
    app.companies.create(command, { ...toChanges(input), ...tagChanges({ set: tags }) }),
});

const updated = result('updateCompany', 'The company is as the input says.', ['COMPANY_NOT_FOUND', ...SAVE_REFUSALS]);

mutation(updated, {
  description: 'Changes a company. What is already as the input says stays without a trace.',
  args: (t) => ({ input: t.arg({ type: UpdateCompanyInput, required: true, description: 'The changes.' }) }),
  run: ({ input: { id, setTags, addTags, removeTags, ...input } }, command, { app }) =>
    app.companies.update(command, keyOf('Company', id), {
      ...toChanges(input),
      ...tagChanges({ set: setTags, add: addTags, remove: removeTags }),
    }),
});

const deleted = mutationResult<WrittenNode & { readonly ref: number }>('deleteCompany', ['COMPANY_NOT_FOUND']);
removalPayload(deleted, 'Company', 'deletedId', 'The company is gone from the books. Its history stays.');
builder.objectField(deleted.payload, 'ref', (t) =>
  t.exposeInt('ref', { description: 'Number that the company had. It is never given again.' }),
);

mutation(deleted, {
  description: 'Removes a company from the books. Its history stays, and so do its contacts.',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, command, { app }) => app.companies.remove(command, keyOf('Company', id)),
});
