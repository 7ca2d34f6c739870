/** `openCase`, `updateCase`, `assignCase`, `closeCase`, `reopenCase`, `linkCaseToOrder`. */
import type { CaseChanges } from '../../application/cases.ts';
import { builder, type InputFields } from '../builder.ts';
import { commandContext } from '../context.ts';
import { keyOf } from '../ids.ts';
import { idempotencyArg } from '../mutation.ts';
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

builder.mutationField('openCase', (t) =>
  t.field({
    type: opened.union,
    description: 'Opens a case.',
    args: {
      input: t.arg({ type: OpenCaseInput, required: true, description: 'The case.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { input, idempotencyKey }, context) => {
      const { contact, order, ...changes } = input;
      return opened.answer(
        await context.app.cases.open(commandContext(context, idempotencyKey), {
          ...(changes as CaseChanges),
          ...(contact ? { contact: keyOf('Contact', contact) } : {}),
          ...(order ? { order: keyOf('Order', order) } : {}),
        }),
      );
    },
  }),
);

const updated = result('updateCase', 'The case is as the input says.', [
  'CASE_NOT_FOUND',
  'CASE_CLOSED',
  'CASE_INVALID',
  'INPUT_INVALID',
]);

builder.mutationField('updateCase', (t) =>
  t.field({
    type: updated.union,
    description: 'Changes a case. What is already as the input says stays without a trace.',
    args: {
      input: t.arg({ type: UpdateCaseInput, required: true, description: 'The changes.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { input, idempotencyKey }, context) => {
      const { id, ...changes } = input;
      return updated.answer(
        await context.app.cases.update(
          commandContext(context, idempotencyKey),
          keyOf('Case', id),
          changes as CaseChanges,
        ),
      );
    },
  }),
);

const assigned = result('assignCase', 'The case has this owner.', ['CASE_NOT_FOUND', 'CASE_CLOSED', 'INPUT_INVALID']);

builder.mutationField('assignCase', (t) =>
  t.field({
    type: assigned.union,
    description: 'Gives a case to a member of staff, or to nobody.',
    args: {
      id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
      owner: t.arg.int({ description: 'Number of the member of staff. Null for nobody.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { id, owner, idempotencyKey }, context) =>
      assigned.answer(
        await context.app.cases.assign(commandContext(context, idempotencyKey), keyOf('Case', id), owner ?? null),
      ),
  }),
);

const closed = result('closeCase', 'The case is settled.', ['CASE_NOT_FOUND']);

builder.mutationField('closeCase', (t) =>
  t.field({
    type: closed.union,
    description: 'Settles a case.',
    args: {
      id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
      resolution: t.arg.string({ description: 'How.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { id, resolution, idempotencyKey }, context) =>
      closed.answer(
        await context.app.cases.close(commandContext(context, idempotencyKey), keyOf('Case', id), resolution ?? null),
      ),
  }),
);

const reopened = result('reopenCase', 'The case is open again.', ['CASE_NOT_FOUND']);

builder.mutationField('reopenCase', (t) =>
  t.field({
    type: reopened.union,
    description: 'Opens a settled case again.',
    args: { id: t.arg.id({ required: true, description: ID_DESCRIPTION }), ...idempotencyArg(t) },
    resolve: async (_root, { id, idempotencyKey }, context) =>
      reopened.answer(await context.app.cases.reopen(commandContext(context, idempotencyKey), keyOf('Case', id))),
  }),
);

const linked = result('linkCaseToOrder', 'The case belongs to this order.', ['CASE_NOT_FOUND', 'ORDER_NOT_FOUND']);

builder.mutationField('linkCaseToOrder', (t) =>
  t.field({
    type: linked.union,
    description: 'Says which order a case belongs to, or that it belongs to none.',
    args: {
      id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
      order: t.arg.id({ description: 'The order: global id or key. Null for none.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { id, order, idempotencyKey }, context) =>
      linked.answer(
        await context.app.cases.linkToOrder(
          commandContext(context, idempotencyKey),
          keyOf('Case', id),
          order ? keyOf('Order', order) : null,
        ),
      ),
  }),
);
