/** Names that filters and sorting on submitted forms may use. */
import type { FieldResolver, FilterField } from '../filter/filter.ts';

export const FORM_SUBMISSION_FIELDS = {
  key: { sql: 'key', type: 'text' },
  ref: { sql: 'ref', type: 'number' },
  contact: { sql: 'contact', type: 'text' },
  form: { sql: 'form_key', type: 'text' },
  formAlias: { sql: 'form_alias', type: 'text' },
  formName: { sql: 'form_name', type: 'text' },
  submittedAt: { sql: 'submitted_at', type: 'instant' },
} as const satisfies Record<string, FilterField>;

const FIELDS: ReadonlyMap<string, FilterField> = new Map(Object.entries(FORM_SUBMISSION_FIELDS));

export const formSubmissionFields: FieldResolver = (name) => FIELDS.get(name);
