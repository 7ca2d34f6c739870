/** How an order's events fold. */
import { applyPatch } from '../../kernel/patch.ts';
import type { Buyer, Sale, Terms } from '../document.ts';
import type { Fulfilment, OrderEvent, OrderStatus } from './events.ts';

export type OrderState = { readonly phase: 'absent' } | PlacedOrder;

export interface PlacedOrder {
  readonly phase: 'placed';
  readonly ref: number;
  readonly quote: string | null;
  readonly sale: Sale;
  readonly terms: Terms;
  readonly buyer: Buyer;
  readonly status: OrderStatus;
  readonly fulfilment: Fulfilment;
  readonly owner: number | null;
  readonly placedAt: string;
  /** Numbers of the lines that the buyer was mailed the access to, and not asked for again since. */
  readonly accessSent: readonly number[];
}

export const initialOrder: OrderState = { phase: 'absent' };

export function evolveOrder(state: OrderState, event: OrderEvent): OrderState {
  if (event.type === 'OrderPlaced') return placed(event.data);
  return state.phase === 'placed' ? evolvePlaced(state, event) : state;
}

function placed(data: Extract<OrderEvent, { type: 'OrderPlaced' }>['data']): PlacedOrder {
  const { ref, quote, repeats: _repeats, terms, status, owner, placedAt, tags: _tags, custom: _custom, ...sale } = data;
  const { buyer } = sale;
  return { phase: 'placed', ref, quote, sale, terms, buyer, status, fulfilment: {}, owner, placedAt, accessSent: [] };
}

function evolvePlaced(order: PlacedOrder, event: Exclude<OrderEvent, { type: 'OrderPlaced' }>): OrderState {
  switch (event.type) {
    case 'OrderTermsChanged':
      return { ...order, terms: applyPatch(order.terms, event.data.changes) };
    case 'OrderBuyerChanged':
      return { ...order, buyer: applyPatch(order.buyer, event.data.changes) };
    case 'OrderStatusChanged':
      return { ...order, status: event.data.status };
    case 'OrderCancelled':
      return { ...order, status: 'cancelled' };
    case 'OrderFulfilmentChanged':
      return { ...order, fulfilment: applyPatch(order.fulfilment, event.data.changes) };
    case 'OrderAccessSent':
      return { ...order, accessSent: [...order.accessSent, ...event.data.lines] };
    case 'OrderAccessRequested':
      return { ...order, accessSent: [] };
    case 'OrderNoteAdded':
    case 'OrderNoticeRequested':
      return order;
  }
}
