/** `openCase`, `updateCase`, `assignCase`, `closeCase`, `reopenCase`, `linkCaseToOrder`. */
import { builder, type InputFields } from '../builder.ts';
import { keyOf } from '../ids.ts';
import { mutation } from '../mutation.ts';
import { ID_DESCRIPTION, recordResults } from '../record.ts';
import { Case, CasePriorityEnum, loadCase } from './cases.ts';

const commonInputs = (t: InputFields) => ({
  message: t.string({ description: 'What the contact wrote.' }),
  label: t.string({ description: 'Label as the business names it.' }),
  priority: t.field({ type: CasePriorityEnum, description: 'How soon.' }),
});

const OpenCaseInput = builder.inputType('OpenCaseInput', {
  description: 'A new case.',
  fields: (t) => ({
    subject: t.string({ required: true, description: 'What it is about.' }),
    contact: t.id({ description: 'Whom it concerns: global id or key.' }),
    owner: t.int({ description: 'Number of the member of staff who looks after it.' }),
    order: t.id({ description: 'The order that it is about: global id or key.' }),
    ...commonInputs(t),
  }),
});

const UpdateCaseInput = builder.inputType('UpdateCaseInput', {
  description: 'Changes of a case. Missing means unchanged, null and blank text clear.',
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    subject: t.string({ description: 'What it is about. It cannot be cleared.' }),
    ...commonInputs(t),
  }),
});

const result = recordResults(Case, 'case', loadCase);

const opened = result('openCase', 'The case was opened.', ['CONTACT_NOT_FOUND', 'ORDER_NOT_FOUND', 'INPUT_INVALID']);

mutation(opened, {
  description: 'Opens a case.',
  args: (t) => ({ input: t.arg({ type: OpenCaseInput, required: true, description: 'The case.' }) }),
  run: ({ input }, command, { app }) => {
    const { contact, order, ...changes } = input;
    return app.cases.open(command, {
      ...changes,
      ...(contact ? { contact: keyOf('Contact', contact) } : {}),
      ...(order ? { order: keyOf('Order', order) } : {}),
    });
  },
});

const updated = result('updateCase', 'The case is as the input says.', [
  'CASE_NOT_FOUND',
  'CASE_CLOSED',
  'CASE_INVALID',
  'INPUT_INVALID',
]);

mutation(updated, {
  description: 'Changes a case. What is already as the input says stays without a trace.',
  args: (t) => ({ input: t.arg({ type: UpdateCaseInput, required: true, description: 'The changes.' }) }),
  run: ({ input }, command, { app }) => {
    const { id, ...changes } = input;
    return app.cases.update(command, keyOf('Case', id), changes);
  },
});

const assigned = result('assignCase', 'The case has this owner.', ['CASE_NOT_FOUND', 'CASE_CLOSED', 'INPUT_INVALID']);

mutation(assigned, {
  description: 'Gives a case to a member of staff, or to nobody.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    owner: t.arg.int({ description: 'Number of the member of staff. Null for nobody.' }),
  }),
  run: ({ id, owner }, command, { app }) => app.cases.assign(command, keyOf('Case', id), owner ?? null),
});

const closed = result('closeCase', 'The case is settled.', ['CASE_NOT_FOUND']);

mutation(closed, {
  description: 'Settles a case.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    resolution: t.arg.string({ description: 'How.' }),
  }),
  run: ({ id, resolution }, command, { app }) => app.cases.close(command, keyOf('Case', id), resolution ?? null),
});

const reopened = result('reopenCase', 'The case is open again.', ['CASE_NOT_FOUND']);

mutation(reopened, {
  description: 'Opens a settled case again.',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, command, { app }) => app.cases.reopen(command, keyOf('Case', id)),
});

const linked = result('linkCaseToOrder', 'The case belongs to this order.', ['CASE_NOT_FOUND', 'ORDER_NOT_FOUND']);

mutation(linked, {
  description: 'Says which order a case belongs to, or that it belongs to none.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    order: t.arg.id({ description: 'The order: global id or key. Null for none.' }),
  }),
  run: ({ id, order }, command, { app }) =>
    app.cases.linkToOrder(command, keyOf('Case', id), order ? keyOf('Order', order) : null),
});
