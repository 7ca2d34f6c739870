/** What was ordered, line by line: for questions about products rather than orders. */
import type { OrderEvent } from '../../domain/sales/order/events.ts';
import { col, defineModel } from '../engine/model.ts';

export const orderLines = defineModel<OrderEvent>()({
  name: 'order_lines',
  version: 1,
  summary: 'Lines of orders.',
  categories: ['order'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    /** Key of the order. */
    order: col.requiredText(),
    contact: col.text(),
    product: col.text(),
    sku: col.text(),
    name: col.requiredText(),
    unit: col.text(),
    /** Decimal text. */
    quantity: col.requiredText(),
    unitPrice: col.requiredText(),
    currency: col.requiredText(),
    /** Minor units. */
    net: col.requiredBigint(),
    tax: col.requiredBigint(),
    total: col.requiredBigint(),
    orderedAt: col.requiredTimestamp(),
  },
  indexes: [
    { on: ['order'] },
    { on: ['product', 'ref'], where: 'product is not null' },
    { on: ['(lower(sku))'], where: 'sku is not null' },
  ],
  handlers: {
    OrderPlaced: ({ id, data }, change) =>
      data.lines.map((line) =>
        change.insert(`${id}.${line.ref}`, {
          ref: line.ref,
          order: id,
          contact: data.contact,
          product: line.product ?? null,
          sku: line.sku ?? null,
          name: line.name,
          unit: line.unit ?? null,
          quantity: line.quantity,
          unitPrice: line.unitPrice,
          currency: data.currency,
          net: line.amounts.net,
          tax: line.amounts.tax,
          total: line.amounts.total,
          orderedAt: data.placedAt,
        }),
      ),
  },
});
