/** Submitted forms: type, queries, `submitForm`, and the forms that a contact submitted. */

import type { SubmittedForm } from '../../application/submissions.ts';
import { casesBySubmissions } from '../../projections/cases/queries.ts';
import { FORM_SUBMISSION_FIELDS } from '../../projections/formSubmissions/fields.ts';
import {
  countFormSubmissions,
  formSubmissionByRef,
  formSubmissionsByKeys,
  newestSubmissionsOfContacts,
  pageOfFormSubmissions,
} from '../../projections/formSubmissions/queries.ts';
import { builder } from '../builder.ts';
import { loadContact } from '../contact/queries.ts';
import { Contact } from '../contact/type.ts';
import { keyOf } from '../ids.ts';
import { listQuery } from '../list.ts';
import { mutation } from '../mutation.ts';
import { newestField, recordKind, recordQuery } from '../record.ts';
import { mutationResult, POSITION_DESCRIPTION } from '../refusals.ts';
import { answersOf, FormAnswer, FormAnswerInput } from './answers.ts';
import { Case, caseNode, loadCase } from './cases.ts';
import { Form, loadForm } from './forms.ts';

const submissions = recordKind('FormSubmission', formSubmissionsByKeys);
export const loadFormSubmission = submissions.load;

export const FormSubmission = builder.node(submissions.ref, {
  description: 'A form that a contact filled in. It opened a case.',
  id: { resolve: ({ row }) => row.key, description: 'Global id.' },
  fields: (t) => ({
    key: t.string({ description: 'The key under which events name the submission.', resolve: ({ row }) => row.key }),
    ref: t.int({ description: 'Number of the submission.', resolve: ({ row }) => row.ref }),
    formName: t.string({ description: 'What the form was called then.', resolve: ({ row }) => row.formName }),
    formAlias: t.string({ description: 'Alias of the form.', resolve: ({ row }) => row.formAlias }),
    form: t.field({
      type: Form,
      nullable: true,
      description: 'The form as it is now. Null when it is no longer offered.',
      resolve: ({ row, asOf }, _args, context) => loadForm(context, row.formKey, asOf),
    }),
    contact: t.field({
      type: Contact,
      nullable: true,
      description: 'Who submitted it. Null when the contact has been deleted.',
      resolve: ({ row, asOf }, _args, context) => loadContact(context, row.contact, asOf),
    }),
    answers: t.field({
      type: [FormAnswer],
      description: 'The answers, in the order of the form.',
      resolve: ({ row }) => row.answers,
    }),
    case: t.field({
      type: Case,
      nullable: true,
      description: 'The case that it opened.',
      resolve: async ({ row, asOf }, _args, { loaders }) => {
        const bySubmission = ({ submission }: { readonly submission: string | null }) => submission;
        const [found] = await loaders.many('caseOfSubmission', casesBySubmissions, row.key, bySubmission, asOf);
        return found && caseNode(found, asOf);
      },
    }),
    submittedAt: t.field({
      type: 'DateTime',
      description: 'When it was submitted.',
      resolve: ({ row }) => row.submittedAt,
    }),
  }),
});

recordQuery(submissions, { name: 'formSubmission', description: 'One submitted form.', byRef: formSubmissionByRef });

listQuery(submissions, {
  name: 'formSubmissions',
  description: 'Submitted forms that meet a filter, in any order, page by page.',
  fields: {
    key: { ...FORM_SUBMISSION_FIELDS.key, description: 'The key under which events name the submission.' },
    ref: { ...FORM_SUBMISSION_FIELDS.ref, description: 'Number of the submission.' },
    contactKey: { ...FORM_SUBMISSION_FIELDS.contact, description: 'Key of the contact.' },
    formKey: { ...FORM_SUBMISSION_FIELDS.form, description: 'Key of the form.' },
    formAlias: { ...FORM_SUBMISSION_FIELDS.formAlias, description: 'Alias of the form.' },
    formName: { ...FORM_SUBMISSION_FIELDS.formName, description: 'What the form was called then.' },
    submittedAt: { ...FORM_SUBMISSION_FIELDS.submittedAt, description: 'When it was submitted.' },
  },
  page: pageOfFormSubmissions,
  count: countFormSubmissions,
});

newestField(Contact, 'formSubmissions', {
  of: submissions,
  description: 'Forms that the contact submitted, newest first. The query `formSubmissions` pages through all of them.',
  newest: newestSubmissionsOfContacts,
  parentOf: ({ contact }) => contact,
});

const SubmitFormInput = builder.inputType('SubmitFormInput', {
  description: 'A form as it was filled in.',
  fields: (t) => ({
    form: t.id({ description: 'Which form: its global id or its key. Either this or `alias` is needed.' }),
    alias: t.string({ description: 'Alias of the form.' }),
    answers: t.field({ type: [FormAnswerInput], required: true, description: 'The answers.' }),
    contact: t.id({
      description:
        'Who submits it: global id or key. Without it the contact is found, or created, by the e-mail address.',
    }),
    email: t.string({ description: 'E-mail address of the contact, where the form does not ask for it.' }),
  }),
});

const submitted = mutationResult<SubmittedForm>('submitForm', [
  'FORM_NOT_FOUND',
  'ANSWERS_INVALID',
  'CONTACT_NOT_FOUND',
  'EMAIL_REQUIRED',
  'EMAIL_INVALID',
]);
submitted.payload.implement({
  description: 'The form was submitted.',
  fields: (t) => ({
    position: t.expose('position', { type: 'Position', description: POSITION_DESCRIPTION }),
    submission: t.field({
      type: FormSubmission,
      nullable: true,
      description: 'The submission. Needs the scope `read`.',
      extensions: { scope: 'read' },
      resolve: ({ key }, _args, context) => loadFormSubmission(context, key),
    }),
    case: t.field({
      type: Case,
      nullable: true,
      description: 'The case that it opened. Needs the scope `read`.',
      extensions: { scope: 'read' },
      resolve: ({ case: { key } }, _args, context) => loadCase(context, key),
    }),
  }),
});

mutation(submitted, {
  description: 'Submits a form: finds or creates the contact by e-mail address, and opens a case.',
  args: (t) => ({
    input: t.arg({ type: SubmitFormInput, required: true, description: 'The form as it was filled in.' }),
  }),
  run: ({ input }, command, { app }) => {
    const { form, alias, answers, contact, email } = input;
    return app.submissions.submit(command, {
      form: form ? { key: keyOf('Form', form) } : { alias: alias ?? '' },
      answers: answersOf(answers),
      ...(contact ? { contact: keyOf('Contact', contact) } : {}),
      ...(email ? { email } : {}),
    });
  },
});
