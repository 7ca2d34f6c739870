/** A submitted form as this API shows it. The list has no id, and it names answers otherwise than the event does. */
import type { FormSubmissionRow } from '../../../projections/formSubmissions/queries.ts';
import type { WireContact } from '../contacts/render.ts';
import { seconds } from '../wire.ts';

export const renderFormSubmission = ({ formName, submittedAt, answers }: FormSubmissionRow) => ({
  name: formName,
  received: seconds(submittedAt),
  fields: answers.map(({ label, value }) => ({ name: label, value: String(value) })),
});

/** What the webhook event `form_submitted` carries. */
export const renderFormEvent = (
  { formName, answers }: FormSubmissionRow,
  contact: WireContact | undefined,
  website: object,
) => ({
  website,
  contact: contact ?? null,
  formName,
  formValues: answers.map(({ label, value }) => ({ field: label, value: String(value) })),
});
