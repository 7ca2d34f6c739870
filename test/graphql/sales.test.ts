import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Ask, createAsk, createContact } from './client.ts';

let app: TestApp;
let ask: Ask;
beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
});
afterAll(() => app.stop());

type Loose = Record<string, never>;

const LINES = '[{ name: "Tea", quantity: "3", unitPrice: "2.50", taxRate: "0.2" }]';
const SALE = `currency: "GBP", lines: ${LINES}, shipping: { name: "Post", amount: "4.95", taxRate: "0.2" }`;
const TOTALS = 'totals { subtotal { amount } tax { amount } total { amount currency } }';

describe('orders', () => {
  test('are placed with an invoice, paid, moved on and called off', async () => {
    const { contact } = await createContact(ask, { firstName: 'Ada', email: 'ada@sales.example' });
    const placed = await ask<Loose>(
      `mutation($contact: ID) { placeOrder(input: { contact: $contact, ${SALE},
          terms: { deliveryAddress: { city: "Hull" }, notes: "Ring twice" } }) {
        ... on PlaceOrderPayload { position order { id key status buyer { name email } ${TOTALS}
          terms { notes deliveryAddress { city } } lines { name quantity net { amount } }
          invoices { id number status totals { total { amount } } } } } ... on Refusal { code message fields { path } } } }`,
      { contact: contact.id },
    );
    const { order } = (placed.data as never as { placeOrder: { order: Record<string, never> } }).placeOrder;
    expect(order).toMatchObject({
      status: 'PENDING',
      buyer: { name: 'Ada', email: 'ada@sales.example' },
      totals: { subtotal: { amount: '7.50' }, tax: { amount: '2.49' }, total: { amount: '14.94', currency: 'GBP' } },
      terms: { notes: 'Ring twice', deliveryAddress: { city: 'Hull' } },
      lines: [{ name: 'Tea', quantity: '3', net: { amount: '7.50' } }],
      invoices: [{ status: 'UNPAID', totals: { total: { amount: '14.94' } } }],
    });

    const paid = await ask(
      `mutation($order: ID) { recordPayment(input: { amount: "14.94", order: $order, method: "Cash", reference: "G-1" }) {
        ... on RecordPaymentPayload { payment { reference settled { amount } } } ... on Refusal { code } } }`,
      { order: order.id },
    );
    expect(paid.data).toEqual({ recordPayment: { payment: { reference: 'G-1', settled: { amount: '14.94' } } } });

    const moved = await ask(
      `mutation($id: ID!) { updateOrderStatus(id: $id, status: SHIPPED) { ... on UpdateOrderStatusPayload { order {
        status isPaid paid { amount } payments { method } invoices { status payments { reference } } } } } }`,
      { id: order.id },
    );
    expect(moved.data).toEqual({
      updateOrderStatus: {
        order: {
          status: 'SHIPPED',
          isPaid: true,
          paid: { amount: '14.94' },
          payments: [{ method: 'Cash' }],
          invoices: [{ status: 'PAID', payments: [{ reference: 'G-1' }] }],
        },
      },
    });

    const noted = await ask(
      `mutation($id: ID!) { resendOrderAccess(id: $id) { ... on Refusal { code } }
        updateOrderStatus(id: $id, status: COMPLETED) { __typename }
        again: resendOrderAccess(id: $id) { ... on ResendOrderAccessPayload { order { status } } }
        addOrderNote(id: $id, text: "Rang") { ... on AddOrderNotePayload { order { notes { text } } } }
        cancelOrder(id: $id, reason: "Lost") { ... on CancelOrderPayload { order { status cancelReason } } } }`,
      { id: order.id },
    );
    expect(noted.data).toMatchObject({
      resendOrderAccess: { code: 'ORDER_NOT_COMPLETED' },
      again: { order: { status: 'COMPLETED' } },
      addOrderNote: { order: { notes: [{ text: 'Rang' }] } },
      cancelOrder: { order: { status: 'CANCELLED', cancelReason: 'Lost' } },
    });

    const contactOrders = await ask(
      `query($id: ID!) { contact(id: $id) { orders { id } invoices { status } payments { reference } quotes { ref } } }`,
      { id: contact.id },
    );
    expect(contactOrders.data).toEqual({
      contact: {
        orders: [{ id: order.id }],
        invoices: [{ status: 'PAID' }],
        payments: [{ reference: 'G-1' }],
        quotes: [],
      },
    });
  });

  test('tell what is wrong with a line by its path', async () => {
    const { data } = await ask(
      `mutation { placeOrder(input: { currency: "GBP", lines: [{ name: "Tea", quantity: "0", unitPrice: "1" }] }) {
        __typename ... on Refusal { code fields { path } } } }`,
    );
    expect(data).toEqual({
      placeOrder: { __typename: 'SaleInvalid', code: 'SALE_INVALID', fields: [{ path: 'lines.0.quantity' }] },
    });
  });

  test('are listed by filter and sort', async () => {
    const { data } = await ask(
      `{ orders(filter: { status: { eq: "cancelled" } }, sort: [{ field: PLACED_AT, direction: DESC }], first: 1) {
        totalCount nodes { status } } }`,
    );
    expect(data).toEqual({ orders: { totalCount: 1, nodes: [{ status: 'CANCELLED' }] } });
  });
});

