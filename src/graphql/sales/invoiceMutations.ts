/** `draftInvoice`, `issueInvoice`, `updateInvoice`, `voidInvoice`. */
import type { DraftInvoiceInput as Drafting } from '../../application/sales/invoices.ts';
import { builder, type InputFields } from '../builder.ts';
import { commandContext } from '../context.ts';
import { keyOf } from '../ids.ts';
import { idempotencyArg } from '../mutation.ts';
import { ID_DESCRIPTION, recordResults } from '../record.ts';
import { given, saleInputFields, toSaleInput } from './inputs.ts';
import { Invoice, loadInvoice } from './invoices.ts';

const result = recordResults(Invoice, 'invoice', loadInvoice);

const detailFields = (t: InputFields) => ({
  addressedTo: t.string({ description: 'Whom it is addressed to, as printed.' }),
  addressedFrom: t.string({ description: 'Who sends it, as printed.' }),
  dueOn: t.field({ type: 'Date', description: 'Last day to pay.' }),
  notes: t.string({ description: 'Notes for the buyer.' }),
  allowPartial: t.boolean({ description: 'The buyer may pay a part.' }),
  allowTip: t.boolean({ description: 'The buyer may add a tip.' }),
});

const DraftInvoiceInput = builder.inputType('DraftInvoiceInput', {
  description: 'A new invoice without a number yet.',
  fields: (t) => ({
    ...saleInputFields(t),
    ...detailFields(t),
    order: t.id({ description: 'The order that it is for: global id or key.' }),
    parent: t.int({ description: 'Ref of the invoice that it follows from.' }),
    datedOn: t.field({ type: 'Date', description: 'Day that it bears; today when left out.' }),
  }),
});

function toDraft(input: object): Drafting {
  const { addressedTo, addressedFrom, dueOn, notes, allowPartial, allowTip, order, ...sale } = input as Record<
    string,
    unknown
  >;
  return {
    ...toSaleInput(sale as unknown as Parameters<typeof toSaleInput>[0]),
    details: given({ addressedTo, addressedFrom, dueOn, notes, allowPartial, allowTip }) as NonNullable<
      Drafting['details']
    >,
    ...(typeof order === 'string' ? { order: keyOf('Order', order) } : {}),
  };
}

const drafted = result('draftInvoice', 'The invoice was drafted.', [
  'SALE_INVALID',
  'CONTACT_NOT_FOUND',
  'INPUT_INVALID',
]);

builder.mutationField('draftInvoice', (t) =>
  t.field({
    type: drafted.union,
    description: 'Writes an invoice that does not count yet.',
    args: {
      input: t.arg({ type: DraftInvoiceInput, required: true, description: 'The invoice.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { input, idempotencyKey }, context) =>
      drafted.answer(await context.app.invoices.draft(commandContext(context, idempotencyKey), toDraft(input))),
  }),
);

const issued = result('issueInvoice', 'The invoice has its number.', ['INVOICE_NOT_FOUND', 'INVOICE_VOIDED']);

builder.mutationField('issueInvoice', (t) =>
  t.field({
    type: issued.union,
    description: 'Gives an invoice the next number. Numbers have no gaps.',
    args: { id: t.arg.id({ required: true, description: ID_DESCRIPTION }), ...idempotencyArg(t) },
    resolve: async (_root, { id, idempotencyKey }, context) =>
      issued.answer(await context.app.invoices.issue(commandContext(context, idempotencyKey), keyOf('Invoice', id))),
  }),
);

const UpdateInvoiceInput = builder.inputType('UpdateInvoiceInput', {
  description: 'Changes of what an invoice says. Missing means unchanged, null and blank text clear.',
  fields: (t) => ({ id: t.id({ required: true, description: ID_DESCRIPTION }), ...detailFields(t) }),
});

const updated = result('updateInvoice', 'The invoice is as the input says.', ['INVOICE_NOT_FOUND', 'INVOICE_VOIDED']);

builder.mutationField('updateInvoice', (t) =>
  t.field({
    type: updated.union,
    description: 'Changes what an invoice says. Its lines and prices stand.',
    args: {
      input: t.arg({ type: UpdateInvoiceInput, required: true, description: 'The changes.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { input, idempotencyKey }, context) => {
      const { id, ...details } = input;
      return updated.answer(
        await context.app.invoices.update(
          commandContext(context, idempotencyKey),
          keyOf('Invoice', id),
          details as Parameters<typeof context.app.invoices.update>[2],
        ),
      );
    },
  }),
);

const voided = result('voidInvoice', 'The invoice no longer counts.', ['INVOICE_NOT_FOUND']);

builder.mutationField('voidInvoice', (t) =>
  t.field({
    type: voided.union,
    description: 'Takes an invoice out of the books. It keeps its number.',
    args: {
      id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
      reason: t.arg.string({ description: 'Why.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { id, reason, idempotencyKey }, context) =>
      voided.answer(
        await context.app.invoices.void(
          commandContext(context, idempotencyKey),
          keyOf('Invoice', id),
          reason ?? undefined,
        ),
      ),
  }),
);
