/** `draftInvoice`, `issueInvoice`, `updateInvoice`, `voidInvoice`. */
import type { DraftInvoiceInput as Drafting } from '../../application/sales/invoices.ts';
import { builder, type InputFields } from '../builder.ts';
import { keyOf } from '../ids.ts';
import { given, type InputOf } from '../input.ts';
import { mutation } from '../mutation.ts';
import { ID_DESCRIPTION, recordResults } from '../record.ts';
import { saleInputFields, toSaleInput } from './inputs.ts';
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

function toDraft(input: InputOf<typeof DraftInvoiceInput>): Drafting {
  const { addressedTo, addressedFrom, dueOn, notes, allowPartial, allowTip, order, parent, datedOn, ...sale } = input;
  return {
    ...toSaleInput(sale),
    ...given({ parent, datedOn }),
    details: given({ addressedTo, addressedFrom, dueOn, notes, allowPartial, allowTip }),
    ...(typeof order === 'string' ? { order: keyOf('Order', order) } : {}),
  };
}

const drafted = result('draftInvoice', 'The invoice was drafted.', [
  'SALE_INVALID',
  'CONTACT_NOT_FOUND',
  'INPUT_INVALID',
]);

mutation(drafted, {
  description: 'Writes an invoice that does not count yet.',
  args: (t) => ({ input: t.arg({ type: DraftInvoiceInput, required: true, description: 'The invoice.' }) }),
  run: ({ input }, command, { app }) => app.invoices.draft(command, toDraft(input)),
});

const issued = result('issueInvoice', 'The invoice has its number.', ['INVOICE_NOT_FOUND', 'INVOICE_VOIDED']);

mutation(issued, {
  description: 'Gives an invoice the next number. Numbers have no gaps.',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, command, { app }) => app.invoices.issue(command, keyOf('Invoice', id)),
});

const UpdateInvoiceInput = builder.inputType('UpdateInvoiceInput', {
  description: 'Changes of what an invoice says. Missing means unchanged, null and blank text clear.',
  fields: (t) => ({ id: t.id({ required: true, description: ID_DESCRIPTION }), ...detailFields(t) }),
});

const updated = result('updateInvoice', 'The invoice is as the input says.', ['INVOICE_NOT_FOUND', 'INVOICE_VOIDED']);

mutation(updated, {
  description: 'Changes what an invoice says. Its lines and prices stand.',
  args: (t) => ({ input: t.arg({ type: UpdateInvoiceInput, required: true, description: 'The changes.' }) }),
  run: ({ input }, command, { app }) => {
    const { id, ...details } = input;
    return app.invoices.update(command, keyOf('Invoice', id), details);
  },
});

const voided = result('voidInvoice', 'The invoice no longer counts.', ['INVOICE_NOT_FOUND']);

mutation(voided, {
  description: 'Takes an invoice out of the books. It keeps its number.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    reason: t.arg.string({ description: 'Why.' }),
  }),
  run: ({ id, reason }, command, { app }) => app.invoices.void(command, keyOf('Invoice', id), reason ?? undefined),
});
