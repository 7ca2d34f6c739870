/** An order as this API shows it, with its lines and payments. */
import { streetOf } from '../../../application/contactViews.ts';
import { fromMinor } from '../../../domain/kernel/money.ts';
import type { SaleLine } from '../../../domain/sales/document.ts';
import { ORDER_STATUSES } from '../../../domain/sales/order/events.ts';
import type { ContactRow } from '../../../projections/contacts/queries.ts';
import type { Invoice } from '../../../projections/invoices/queries.ts';
import { SUBSCRIPTION_KINDS, VOUCHER_METHOD } from '../../../projections/orders/fields.ts';
import type { Order } from '../../../projections/orders/queries.ts';
import type { PaymentRow } from '../../../projections/payments/queries.ts';
import { renderGroups, renderMember } from '../render.ts';

export interface WholeOrder {
  readonly order: Order;
  /** Oldest first. */
  readonly payments: readonly PaymentRow[];
  readonly invoice: Invoice | undefined;
}

export function renderOrder({ order, payments, invoice }: WholeOrder, contact: ContactRow) {
  const { currency, total, paid, terms, fulfilment, status } = order;
  const money = (minor: number): number => Number(fromMinor(minor, currency));
  const statusId = ORDER_STATUSES.indexOf(status) + 1;
  return {
    Id: order.ref,
    AWBNumber: fulfilment.trackingNumber ?? null,
    CurrencyCountry: currency.startsWith('X') ? null : currency.slice(0, 2),
    Currency: currency,
    Country: terms.billingAddress?.country ?? terms.deliveryAddress?.country ?? null,
    InvoiceDate: invoice ? `${invoice.datedOn}T00:00:00.000Z` : null,
    InvoiceNumber: invoice?.number ?? 0,
    IsDeleted: status === 'archived',
    IsRecurring: order.repeats !== null,
    MainOrderId: order.repeats ?? 0,
    MemberId: contact.ref,
    OrderName: `Order ${order.ref}`,
    PaymentState: paymentState(paid, total),
    StatusId: statusId,
    TotalCost: money(total),
    CreatedDateTime: order.placedAt,
    HasSubscriptions: hasSubscription(order),
    HasPaidSubscription: hasSubscription(order) && total > 0 && paid >= total,
    TrackingURL: fulfilment.trackingUrl ?? null,
    TransactionId: payments.at(-1)?.transactionId ?? null,
    AmountPaid: money(paid),
    AmountPending: money(Math.max(total - paid, 0)),
    OrderCaseType: 'Order',
    StatusShort: { Id: statusId, Name: capitalised(status) },
    Discount: discount(order, money),
    GiftVoucher: voucher(payments, money),
    Tax: tax(order),
    ShippingInfo: shippingInfo(order, money),
    Member: renderMember(contact),
    OrderLines: order.sale.lines.map((line) => renderLine(line, money)),
    Payments: payments.map(renderPayment),
    CustomCrmGroups: renderGroups(Object.entries(order.custom)),
  };
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function paymentState(paid: number, total: number): string {
  if (paid <= 0) return 'None';
  return paid < total ? 'Partial' : 'Paid';
}

type Money = (minor: number) => number;

function discount({ sale }: Order, money: Money) {
  const { discount: given, totals } = sale;
  return given || totals.discount > 0 ? { Code: given?.code ?? null, Cost: money(totals.discount) } : null;
}

const hasSubscription = ({ sale }: Order): boolean =>
  sale.lines.some(({ kind }) => SUBSCRIPTION_KINDS.some((each) => each === kind));

const VOUCHER = new RegExp(VOUCHER_METHOD, 'i');

/** Who pays with something given, pays: it is one of the payments. */
function voucher(payments: readonly PaymentRow[], money: Money) {
  const given = payments.filter(({ method, settled }) => settled > 0 && VOUCHER.test(method ?? ''));
  const newest = given.at(-1);
  if (!newest) return null;
  return { Name: newest.title ?? newest.reference, Cost: money(given.reduce((sum, { amount }) => sum + amount, 0)) };
}

/** The tax of the first line that has one. */
function tax({ sale }: Order) {
  const taxed = sale.taxable === 'Y' ? sale.lines.find(({ taxRate }) => Number(taxRate) > 0) : undefined;
  return taxed ? { Code: taxed.taxName ?? null, Rate: percent(taxed.taxRate) } : null;
}

/** A fraction as per cent: `0.175` is 17.5. */
const percent = (rate: string): number => Number((Number(rate) * 100).toFixed(8));

function shippingInfo({ sale: { shipping }, terms: { deliveryAddress } }: Order, money: Money) {
  if (!shipping && !deliveryAddress) return null;
  return {
    Name: shipping?.name ?? null,
    Cost: money(shipping?.amount ?? 0),
    Address: streetOf(deliveryAddress) || null,
    City: deliveryAddress?.city ?? null,
    State: deliveryAddress?.region ?? null,
    Zipcode: deliveryAddress?.postcode ?? null,
    Country: deliveryAddress?.country ?? null,
  };
}

function renderLine(line: SaleLine, money: Money) {
  return {
    Id: line.ref,
    EntityType: 'Product',
    ProductId: line.productRef ?? 0,
    ModuleId: 0,
    ProductName: line.name,
    Quantity: Number(line.quantity),
    TaxRate: percent(line.taxRate),
    UnitPrice: Number(line.unitPrice),
    TotalPrice: money(line.amounts.net),
    FileName: null,
    IsDownload: line.kind === 'digital',
    Attributes: (line.variation ?? []).map(({ value }, index) => ({ AttributeId: index + 1, OptionsIds: [value] })),
  };
}

function renderPayment(payment: PaymentRow) {
  const money = (minor: number): number => Number(fromMinor(minor, payment.currency));
  return {
    Id: payment.ref,
    Amount: money(payment.amount),
    AmountCaptured: money(payment.settled),
    GatewayReason: payment.declinedWith === null ? null : String(payment.declinedWith),
    TransactionId: payment.transactionId,
    Status: payment.status,
    PaymentType: payment.gateway === null ? payment.method : 'CreditCard',
    PaymentGatewayType: payment.gateway,
    Notes: payment.description,
    CreatedDateTime: payment.paidAt,
  };
}
