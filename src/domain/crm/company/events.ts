/** What is stored about a company. This is the storage format: a released version is never edited. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import {
  address,
  customValues,
  customValuesPatch,
  email,
  owner,
  patchSchema,
  personalText,
  ref,
  tags,
  text,
} from '../../kernel/fragments.ts';
import type { Patch } from '../../kernel/patch.ts';

/** Accounts elsewhere, by network. */
const profiles = z.strictObject({ twitter: text, linkedin: text, facebook: text }).partial();

const detailFields = {
  phoneMain: personalText,
  phoneSecond: personalText,
  mainAddress: address,
  secondAddress: address,
  website: text,
  profiles,
  notes: personalText,
  registrationNumber: text,
  taxNumber: text,
};

/** Everything descriptive about a company. Unset fields are absent. */
export const companyDetails = z.strictObject(detailFields).partial();
export type CompanyDetails = z.infer<typeof companyDetails>;
export type CompanyDetailsPatch = Patch<CompanyDetails>;
export const companyDetailsPatch = patchSchema(detailFields) as z.ZodType<CompanyDetailsPatch>;

export const CompanyCreated = defineEvent('CompanyCreated', {
  summary: 'A company entered the books.',
  schema: z.strictObject({
    ref,
    name: text,
    /** Unique among companies without regard to case. */
    email: email.nullable(),
    details: companyDetails,
    status: text.nullable(),
    tags,
    owner: owner.nullable(),
    custom: customValues,
  }),
});

export const CompanyRenamed = defineEvent('CompanyRenamed', {
  summary: 'The company has another name now.',
  schema: z.strictObject({ name: text }),
});

export const CompanyDetailsChanged = defineEvent('CompanyDetailsChanged', {
  summary: 'Descriptive fields changed; null means cleared, missing means unchanged.',
  schema: z.strictObject({ changes: companyDetailsPatch }),
});

export const CompanyEmailChanged = defineEvent('CompanyEmailChanged', {
  summary: 'The main e-mail address of the company changed.',
  schema: z.strictObject({ email: email.nullable() }),
});

export const CompanyStatusChanged = defineEvent('CompanyStatusChanged', {
  summary: 'The company moved to another status.',
  schema: z.strictObject({ status: text.nullable() }),
});

export const CompanyTagged = defineEvent('CompanyTagged', {
  summary: 'Tags were put on the company.',
  schema: z.strictObject({ tags: tags.min(1) }),
});

export const CompanyUntagged = defineEvent('CompanyUntagged', {
  summary: 'Tags were taken off the company.',
  schema: z.strictObject({ tags: tags.min(1) }),
});

export const CompanyAssigned = defineEvent('CompanyAssigned', {
  summary: 'The company got another owner, or none.',
  schema: z.strictObject({ owner: owner.nullable() }),
});

export const CompanyCustomFieldsSet = defineEvent('CompanyCustomFieldsSet', {
  summary: 'Custom values of the company were set, or cleared where null.',
  schema: z.strictObject({ values: customValuesPatch }),
});

export const CompanyDeleted = defineEvent('CompanyDeleted', {
  summary: 'The company was removed from the books. Its history stays.',
  schema: z.strictObject({}),
});

export const companyEvents = {
  CompanyCreated,
  CompanyRenamed,
  CompanyDetailsChanged,
  CompanyEmailChanged,
  CompanyStatusChanged,
  CompanyTagged,
  CompanyUntagged,
  CompanyAssigned,
  CompanyCustomFieldsSet,
  CompanyDeleted,
};
export type CompanyEvent = EventOf<typeof companyEvents>;
