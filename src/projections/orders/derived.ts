/** Fields of orders that are worked out from inside records or from other tables, for filters and sorting. */
import { UNUSUAL_DIGITS } from '../../domain/kernel/money.ts';
import { ORDER_STATUSES } from '../../domain/sales/order/events.ts';
import type { FieldType, FilterField } from '../filter/filter.ts';

const field = (type: FieldType, sql: string): FilterField => ({ sql, type });

/** Minor units of the order's currency as a decimal. */
const major = (minor: string): string => `round((${minor})::numeric / ${MINOR_PER_MAJOR}, 4)`;

const MINOR_PER_MAJOR = `(case orders.currency ${[...UNUSUAL_DIGITS]
  .map(([code, digits]) => `when '${code}' then ${10 ** digits}`)
  .join(' ')} else 100 end)`;

const PAID = `coalesce((select sum(p.settled) from read.payments as p where p."order" = orders.key), 0)`;
const lastPayment = (column: string): string =>
  `(select p.${column} from read.payments as p where p."order" = orders.key order by p.ref desc limit 1)`;
const invoice = (sql: string): string =>
  `(select ${sql} from read.invoices as i where i."order" = orders.key and i.phase = 'issued' order by i.ref desc limit 1)`;
/** What a payment by something given is called, in SQL and here. */
export const VOUCHER_METHOD = '^gift ?(voucher|card)$';
const voucher = (sql: string): string =>
  `(select ${sql} from read.payments as p where p."order" = orders.key and p.settled > 0 and p.method ~* '${VOUCHER_METHOD}')`;

/** Kinds of lines that are paid for time and again. */
export const SUBSCRIPTION_KINDS = ['subscription', 'membership'] as const;
const HAS_SUBSCRIPTION = `exists (select from jsonb_array_elements(sale -> 'lines') as line
  where line ->> 'kind' in (${SUBSCRIPTION_KINDS.map((kind) => `'${kind}'`).join(', ')}))`;

const HAS_SHIPPING = `(jsonb_typeof(sale -> 'shipping') = 'object' or terms ? 'deliveryAddress')`;
const HAS_DISCOUNT = `(jsonb_typeof(sale -> 'discount') = 'object' or (sale #>> '{totals,discount}')::bigint > 0)`;
const taxOf = (sql: string): string =>
  `(case when sale ->> 'taxable' = 'Y' then (select ${sql}
    from jsonb_array_elements(sale -> 'lines') with ordinality as lines (line, place)
    where (line ->> 'taxRate')::numeric > 0 order by place limit 1) end)`;

export const derivedOrderFields = {
  /** In major units, as the rest of the money here. */
  total: field('number', major('total')),
  paid: field('number', major(PAID)),
  pending: field('number', major(`greatest(total - ${PAID}, 0)`)),
  /** `none`, `partial` or `paid`. */
  payment: field('text', `(case when ${PAID} <= 0 then 'none' when ${PAID} < total then 'partial' else 'paid' end)`),
  transactionId: field('text', lastPayment('transaction_id')),
  statusNumber: field('number', `array_position(array[${ORDER_STATUSES.map((s) => `'${s}'`).join(', ')}], status)`),
  name: field('text', `('Order ' || orders.ref)`),
  currencyCountry: field('text', `(case when currency not like 'X%' then "left"(currency, 2) end)`),
  country: field('text', `coalesce(terms #>> '{billingAddress,country}', terms #>> '{deliveryAddress,country}')`),
  invoiceNumber: field('number', `coalesce(${invoice('i.number')}, 0)`),
  invoicedAt: field('instant', `((${invoice('i.dated_on')} || 'T00:00:00Z')::timestamptz)`),
  isArchived: field('boolean', `(status = 'archived')`),
  repeats: field('number', `coalesce(repeats, 0)`),
  isRepetition: field('boolean', `(repeats is not null)`),
  hasSubscription: field('boolean', `(${HAS_SUBSCRIPTION})`),
  hasPaidSubscription: field('boolean', `(${HAS_SUBSCRIPTION} and total > 0 and ${PAID} >= total)`),
  voucher: field('text', voucher('(array_agg(coalesce(p.title, p.reference) order by p.ref desc))[1]')),
  voucherAmount: field('number', major(voucher('sum(p.amount)'))),
  trackingNumber: field('text', `(fulfilment ->> 'trackingNumber')`),
  trackingUrl: field('text', `(fulfilment ->> 'trackingUrl')`),
  discountCode: field('text', `(sale #>> '{discount,code}')`),
  discount: field('number', `(case when ${HAS_DISCOUNT} then ${major("(sale #>> '{totals,discount}')::bigint")} end)`),
  taxName: field('text', taxOf("line ->> 'taxName'")),
  /** Per cent. */
  taxRate: field('number', taxOf("(line ->> 'taxRate')::numeric * 100")),
  shippingName: field('text', `(sale #>> '{shipping,name}')`),
  shipping: field(
    'number',
    `(case when ${HAS_SHIPPING} then ${major("coalesce((sale #>> '{shipping,amount}')::bigint, 0)")} end)`,
  ),
  shippingStreet: field(
    'text',
    `concat_ws(', ', ${[1, 2, 3].map((line) => `terms #>> '{deliveryAddress,line${line}}'`).join(', ')})`,
  ),
  shippingCity: field('text', `(terms #>> '{deliveryAddress,city}')`),
  shippingRegion: field('text', `(terms #>> '{deliveryAddress,region}')`),
  shippingPostcode: field('text', `(terms #>> '{deliveryAddress,postcode}')`),
  shippingCountry: field('text', `(terms #>> '{deliveryAddress,country}')`),
} as const;
