/** An order as this API shows it, in answers and in webhook deliveries. */
import { fromMinor } from '../../../domain/kernel/money.ts';
import type { SaleLine } from '../../../domain/sales/document.ts';
import type { OrderStatus } from '../../../domain/sales/order/events.ts';
import type { Order } from '../../../projections/orders/queries.ts';
import { renderAddress } from '../address.ts';
import { seconds } from '../wire.ts';

/** What an order's own row does not say. */
export interface OrderSurroundings {
  readonly invoiceNo: number;
  /** 0 for none. */
  readonly contactId: number;
  readonly memberId: number;
  /** UUID, the same for ever. */
  readonly token: string;
  /** Of the last payment. */
  readonly payment: { readonly method: string | null; readonly reference: string } | undefined;
}

const STATUS: { readonly [K in OrderStatus]: string } = {
  pending: 'pending',
  processing: 'pending',
  shipped: 'shipped',
  completed: 'completed',
  cancelled: 'canceled',
  archived: 'archived',
};

const DISCOUNT_TYPES = {
  amount: 'fixed_discount',
  percent: 'percent_discount',
  freeShipping: 'free_shipping',
} as const;

export type WireOrder = ReturnType<typeof renderOrder>;

export function renderOrder(order: Order, { payment, ...surroundings }: OrderSurroundings) {
  const { sale, terms, buyer, currency } = order;
  const { lines, totals, discount, shipping } = sale;
  const major = (minor: number): number => Number(fromMinor(minor, currency));
  const recipient = { ...(buyer.name ? { name: buyer.name } : {}), ...(buyer.phone ? { phone: buyer.phone } : {}) };
  return {
    id: order.ref,
    ...surroundings,
    created: seconds(order.placedAt),
    createdTimeFormatted: formatted(order.placedAt),
    customerName: buyer.name ?? '',
    customerEmail: buyer.email ?? '',
    billingAddress: renderAddress(terms.billingAddress, { ...recipient, ...terms.billingRecipient }),
    shippingAddress: renderAddress(terms.deliveryAddress, { ...recipient, ...terms.deliveryRecipient }),
    shippingRequired: lines.some(isShipped),
    weight: total(lines.map((line) => Number(line.weight ?? 0) * Number(line.quantity))),
    weightUnit: 'kg',
    currency,
    subTotal: major(totals.subtotal),
    total: major(totals.total),
    discountCode: discount?.code ?? null,
    discountType: discount ? DISCOUNT_TYPES[discount.terms.kind] : null,
    discountAmount: major(totals.discount),
    shippingName: shipping?.name ?? '',
    shippingAmount: major(totals.shipping),
    paid: order.paid >= totals.total,
    paymentMethod: terms.paymentMethod ?? payment?.method ?? (totals.total === 0 ? 'no-payment' : ''),
    transactionId: terms.paymentReference ?? payment?.reference ?? '',
    status: STATUS[order.status],
    taxes: taxes(order, major),
    items: lines.map((line) => renderItem(line, major)),
    tags: order.tags,
    additionalFields: Object.entries(order.custom).map(([name, value]) => ({
      field: name.slice(name.indexOf('.') + 1),
      value: String(value),
    })),
    notes: Object.entries(order.notes)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, { time, text }]) => ({ time: seconds(time), value: text })),
    fulfillment: renderFulfilment(order.fulfilment),
  };
}

const isShipped = ({ shippable, kind }: SaleLine): boolean => shippable ?? kind === 'physical';

function renderItem(line: SaleLine, major: (minor: number) => number) {
  return {
    id: line.ref,
    name: line.name,
    url: line.url ?? '',
    productId: line.productRef ?? 0,
    type: line.kind ?? 'physical',
    sku: line.sku ?? '',
    quantity: Number(line.quantity),
    total: major(line.amounts.subtotal),
    weight: Number(line.weight ?? 0),
    width: Number(line.width ?? 0),
    height: Number(line.height ?? 0),
    length: Number(line.length ?? 0),
    shippingRequired: isShipped(line),
    variation: line.variation ?? [],
    additions: line.additions ?? [],
    images: line.images ?? [],
  };
}

/** One entry for each tax at each rate, with the positions of the items that it is on. */
function taxes({ sale }: Order, major: (minor: number) => number) {
  if (sale.taxable !== 'Y') return [];
  const kinds = new Map<string, { name: string; rate: string; amount: number; items: number[] }>();
  for (const [position, { taxName = 'Tax', taxRate, amounts }] of sale.lines.entries()) {
    if (Number(taxRate) === 0) continue;
    const id = `${taxName}\n${taxRate}`;
    const kind = kinds.get(id) ?? { name: taxName, rate: taxRate, amount: 0, items: [] };
    kinds.set(id, { ...kind, amount: kind.amount + amounts.tax, items: [...kind.items, position] });
  }
  const onShipping = [...kinds.values()].find(({ rate }) => Number(rate) === Number(sale.shipping?.taxRate ?? 0));
  return [...kinds.values()].map((kind) => ({
    name: kind.name,
    total: major(kind.amount + (kind === onShipping ? sale.totals.shippingTax : 0)),
    applyToShipping: kind === onShipping,
    rate: total([Number(kind.rate) * 100]),
    type: 'PERCENT',
    appliedToItems: kind.items,
  }));
}

function renderFulfilment({ courier, trackingNumber, trackingUrl }: Order['fulfilment']) {
  const isEmpty = courier === undefined && trackingNumber === undefined && trackingUrl === undefined;
  return isEmpty ? null : { courier: courier ?? '', trackingNo: trackingNumber ?? '', trackingUrl: trackingUrl ?? '' };
}

/** Without the dust of binary fractions. */
const total = (values: readonly number[]): number => Number(values.reduce((sum, value) => sum + value, 0).toFixed(6));

/** `DD/MM/YYYY HH:mm`, UTC. */
function formatted(iso: string): string {
  const [date = '', time = ''] = new Date(iso).toISOString().split('T');
  return `${date.split('-').reverse().join('/')} ${time.slice(0, 5)}`;
}
