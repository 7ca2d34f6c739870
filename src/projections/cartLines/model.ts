/** In which cart a line is: programs name lines by their number alone. */
import type { CartEvent } from '../../domain/commerce/cart/events.ts';
import { col, defineModel } from '../engine/model.ts';

export const cartLines = defineModel<CartEvent>()({
  name: 'cart_lines',
  version: 1,
  summary: 'Lines that are in carts, by number.',
  categories: ['cart'],
  temporal: false,
  columns: {
    /** Key of the cart. */
    cart: col.requiredText(),
    product: col.requiredText(),
    sku: col.requiredText(),
  },
  indexes: [{ on: ['cart'] }],
  handlers: {
    AddedToCart: ({ id, data: { ref, product, sku } }, change) =>
      change.insert(String(ref), { cart: id, product, sku }),
    RemovedFromCart: ({ data }, change) => change.remove(String(data.ref)),
    CartEmptied: ({ data }, change) => data.lines.map((ref) => change.remove(String(ref))),
  },
});
