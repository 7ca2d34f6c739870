/** A small shop: shirts in three sizes with a band price and stock, a belt, and a hat that websites do not show. */
import type { Result } from '../../../src/application/context.ts';
import { type Body, ok, type Shop, SYSTEM } from './client.ts';

export function accepted<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

export async function stock({ server }: Shop): Promise<void> {
  const { products, categories } = server.app;
  const clothes = accepted(await categories.create(SYSTEM, { name: 'Clothes', code: 'CLO' }));
  const shirts = accepted(await categories.create(SYSTEM, { name: 'Shirts', code: 'SHI', parent: clothes.key }));
  accepted(await categories.create(SYSTEM, { name: 'Empty', code: 'EMP' }));
  const shirt = accepted(
    await products.create(SYSTEM, {
      details: {
        name: 'Linen shirt',
        type: 'physical',
        taxRate: '0.2',
        description: 'Light.',
        categories: [shirts.key],
        features: [{ code: 'NEW', name: 'New in' }],
        images: [{ url: 'https://example.com/shirt.jpg', alt: 'A shirt' }],
        pages: { WH1: { description: 'In London.', slug: 'shirt-london' } },
      },
      variants: ['S', 'M', 'L'].map((size) => ({
        details: { sku: `SH-${size}`, size, price: '10', prices: [{ band: 'trade', price: '8' }], caseQuantity: '6' },
        stock: { WH1: '5', WH2: '2.5' },
      })),
    }),
  );
  accepted(
    await products.create(SYSTEM, {
      details: { name: 'Belt', type: 'physical', taxRate: '0.2', categories: [clothes.key], related: [shirt.key] },
      variants: [{ details: { sku: 'BELT', price: '1.00', caseQuantity: '6' } }],
    }),
  );
  accepted(
    await products.create(SYSTEM, {
      details: { name: 'Hidden hat', type: 'physical', hidden: true, categories: [clothes.key] },
      variants: [{ details: { sku: 'HAT', price: '3' } }],
    }),
  );
}

export const add = (shop: Shop, parameters: Record<string, string | number>): Promise<Body> =>
  shop.call('addToCart', parameters);

export const cart = async (shop: Shop, session: string, filter?: string): Promise<Body & { items: Body[] }> =>
  ok(await shop.call('getCart', { session_id: session, ...(filter ? { filter } : {}) })) as Body & { items: Body[] };
