import { describe, it } from 'vitest';
import { order, type PlaceOrder } from '../../../src/domain/sales/order/decide.ts';
import { orderEvents } from '../../../src/domain/sales/order/events.ts';
import { given } from '../../support/decider.ts';
import { line, pricedSale, saleToPrice } from './samples.ts';

const { OrderPlaced, OrderTermsChanged, OrderBuyerChanged, OrderStatusChanged, OrderCancelled } = orderEvents;

const rest = {
  ref: 1042,
  quote: null,
  terms: { deliveryAddress: { city: 'Hull' } },
  status: 'pending' as const,
  placedAt: '2026-05-01T10:00:00.000Z',
  owner: null,
  tags: ['web'],
  custom: {},
};
const place: PlaceOrder = { type: 'PlaceOrder', sale: saleToPrice, ...rest };
const placed = OrderPlaced({ ...pricedSale, ...rest });

describe('an order', () => {
  it('is placed with everything priced', () => given(order).when(place).thenEvents([placed]));

  it('has lines', () =>
    given(order)
      .when({ ...place, sale: { ...saleToPrice, lines: [] } })
      .thenRefused('ORDER_EMPTY'));

  it.each([
    ['a line without quantity', { lines: [{ ...line, quantity: '0' }] }],
    ['an unknown kind of currency', { currency: 'pounds' }],
    ['a sum beyond counting', { lines: [{ ...line, quantity: '999999999999', unitPrice: '999999999999' }] }],
  ])('is refused with %s', (_, wrong) =>
    given(order)
      .when({ ...place, sale: { ...saleToPrice, ...wrong } })
      .thenRefused('SALE_INVALID'),
  );

  it('keeps its number', () =>
    given(order, placed)
      .when({ ...place, ref: 1043 })
      .thenRefused('ORDER_EXISTS'));

  it('changes what was said, and only that', () =>
    given(order, placed)
      .when({
        type: 'UpdateOrder',
        terms: { deliveryAddress: { postcode: 'HU1' }, notes: 'Ring twice' },
        buyer: { name: 'Ada King', email: 'ada@example.com' },
        fulfilment: { courier: 'Pigeon', trackingNumber: '7' },
        status: 'shipped',
      })
      .thenEvents([
        OrderTermsChanged({ changes: { deliveryAddress: { postcode: 'HU1' }, notes: 'Ring twice' } }),
        OrderBuyerChanged({ changes: { name: 'Ada King' } }),
        orderEvents.OrderFulfilmentChanged({ changes: { courier: 'Pigeon', trackingNumber: '7' } }),
        OrderStatusChanged({ status: 'shipped' }),
      ]));

  it('is called off, with a reason or by its status, and may come back', () => {
    given(order, placed)
      .when({ type: 'CancelOrder', reason: 'Too late' })
      .thenEvents([OrderCancelled({ reason: 'Too late' })]);
    given(order, placed)
      .when({ type: 'UpdateOrder', status: 'cancelled' })
      .thenEvents([OrderCancelled({ reason: null })]);
    given(order, placed, OrderCancelled({ reason: null }))
      .when({ type: 'UpdateOrder', status: 'pending' })
      .thenEvents([OrderStatusChanged({ status: 'pending' })]);
  });

  it('has the buyer told of a change, if there is one', () => {
    given(order, placed)
      .when({ type: 'UpdateOrder', status: 'shipped', notifyBuyer: true })
      .thenEvents([OrderStatusChanged({ status: 'shipped' }), orderEvents.OrderNoticeRequested({})]);
    given(order, placed).when({ type: 'UpdateOrder', terms: {}, notifyBuyer: true }).thenNothing();
  });

  it('takes private notes', () =>
    given(order, placed)
      .when({ type: 'AddOrderNote', text: 'Rang' })
      .thenEvents([orderEvents.OrderNoteAdded({ text: 'Rang' })], { unlessRepeated: 'the same can be noted twice' }));

  it('remembers which lines the buyer was given access to, until it is asked for again', () => {
    const { OrderAccessSent, OrderAccessRequested } = orderEvents;
    const record = { type: 'RecordAccessSent', lines: [12, 13] } as const;
    given(order, placed)
      .when(record)
      .thenEvents([OrderAccessSent({ lines: [12, 13] })]);
    given(order, placed, OrderAccessSent({ lines: [12] }))
      .when(record)
      .thenEvents([OrderAccessSent({ lines: [13] })]);
    given(order, placed, OrderStatusChanged({ status: 'completed' }), OrderAccessSent({ lines: [12, 13] }))
      .when({ type: 'ResendOrderAccess' })
      .thenEvents([OrderAccessRequested({})], { unlessRepeated: 'asked twice, it is mailed twice' });
    given(order, placed, OrderAccessSent({ lines: [12, 13] }), OrderAccessRequested({}))
      .when(record)
      .thenEvents([OrderAccessSent({ lines: [12, 13] })]);
    given(order, placed).when({ type: 'ResendOrderAccess' }).thenRefused('ORDER_NOT_COMPLETED');
  });

  it('has to exist', () => given(order).when({ type: 'CancelOrder', reason: null }).thenRefused('ORDER_NOT_FOUND'));
});
