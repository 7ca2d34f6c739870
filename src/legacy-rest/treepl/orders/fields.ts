/** Field names of orders as `Where` and `Order_By` use them. */
import type { FilterField } from '../../../projections/filter/filter.ts';
import { derivedOrderFields as derived } from '../../../projections/orders/fields.ts';

const constant = (sql: string, type: FilterField['type']): FilterField => ({ sql, type });
const NO = constant('false::boolean', 'boolean');
const NEVER = constant('null::text', 'text');

export const ORDER_FIELDS: readonly (readonly [string, FilterField])[] = [
  ['Id', { sql: 'ref', type: 'number' }],
  ['AWBNumber', derived.trackingNumber],
  ['CurrencyCountry', derived.currencyCountry],
  ['Currency', { sql: 'currency', type: 'text' }],
  ['Country', derived.country],
  ['InvoiceDate', derived.invoicedAt],
  ['InvoiceNumber', derived.invoiceNumber],
  ['IsDeleted', derived.isArchived],
  ['IsRecurring', NO],
  ['MainOrderId', constant('0::integer', 'number')],
  ['OrderName', derived.name],
  ['PaymentState', derived.payment],
  ['StatusId', derived.statusNumber],
  ['TotalCost', derived.total],
  ['CreatedDateTime', { sql: 'placed_at', type: 'instant' }],
  ['HasSubscriptions', NO],
  ['HasPaidSubscription', NO],
  ['TrackingURL', derived.trackingUrl],
  ['TransactionId', derived.transactionId],
  ['AmountPaid', derived.paid],
  ['AmountPending', derived.pending],
  ['OrderCaseType', constant("'Order'::text", 'text')],
  ['StatusShort.Id', derived.statusNumber],
  ['StatusShort.Name', { sql: 'status', type: 'text' }],
  ['Discount.Code', derived.discountCode],
  ['Discount.Cost', derived.discount],
  ['GiftVoucher.Name', NEVER],
  ['GiftVoucher.Cost', constant('null::numeric', 'number')],
  ['Tax.Code', derived.taxName],
  ['Tax.Rate', derived.taxRate],
  ['ShippingInfo.Name', derived.shippingName],
  ['ShippingInfo.Cost', derived.shipping],
  ['ShippingInfo.Address', derived.shippingStreet],
  ['ShippingInfo.City', derived.shippingCity],
  ['ShippingInfo.State', derived.shippingRegion],
  ['ShippingInfo.Zipcode', derived.shippingPostcode],
  ['ShippingInfo.Country', derived.shippingCountry],
];
