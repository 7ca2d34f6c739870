/** What may happen to an order. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import type { CustomValue } from '../../kernel/fragments.ts';
import { narrowPatch, type Patch } from '../../kernel/patch.ts';
import { type Buyer, priceSale, type SaleRefusal, type SaleToPrice, type Terms } from '../document.ts';
import { type Fulfilment, type OrderEvent, type OrderStatus, orderEvents } from './events.ts';
import { evolveOrder, initialOrder, type OrderState, type PlacedOrder } from './state.ts';

export type OrderCommand = PlaceOrder | UpdateOrder | CancelOrder | AddOrderNote | RecordAccessSent | ResendOrderAccess;

export interface PlaceOrder {
  readonly type: 'PlaceOrder';
  readonly ref: number;
  readonly quote: string | null;
  readonly repeats?: number;
  readonly sale: SaleToPrice;
  readonly terms: Terms;
  readonly status: OrderStatus;
  readonly placedAt: string;
  readonly owner: number | null;
  readonly tags: readonly string[];
  readonly custom: Readonly<Record<string, CustomValue>>;
}

/** Missing means unchanged. */
export interface UpdateOrder {
  readonly type: 'UpdateOrder';
  readonly status?: OrderStatus;
  readonly terms?: Patch<Terms>;
  readonly buyer?: Patch<Buyer>;
  readonly fulfilment?: Patch<Fulfilment>;
  /** Whether the buyer is to be told of it, if anything changes. */
  readonly notifyBuyer?: boolean;
}

export interface CancelOrder {
  readonly type: 'CancelOrder';
  readonly reason: string | null;
}

export interface AddOrderNote {
  readonly type: 'AddOrderNote';
  readonly text: string;
}

/** The buyer has been mailed the access to these lines. */
export interface RecordAccessSent {
  readonly type: 'RecordAccessSent';
  readonly lines: readonly number[];
}

export interface ResendOrderAccess {
  readonly type: 'ResendOrderAccess';
}

export type OrderRefusal = SaleRefusal | 'ORDER_EXISTS' | 'ORDER_NOT_FOUND' | 'ORDER_NOT_COMPLETED' | 'ORDER_EMPTY';
type OrderDecision = Decision<OrderEvent, OrderRefusal>;

export function decideOrder(state: OrderState, command: OrderCommand): OrderDecision {
  if (command.type === 'PlaceOrder') return place(state, command);
  if (state.phase === 'absent') return refuse('ORDER_NOT_FOUND', 'There is no such order.');
  switch (command.type) {
    case 'UpdateOrder':
      return accept(...updates(state, command));
    case 'CancelOrder':
      return accept(...statusChange(state, 'cancelled', command.reason));
    case 'AddOrderNote':
      return accept(orderEvents.OrderNoteAdded({ text: command.text }));
    case 'RecordAccessSent':
      return recordAccess(state, command.lines);
    case 'ResendOrderAccess':
      return state.status === 'completed' ? accept(orderEvents.OrderAccessRequested({})) : notCompleted;
  }
}

const notCompleted = refuse('ORDER_NOT_COMPLETED', 'Access is given to what is in a completed order.');

function recordAccess({ accessSent }: PlacedOrder, lines: readonly number[]): OrderDecision {
  const known = new Set(accessSent);
  const more = lines.filter((line) => !known.has(line));
  return more.length === 0 ? nothing : accept(orderEvents.OrderAccessSent({ lines: more }));
}

function place(state: OrderState, { type: _, sale, tags, custom, ...rest }: PlaceOrder): OrderDecision {
  if (state.phase === 'placed' && state.ref === rest.ref) return nothing;
  if (state.phase === 'placed') return refuse('ORDER_EXISTS', 'This order was placed already.');
  if (sale.lines.length === 0)
    return refuse('ORDER_EMPTY', 'An order has at least one line.', { path: 'lines', message: 'is empty' });
  const priced = priceSale(sale);
  if (!priced.ok) return priced;
  return accept(orderEvents.OrderPlaced({ ...rest, ...priced.sale, tags: [...new Set(tags)], custom: { ...custom } }));
}

function updates(order: PlacedOrder, { terms, buyer, fulfilment, status, notifyBuyer }: UpdateOrder): OrderEvent[] {
  const newTerms = terms && narrowPatch(order.terms, terms);
  const newBuyer = buyer && narrowPatch(order.buyer, buyer);
  const newFulfilment = fulfilment && narrowPatch(order.fulfilment, fulfilment);
  const changes = [
    ...(newTerms ? [orderEvents.OrderTermsChanged({ changes: newTerms })] : []),
    ...(newBuyer ? [orderEvents.OrderBuyerChanged({ changes: newBuyer })] : []),
    ...(newFulfilment ? [orderEvents.OrderFulfilmentChanged({ changes: newFulfilment })] : []),
    ...(status ? statusChange(order, status, null) : []),
  ];
  return notifyBuyer && changes.length > 0 ? [...changes, orderEvents.OrderNoticeRequested({})] : changes;
}

/** Any status may follow any other: what was called off or put away by mistake can come back. */
function statusChange(order: PlacedOrder, status: OrderStatus, reason: string | null): OrderEvent[] {
  if (status === order.status) return [];
  return [status === 'cancelled' ? orderEvents.OrderCancelled({ reason }) : orderEvents.OrderStatusChanged({ status })];
}

export const order = defineAggregate<OrderState, OrderCommand, OrderEvent, OrderRefusal>({
  category: 'order',
  events: orderEvents,
  initial: initialOrder,
  evolve: evolveOrder,
  decide: decideOrder,
});