describe('payments', () => {
  test('go back in parts and are taken out of the books', async () => {
    const record = async (reference: string) =>
      (
        await ask<{ recordPayment: { payment: { id: string } } }>(
          `mutation { recordPayment(input: { amount: "10", currency: "GBP", reference: "${reference}" }) {
            ... on RecordPaymentPayload { payment { id } } } }`,
        )
      ).data.recordPayment.payment.id;
    const { data } = await ask(
      `mutation($first: ID!, $second: ID!) {
        refundPayment(id: $first, amount: { amount: "4", currency: "GBP" }) {
          ... on RefundPaymentPayload { payment { settled { amount } } } }
        tooMuch: refundPayment(id: $first, amount: { amount: "7", currency: "GBP" }) { ... on Refusal { code } }
        voidPayment(id: $second, reason: "Typo") { ... on VoidPaymentPayload { payment { phase status } } }
        resolvePayment(id: $second, taken: true) { ... on Refusal { code } }
      }`,
      { first: await record('P-1'), second: await record('P-2') },
    );
    expect(data).toEqual({
      refundPayment: { payment: { settled: { amount: '6.00' } } },
      tooMuch: { code: 'REFUND_TOO_HIGH' },
      voidPayment: { payment: { phase: 'VOIDED', status: 'Cancelled' } },
      resolvePayment: { code: 'PAYMENT_CLOSED' },
    });
  });
});

describe('quotes', () => {
  test('are created, revised, accepted and ordered once', async () => {
    const created = await ask<{ createQuote: { quote: { id: string; ref: number } } }>(
      `mutation { createQuote(input: { ${SALE}, title: "Tea" }) { ... on CreateQuotePayload { quote { id ref title ${TOTALS} } } } }`,
    );
    const { id, ref } = created.data.createQuote.quote;
    const { data } = await ask(
      `mutation($id: ID!) {
        reviseQuote(input: { id: $id, ${SALE}, title: "More tea", discount: { percent: "10" }, discountCode: "TEA" }) {
          ... on ReviseQuotePayload { quote { title discountCode totals { discount { amount } total { amount } } } } }
        publishQuote(id: $id, template: 2) { ... on PublishQuotePayload { quote { template } } }
        acceptQuote(id: $id, by: "Ada") { ... on AcceptQuotePayload { quote { acceptedBy } } }
        placeOrderFromQuote(quote: $id) { ... on PlaceOrderFromQuotePayload { order { ref totals { total { amount } } } } }
      }`,
      { id },
    );
    expect(data).toEqual({
      reviseQuote: {
        quote: {
          title: 'More tea',
          discountCode: 'TEA',
          totals: { discount: { amount: '0.75' }, total: { amount: '14.04' } },
        },
      },
      publishQuote: { quote: { template: 2 } },
      acceptQuote: { quote: { acceptedBy: 'Ada' } },
      placeOrderFromQuote: { order: { ref, totals: { total: { amount: '14.04' } } } },
    });
  });
});

describe('invoices', () => {
  test('are drafted, issued and voided', async () => {
    const drafted = await ask<{ draftInvoice: { invoice: { id: string } } }>(
      `mutation { draftInvoice(input: { ${SALE}, dueOn: "2020-01-01", addressedTo: "Ada" }) {
        ... on DraftInvoicePayload { invoice { id status number addressedTo } } } }`,
    );
    expect(drafted.data.draftInvoice.invoice).toMatchObject({ status: 'DRAFT', number: null, addressedTo: 'Ada' });
    const { data } = await ask(
      `mutation($id: ID!) {
        issueInvoice(id: $id) { ... on IssueInvoicePayload { invoice { status number } } }
        updateInvoice(input: { id: $id, dueOn: null }) { ... on UpdateInvoicePayload { invoice { status dueOn } } }
        voidInvoice(id: $id) { ... on VoidInvoicePayload { invoice { status } } }
      }`,
      { id: drafted.data.draftInvoice.invoice.id },
    );
    expect(data).toEqual({
      issueInvoice: { invoice: { status: 'OVERDUE', number: expect.any(Number) } },
      updateInvoice: { invoice: { status: 'UNPAID', dueOn: null } },
      voidInvoice: { invoice: { status: 'VOIDED' } },
    });
  });
});
