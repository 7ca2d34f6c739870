/** A sale that the tests of this area share. */
import type { LineToSell, Sale, SaleToPrice } from '../../../src/domain/sales/document.ts';
import type { PaymentFields } from '../../../src/domain/sales/payment/events.ts';

export const line: LineToSell = { ref: 1, name: 'Tea', sku: 'TEA-1', quantity: '3', unitPrice: '2.50', taxRate: '0.2' };

export const saleToPrice: SaleToPrice = {
  contact: 'c1',
  company: null,
  buyer: { name: 'Ada Lovelace', email: 'ada@example.com' },
  currency: 'GBP',
  taxable: 'Y',
  lines: [line],
  discount: null,
  shipping: { name: 'Post', amount: 495, taxRate: '0.2' },
};

export const pricedSale: Sale = {
  ...saleToPrice,
  lines: [{ ...line, amounts: { subtotal: 750, discount: 0, net: 750, tax: 150, total: 900 } }],
  totals: { subtotal: 750, discount: 0, shipping: 495, shippingTax: 99, net: 1245, tax: 249, total: 1494 },
};

export const paymentFields: PaymentFields = {
  status: 'Completed',
  kind: 'Sale',
  amount: 1494,
  currency: 'GBP',
  breakdown: { net: 1245 },
  method: 'Cash',
  title: null,
  description: null,
  origin: null,
  paidAt: '2026-05-01T10:00:00.000Z',
  completedAt: null,
  exchangeRate: null,
  contact: 'c1',
  company: null,
  order: 'o1',
  invoice: 'i1',
  parent: null,
  owner: null,
};
