/** `recordPayment`, `updatePayment`, `refundPayment`, `voidPayment`, `resolvePayment`. */
import { builder } from '../builder.ts';
import { CustomFieldInput, toCustom } from '../contact/mutations.ts';
import { keyOf } from '../ids.ts';
import { given } from '../input.ts';
import { MoneyInput, minorMoney } from '../money.ts';
import { mutation } from '../mutation.ts';
import { recordResults } from '../record.ts';
import { loadPayment, Payment } from './payments.ts';

export const paymentResult = recordResults(Payment, 'payment', loadPayment);

const RecordPaymentInput = builder.inputType('RecordPaymentInput', {
  description: 'A payment that was made elsewhere.',
  fields: (t) => ({
    amount: t.string({ required: true, description: 'As a decimal in its currency.' }),
    currency: t.string({ description: "ISO 4217 code; that of the invoice or order, or else the shop's." }),
    reference: t.string({ description: 'Its number elsewhere; unique. Its key when left out.' }),
    status: t.string({ description: '`Completed` when left out. Some words count as paid.' }),
    kind: t.string({ description: '`Sale` when left out; `Refund`, `Credit Note`…' }),
    method: t.string({ description: 'How it was paid.' }),
    title: t.string({ description: 'What it is for.' }),
    description: t.string({ description: 'More about it.' }),
    paidAt: t.field({ type: 'DateTime', description: 'When it was made; now when left out.' }),
    contact: t.id({ description: 'Who paid: global id or key. That of the invoice or order when left out.' }),
    order: t.id({ description: 'The order that it pays: global id or key.' }),
    invoice: t.id({ description: 'The invoice that it pays: global id or key.' }),
    owner: t.int({ description: 'Number of the owning member of staff.' }),
    tags: t.stringList({ description: 'Tags.' }),
    custom: t.field({ type: [CustomFieldInput], description: 'Values of custom fields.' }),
  }),
});

const ID_DESCRIPTION = 'Which payment: its global id or its key.';

const recorded = paymentResult('recordPayment', 'The payment was recorded.', [
  'PAYMENT_REFERENCE_TAKEN',
  'ORDER_NOT_FOUND',
  'INVOICE_NOT_FOUND',
  'INPUT_INVALID',
]);

mutation(recorded, {
  description: 'Enters a payment that was made elsewhere.',
  args: (t) => ({ input: t.arg({ type: RecordPaymentInput, required: true, description: 'The payment.' }) }),
  run: ({ input }, command, { app }) => {
    const { amount, reference, contact, order, invoice, tags, custom, ...fields } = input;
    return app.payments.record(command, {
      ...(reference ? { reference } : {}),
      amounts: { total: amount.trim() },
      fields: {
        ...given(fields),
        ...(contact ? { contact: keyOf('Contact', contact) } : {}),
        ...(order ? { order: keyOf('Order', order) } : {}),
        ...(invoice ? { invoice: keyOf('Invoice', invoice) } : {}),
      },
      ...(tags ? { tags } : {}),
      ...(custom ? { custom: toCustom(custom) } : {}),
    });
  },
});

const UpdatePaymentInput = builder.inputType('UpdatePaymentInput', {
  description: 'Changes of a payment that was made elsewhere. Missing means unchanged, null and blank text clear.',
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    amount: t.string({ description: 'As a decimal in its currency.' }),
    status: t.string({ description: 'Some words count as paid.' }),
    kind: t.string({ description: '`Sale`, `Refund`, `Credit Note`…' }),
    method: t.string({ description: 'How it was paid.' }),
    title: t.string({ description: 'What it is for.' }),
    description: t.string({ description: 'More about it.' }),
    paidAt: t.field({ type: 'DateTime', description: 'When it was made.' }),
    owner: t.int({ description: 'Number of the owning member of staff.' }),
    custom: t.field({ type: [CustomFieldInput], description: 'Values of custom fields.' }),
  }),
});

const updated = paymentResult('updatePayment', 'The payment is as stated.', ['PAYMENT_NOT_FOUND', 'INPUT_INVALID']);

mutation(updated, {
  description: 'Corrects a payment.',
  args: (t) => ({ input: t.arg({ type: UpdatePaymentInput, required: true, description: 'The changes.' }) }),
  run: ({ input: { id, amount, custom, ...fields } }, command, { app }) =>
    app.payments.update(command, keyOf('Payment', id), {
      ...(amount ? { amounts: { total: amount.trim() } } : {}),
      fields,
      ...(custom ? { custom: toCustom(custom) } : {}),
    }),
});

const refunded = paymentResult('refundPayment', 'The money went back.', [
  'PAYMENT_NOT_FOUND',
  'PAYMENT_NOT_SETTLED',
  'REFUND_TOO_HIGH',
  'AMOUNT_INVALID',
  'GATEWAY_REFUSED',
  'INPUT_INVALID',
]);

mutation(refunded, {
  description: 'Gives money back, through the gateway where it was charged there.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    amount: t.arg({ type: MoneyInput, description: 'How much, in the currency of the payment; all that is left.' }),
  }),
  run: ({ id, amount }, command, { app }) =>
    app.charges.refund(command, keyOf('Payment', id), minorMoney(amount, 'amount') ?? undefined),
});

const voided = paymentResult('voidPayment', 'The payment no longer counts.', [
  'PAYMENT_NOT_FOUND',
  'PAYMENT_NOT_SETTLED',
  'PAYMENT_REFUNDED',
  'GATEWAY_REFUSED',
]);

mutation(voided, {
  description: 'Calls a payment back before it is settled, or takes out one that was entered by mistake.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    reason: t.arg.string({ description: 'Why.' }),
  }),
  run: ({ id, reason }, command, { app }) => app.charges.void(command, keyOf('Payment', id), reason ?? undefined),
});

const resolved = paymentResult('resolvePayment', 'The doubt is settled.', ['PAYMENT_NOT_FOUND', 'PAYMENT_CLOSED']);

mutation(resolved, {
  description:
    'Settles a charge that nobody knows the outcome of, after a look into the books of the gateway. Taken money leads to ' +
    'the order.',
  scope: 'admin',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    taken: t.arg.boolean({ required: true, description: 'Whether the gateway took the money.' }),
  }),
  run: ({ id, taken }, command, { app }) => app.charges.resolve(command, keyOf('Payment', id), taken),
});
