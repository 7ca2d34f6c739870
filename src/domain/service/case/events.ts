/** What is stored about a case: something that a contact wants the business to look after. */
import { z } from 'zod';
import { answer, formReference } from '../../kernel/answers.ts';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { key, orderReference, owner, patchSchema, personalText, ref, text } from '../../kernel/fragments.ts';
import type { Patch } from '../../kernel/patch.ts';

export const CASE_PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export type CasePriority = (typeof CASE_PRIORITIES)[number];

const detailFields = {
  subject: personalText,
  message: personalText.optional(),
  /** Label as the business names it. */
  label: text.optional(),
  priority: z.enum(CASE_PRIORITIES),
};

export const caseDetails = z.strictObject(detailFields);
export type CaseDetails = z.infer<typeof caseDetails>;
export type CaseDetailsPatch = Patch<CaseDetails>;

export const CaseOpened = defineEvent('CaseOpened', {
  summary: 'A case was opened, by hand or by a form that a contact submitted.',
  schema: z.strictObject({
    ref,
    /** Key of the contact; null for a case that concerns nobody in the books. */
    contact: key.nullable(),
    details: caseDetails,
    owner: owner.nullable(),
    /** The submission that opened it, with its form as it was then. */
    origin: z.strictObject({ submission: key, form: formReference }).nullable(),
    answers: z.array(answer),
  }),
});

export const CaseChanged = defineEvent('CaseChanged', {
  summary: 'Descriptive fields of a case changed; null means cleared, missing means unchanged.',
  schema: z.strictObject({ changes: patchSchema(detailFields) as z.ZodType<CaseDetailsPatch> }),
});

export const CaseAssigned = defineEvent('CaseAssigned', {
  summary: 'A case got another owner, or none.',
  schema: z.strictObject({ owner: owner.nullable() }),
});

export const CaseClosed = defineEvent('CaseClosed', {
  summary: 'A case was settled.',
  schema: z.strictObject({ resolution: personalText.nullable() }),
});

export const CaseLinkedToOrder = defineEvent('CaseLinkedToOrder', {
  summary: 'A case is about this order now, or about none.',
  schema: z.strictObject({ order: orderReference.nullable() }),
});

export const CaseReopened = defineEvent('CaseReopened', {
  summary: 'A settled case came up again.',
  schema: z.strictObject({}),
});

export const caseEvents = {
  CaseOpened,
  CaseChanged,
  CaseAssigned,
  CaseLinkedToOrder,
  CaseClosed,
  CaseReopened,
};
export type CaseEvent = EventOf<typeof caseEvents>;
