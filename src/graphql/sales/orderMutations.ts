/** `placeOrder`, `placeOrderFromQuote`, `updateOrder`, `updateOrderStatus`, `cancelOrder`, `addOrderNote`, `resendOrderAccess`. */
import { builder } from '../builder.ts';
import { keyOf } from '../ids.ts';
import { given } from '../input.ts';
import { mutation } from '../mutation.ts';
import { ID_DESCRIPTION, recordResults } from '../record.ts';
import type { RefusalCode } from '../refusals.ts';
import { BuyerInput, SaleTermsInput, saleInputFields, toSaleInput } from './inputs.ts';
import { loadOrder, Order, OrderStatusEnum } from './orders.ts';

const SALE_REFUSALS: readonly RefusalCode[] = ['SALE_INVALID', 'CONTACT_NOT_FOUND', 'INPUT_INVALID'];

const result = recordResults(Order, 'order', loadOrder);

const PlaceOrderInput = builder.inputType('PlaceOrderInput', {
  description: 'A new order. Its invoice is issued with it.',
  fields: (t) => ({
    ...saleInputFields(t),
    terms: t.field({ type: SaleTermsInput, description: 'What is agreed besides prices.' }),
    status: t.field({ type: OrderStatusEnum, description: '`PENDING` when left out.' }),
    placedAt: t.field({ type: 'DateTime', description: 'When it was given; now when left out.' }),
    repeats: t.id({ description: 'The order that this one repeats, as orders of subscriptions do.' }),
  }),
});

const placed = result('placeOrder', 'The order was placed and invoiced.', [
  'ORDER_EMPTY',
  'ORDER_NOT_FOUND',
  ...SALE_REFUSALS,
]);

mutation(placed, {
  description: 'Places an order and issues its invoice.',
  args: (t) => ({ input: t.arg({ type: PlaceOrderInput, required: true, description: 'The order.' }) }),
  run: ({ input: { status, placedAt, repeats, ...sale } }, command, { app }) =>
    app.orders.place(command, {
      ...toSaleInput(sale),
      ...given({ status, placedAt }),
      ...(repeats ? { repeats: keyOf('Order', repeats) } : {}),
    }),
});

const fromQuote = result('placeOrderFromQuote', 'The quote is an order now.', ['QUOTE_NOT_FOUND', 'ORDER_EMPTY']);

mutation(fromQuote, {
  description: 'Makes an order of a quote, with its number and prices. Once, however often it is asked for.',
  args: (t) => ({ quote: t.arg.id({ required: true, description: 'Which quote: its global id or its key.' }) }),
  run: ({ quote }, command, { app }) => app.orders.placeFromQuote(command, keyOf('Quote', quote)),
});

const NOTIFY = 'Whether the buyer is mailed how the order stands, if this changes anything.';

const UpdateOrderInput = builder.inputType('UpdateOrderInput', {
  description: 'Changes of an order. Missing means unchanged, null and blank text clear.',
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    buyer: t.field({ type: BuyerInput, description: 'The buyer as named.' }),
    terms: t.field({ type: SaleTermsInput, description: 'What was agreed besides prices.' }),
    courier: t.string({ description: 'Who carries it.' }),
    trackingNumber: t.string({ description: 'Number of the consignment.' }),
    trackingUrl: t.string({ description: 'Where to follow it.' }),
    notifyBuyer: t.boolean({ description: NOTIFY }),
  }),
});

const updated = result('updateOrder', 'The order is as the input says.', ['ORDER_NOT_FOUND', 'INPUT_INVALID']);

mutation(updated, {
  description: 'Changes what an order says. Its lines and prices stand.',
  args: (t) => ({ input: t.arg({ type: UpdateOrderInput, required: true, description: 'The changes.' }) }),
  run: ({ input }, command, { app }) => {
    const { id, buyer, terms, notifyBuyer, ...fulfilment } = input;
    return app.orders.update(command, keyOf('Order', id), {
      ...given({ buyer, terms }),
      fulfilment,
      notifyBuyer: notifyBuyer === true,
    });
  },
});

const moved = result('updateOrderStatus', 'The order has this status.', ['ORDER_NOT_FOUND']);

mutation(moved, {
  description: 'Moves an order on, or back.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    status: t.arg({ type: OrderStatusEnum, required: true, description: 'Where to.' }),
  }),
  run: ({ id, status }, command, { app }) =>
    app.orders.update(command, keyOf('Order', id), {
      status,
    }),
});

const cancelled = result('cancelOrder', 'The order is called off; its invoice too, where nothing was paid.', [
  'ORDER_NOT_FOUND',
]);

mutation(cancelled, {
  description: 'Calls an order off. Its invoice no longer counts, where nothing of it was paid.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    reason: t.arg.string({ description: 'Why.' }),
  }),
  run: ({ id, reason }, command, { app }) => app.orders.cancel(command, keyOf('Order', id), reason ?? undefined),
});

const noted = result('addOrderNote', 'The note is on the order.', ['ORDER_NOT_FOUND', 'INPUT_INVALID']);

mutation(noted, {
  description: 'Writes a private note on an order.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    text: t.arg.string({ required: true, description: 'What it says.' }),
  }),
  run: ({ id, text }, command, { app }) => app.orders.addNote(command, keyOf('Order', id), text),
});

const resent = result('resendOrderAccess', 'The access is on its way again.', [
  'ORDER_NOT_FOUND',
  'ORDER_NOT_COMPLETED',
]);

mutation(resent, {
  description:
    'Mails the buyer of a completed order once more how to get at the files and memberships in it. By itself that is mailed ' +
    'once, however often the order is completed.',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, command, { app }) => app.orders.resendAccess(command, keyOf('Order', id)),
});
