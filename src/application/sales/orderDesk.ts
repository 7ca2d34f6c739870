/** What a shop does with an order in one go: corrects it, moves it on, and notes that it has been paid. */
import { order } from '../../domain/sales/order/decide.ts';
import { type RequestContext, type Result, refused, type Written } from '../context.ts';
import type { Executor } from '../execute.ts';
import { part } from '../idempotency.ts';
import type { OrderChanges, Orders } from './orders.ts';
import type { Payments } from './payments.ts';

export interface OrderRevision {
  readonly changes: OrderChanges;
  /** True records a payment of all that is still owed. What has been paid cannot be unpaid like this. */
  readonly paid?: boolean;
}

export interface OrderDesk {
  /** Refuses as `orders.update` and `payments.record` do, and with ORDER_PAID. */
  revise(context: RequestContext, key: string, revision: OrderRevision): Promise<Result<Written>>;
}

interface Dependencies {
  readonly executor: Executor;
  readonly orders: Orders;
  readonly payments: Payments;
  readonly lookup: { paidOf(orderKey: string): Promise<number> };
}

export function createOrderDesk({ executor, orders, payments, lookup }: Dependencies): OrderDesk {
  return {
    async revise(context, key, { changes, paid }) {
      const { state } = await executor.load(order, key);
      if (state.phase === 'absent') return refused('ORDER_NOT_FOUND', 'There is no such order.');
      const owed = state.sale.totals.total - (await lookup.paidOf(key));
      if (paid === false && owed <= 0) return refused('ORDER_PAID', 'The order has been paid already.', 'paid');
      const updated = await orders.update(context, key, changes);
      if (!updated.ok || !paid || owed <= 0) return updated;
      const settled = await settle(context, key, owed);
      return settled.ok ? { ok: true, value: { ...updated.value, position: settled.value.position } } : settled;
    },
  };

  /** The payment goes by the number that the order knows it under elsewhere. */
  async function settle(context: RequestContext, key: string, owed: number): Promise<Result<Written>> {
    const { state } = await executor.load(order, key);
    if (state.phase === 'absent') return refused('ORDER_NOT_FOUND', 'There is no such order.');
    const { sale, terms } = state;
    const fields = { order: key, amount: owed, currency: sale.currency, method: terms.paymentMethod ?? null };
    return payments.record(part(context, 'payment'), {
      fields,
      ...(terms.paymentReference ? { reference: terms.paymentReference } : {}),
    });
  }
}
