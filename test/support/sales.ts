/** Sales for tests that need some. */
import type { RequestContext } from '../../src/application/context.ts';
import type { PlaceOrderInput } from '../../src/application/sales/orders.ts';

export const testContext: RequestContext = {
  actor: { kind: 'system', id: 'test' },
  surface: 'cli',
  requestId: 'r1',
  correlationId: 'c1',
};

/** 3 × 2.50 and postage, 20 % tax: 14.94. */
export const teaOrder: PlaceOrderInput = {
  buyer: { name: 'Ada Lovelace', email: 'ada@example.com' },
  currency: 'GBP',
  lines: [{ name: 'Tea', sku: 'TEA-1', quantity: '3', unitPrice: '2.50', taxRate: '0.2' }],
  shipping: { name: 'Post', amount: 495, taxRate: '0.2' },
  terms: { deliveryAddress: { line1: '1 Dock St', city: 'Hull', postcode: 'HU1 1AA', country: 'GB' } },
};

/** The value of a result that must be one. */
export function accepted<T>(result: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T {
  if (!result.ok) throw new Error(`Refused with ${result.refusal.code}`);
  return result.value;
}
