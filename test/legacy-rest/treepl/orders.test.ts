/** Orders below a contact: cases 23 and 24 of the contract. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactByRef } from '../../../src/projections/contacts/queries.ts';
import { orderByKey } from '../../../src/projections/orders/queries.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { accepted, teaOrder, testContext } from '../../support/sales.ts';
import { type Client, clientOf, type WireError } from './client.ts';

type WireOrder = Readonly<Record<string, unknown>> & { readonly Id: number; readonly TotalCost: number };

interface WireOrders {
  readonly Items: readonly WireOrder[];
  readonly TotalItemsCount: number;
}

let app: TestApp;
let treepl: Client;
let ann: number;
let bob: number;
beforeAll(async () => {
  app = await startTestApp();
  treepl = clientOf(app);
  ({ Id: ann } = await treepl.create({ Email: 'ann@x.io', FirstName: 'Ann', LastName: 'Archer' }));
  ({ Id: bob } = await treepl.create({ Email: 'bob@x.io' }));
  const { orders, payments } = app.app;
  const contact = await keyOf(ann);
  const rich = accepted(
    await orders.place(testContext, {
      ...teaOrder,
      contact,
      placedAt: '2024-05-17T18:25:03.680Z',
      discount: { terms: { kind: 'percent', percent: '10' }, code: 'SPRING' },
      custom: { 'gifts.wrapped': true },
      lines: [
        {
          name: 'Tea',
          quantity: '3',
          unitPrice: '2.505',
          taxRate: '0.175',
          taxName: 'VAT',
          variation: [{ name: 'Size', value: 'L' }],
        },
        { name: 'Song', kind: 'digital', quantity: '1', unitPrice: '1', taxRate: '0' },
      ],
    }),
  );
  await orders.update(testContext, rich.key, {
    status: 'shipped',
    fulfilment: { courier: 'Post', trackingNumber: 'AWB1', trackingUrl: 'https://post.example/AWB1' },
  });
  const fields = { order: rich.key, currency: 'GBP', kind: 'Sale', method: 'Cash', paidAt: '2024-05-18T00:00:00.000Z' };
  accepted(
    await payments.record(testContext, {
      fields: { ...fields, amount: 500, status: 'Succeeded', description: 'part' },
    }),
  );
  accepted(
    await orders.place(testContext, {
      contact,
      currency: 'JPY',
      lines: [{ name: 'Cup', quantity: '2', unitPrice: '700' }],
    }),
  );
  const archived = accepted(
    await orders.place(testContext, {
      contact,
      currency: 'XAF',
      lines: [{ name: 'Pot', quantity: '1', unitPrice: '1', taxRate: '0' }],
    }),
  );
  await orders.update(testContext, archived.key, { status: 'archived' });
  accepted(await orders.place(testContext, teaOrder));
});
afterAll(() => app.stop());

const keyOf = async (ref: number): Promise<string> => (await contactByRef(app.app.db, ref))?.key ?? '';
const orders = async (query = '', id = ann) => (await treepl.send<WireOrders>(`/${id}/orders${query}`)).body;
const ids = async (where: unknown) =>
  (await orders(`?Where=${encodeURIComponent(JSON.stringify(where))}`)).Items.map(({ Id }) => Id);

const OBJECTS = new Set(['Discount', 'GiftVoucher', 'Tax', 'ShippingInfo']);

describe('the orders of a contact', () => {
  it('have all documented keys with their types', async () => {
    const { Items, TotalItemsCount } = await orders();
    expect(TotalItemsCount).toBe(3);
    expect(Items[0]).toEqual({
      Id: 1,
      AWBNumber: 'AWB1',
      CurrencyCountry: 'GB',
      Currency: 'GBP',
      Country: 'GB',
      InvoiceDate: '2024-05-17T00:00:00.000Z',
      InvoiceNumber: 1,
      IsDeleted: false,
      IsRecurring: false,
      MainOrderId: 0,
      MemberId: ann,
      OrderName: 'Order 1',
      PaymentState: 'Partial',
      StatusId: 3,
      TotalCost: expect.any(Number),
      CreatedDateTime: '2024-05-17T18:25:03.680Z',
      HasSubscriptions: false,
      HasPaidSubscription: false,
      TrackingURL: 'https://post.example/AWB1',
      TransactionId: null,
      AmountPaid: 5,
      AmountPending: expect.any(Number),
      OrderCaseType: 'Order',
      StatusShort: { Id: 3, Name: 'Shipped' },
      Discount: { Code: 'SPRING', Cost: expect.any(Number) },
      GiftVoucher: null,
      Tax: { Code: 'VAT', Rate: 17.5 },
      ShippingInfo: {
        Name: 'Post',
        Cost: 4.95,
        Address: '1 Dock St',
        City: 'Hull',
        State: null,
        Zipcode: 'HU1 1AA',
        Country: 'GB',
      },
      Member: { Id: ann, Email: 'ann@x.io', FirstName: 'Ann', LastName: 'Archer' },
      OrderLines: [
        {
          Id: 1,
          EntityType: 'Product',
          ProductId: 0,
          ModuleId: 0,
          ProductName: 'Tea',
          Quantity: 3,
          TaxRate: 17.5,
          UnitPrice: 2.505,
          TotalPrice: expect.any(Number),
          FileName: null,
          IsDownload: false,
          Attributes: [{ AttributeId: 1, OptionsIds: ['L'] }],
        },
        expect.objectContaining({ Id: 2, ProductName: 'Song', IsDownload: true, Attributes: [] }),
      ],
      Payments: [
        {
          Id: 1,
          Amount: 5,
          AmountCaptured: 5,
          GatewayReason: null,
          TransactionId: null,
          Status: 'Succeeded',
          PaymentType: 'Cash',
          PaymentGatewayType: null,
          Notes: 'part',
          CreatedDateTime: '2024-05-18T00:00:00.000Z',
        },
      ],
      CustomCrmGroups: { gifts: { wrapped: true } },
    });
    const { TotalCost, AmountPending } = Items[0] as unknown as { TotalCost: number; AmountPending: number };
    expect(AmountPending).toBeCloseTo(TotalCost - 5, 6);
    expect(Items[1]).toMatchObject({
      Currency: 'JPY',
      PaymentState: 'None',
      Discount: null,
      Payments: [],
      AmountPaid: 0,
    });
    expect(Items[2]).toMatchObject({
      CurrencyCountry: null,
      IsDeleted: true,
      Tax: null,
      ShippingInfo: null,
      AWBNumber: null,
    });
  });

  it('case 23: are sorted by cost and cut', async () => {
    const { Items, TotalItemsCount } = await orders('?Order_By=TotalCost%20DESC&Limit=2');
    const costs = (await orders()).Items.map(({ TotalCost }) => TotalCost).sort((a, b) => b - a);
    expect([Items.map(({ TotalCost }) => TotalCost), TotalItemsCount]).toEqual([costs.slice(0, 2), 3]);
  });

  /** Every value that is shown can be asked for: names and meaning of filters are those of the answers. */
  it('are found by whatever they show', async () => {
    const scalars = (value: unknown, path: string): [string, unknown][] => {
      if (Array.isArray(value)) return [];
      if (typeof value !== 'object' || value === null) return [[path, value]];
      return Object.entries(value).flatMap(([name, inner]) => scalars(inner, path ? `${path}.${name}` : name));
    };
    for (const order of (await orders()).Items) {
      // An object that is not there has no value to ask for.
      const absent = Object.entries(order).flatMap(([name, value]) =>
        value === null && OBJECTS.has(name) ? [name] : [],
      );
      for (const [path, value] of scalars(order, '').filter(([path]) => !absent.includes(path))) {
        expect(await ids({ [path]: value }), `${path} = ${value}`).toContain(order.Id);
        const { status } = await treepl.send(`/${ann}/orders?Order_By=${encodeURIComponent(`${path} DESC`)}`);
        expect(status, path).toBe(200);
      }
    }
  });

  it.each<[unknown, number]>([
    [{ PaymentState: 'none' }, 2],
    [{ AmountPending: { $gt: 1000 } }, 1],
    [{ Currency: ['GBP', 'JPY'], IsDeleted: false }, 2],
    [{ ShippingInfo: { Zipcode: 'hu1 1aa', City: { $beginsWith: 'H' } } }, 1],
    [{ 'Discount.Code': 'spring' }, 1],
    [{ 'Tax.Rate': { $gte: 17.5 } }, 1],
    [{ StatusShort: { Name: 'ARCHIVED' } }, 1],
    [{ CreatedDateTime: { $lt: '2024-06-01' } }, 1],
    [{ InvoiceNumber: { $gt: 1 } }, 2],
    [{ 'Discount.Cost': null }, 2],
    [{ 'Member.Email': 'ann@x.io' }, 3],
  ])('by %j', async (where, count) => {
    expect(await ids(where)).toHaveLength(count);
  });

  it('are refused by unknown fields', async () => {
    for (const query of ['?Where[Nope]=1', '?Where[OrderLines.Id]=1', '?Order_By=Payments', '?Where[contact]=x']) {
      expect((await treepl.send<WireError>(`/${ann}/orders${query}`)).status).toBe(400);
    }
  });

  it('say whether they repeat another, are for subscriptions, and what a gift voucher paid', async () => {
    const { Id } = await treepl.create({ Email: 'monthly@x.io' });
    const { orders: sales, payments } = app.app;
    const magazine = { name: 'Magazine', kind: 'subscription', quantity: '1', unitPrice: '30', taxRate: '0' };
    const sale = { contact: await keyOf(Id), currency: 'GBP', lines: [magazine] };
    const first = accepted(await sales.place(testContext, sale));
    const pay = async (amount: number, method: string, more = {}) =>
      accepted(
        await payments.record(testContext, {
          fields: { order: first.key, currency: 'GBP', kind: 'Sale', status: 'Completed', amount, method, ...more },
        }),
      );
    await pay(1000, 'Gift voucher', { title: 'BIRTHDAY' });
    await pay(500, 'gift card', { title: 'XMAS' });
    await pay(700, 'Gift voucher', { title: 'FORGED', status: 'Cancelled' });
    const second = accepted(await sales.place(testContext, { ...sale, repeats: first.key }));
    const shown = async () => (await orders('', Id)).Items;
    expect(await shown()).toMatchObject([
      {
        ...{ Id: first.ref, IsRecurring: false, MainOrderId: 0, HasSubscriptions: true, HasPaidSubscription: false },
        ...{ GiftVoucher: { Name: 'XMAS', Cost: 15 }, AmountPaid: 15, AmountPending: 15, PaymentState: 'Partial' },
      },
      { Id: second.ref, IsRecurring: true, MainOrderId: first.ref, HasSubscriptions: true, GiftVoucher: null },
    ]);
    await pay(1500, 'Cash');
    expect((await shown())[0]).toMatchObject({ HasPaidSubscription: true, GiftVoucher: { Cost: 15 } });
    for (const [where, expected] of [
      [{ MainOrderId: first.ref }, [second.ref]],
      [{ IsRecurring: false }, [first.ref]],
      [{ HasSubscriptions: true, HasPaidSubscription: false }, [second.ref]],
      [{ HasPaidSubscription: true }, [first.ref]],
      [{ GiftVoucher: { Name: 'xmas', Cost: { $gte: 15 } } }, [first.ref]],
      [{ 'GiftVoucher.Cost': null }, [second.ref]],
    ]) {
      const { Items } = await orders(`?Where=${encodeURIComponent(JSON.stringify(where))}`, Id);
      expect(
        Items.map((order) => order.Id),
        JSON.stringify(where),
      ).toEqual(expected);
    }
    const lost = await sales.place(testContext, { ...sale, repeats: 'nobody' });
    expect(lost).toMatchObject({ ok: false, refusal: { code: 'ORDER_NOT_FOUND' } });
  });

  it('are filtered and sorted by what was paid, invoiced and known of their contact at the moment of X-As-Of', async () => {
    const { Id } = await treepl.create({ Email: 'then@x.io', FirstName: 'Thea' });
    const { orders: sales, payments, invoices } = app.app;
    const place = async () => accepted(await sales.place(testContext, { ...teaOrder, contact: await keyOf(Id) }));
    const [first, second] = [await place(), await place()];
    const paid = { currency: 'GBP', kind: 'Sale', status: 'Completed', method: 'Gift voucher' };
    const pay = async (order: string, amount: number) =>
      accepted(await payments.record(testContext, { fields: { ...paid, order, amount } }));
    await pay(first.key, 500);
    const then = String(await app.log.head());
    accepted(await invoices.voidUnpaidForOrder(testContext, second.key));
    await pay(second.key, 700);
    await treepl.put(Id, { FirstName: 'Theodora' });
    const at = async (query: string, asOf?: string) => {
      const headers: Record<string, string> = asOf === undefined ? {} : { 'x-as-of': asOf };
      const { body } = await treepl.send<WireOrders>(`/${Id}/orders${query}`, { headers });
      return [body.Items.map((order) => order.Id), body.TotalItemsCount];
    };
    const where = (condition: object) => `?Where=${encodeURIComponent(JSON.stringify(condition))}`;
    const [one, two] = [first.ref, second.ref];
    for (const [query, past, present] of [
      [where({ AmountPaid: { $gt: 0 } }), [one], [one, two]],
      [where({ PaymentState: 'None' }), [two], []],
      [where({ 'GiftVoucher.Cost': 7 }), [], [two]],
      [where({ InvoiceNumber: { $gt: 0 } }), [one, two], [one]],
      [where({ 'Member.FirstName': 'Thea' }), [one, two], []],
      ['?Order_By=-AmountPaid', [one, two], [two, one]],
    ] as const) {
      expect([query, await at(query, then)]).toEqual([query, [past, past.length]]);
      expect([query, await at(query)]).toEqual([query, [present, present.length]]);
    }
  });

  it('case 24: are none for a contact without, and 404 for an unknown one', async () => {
    expect(await orders('', bob)).toEqual({ Items: [], TotalItemsCount: 0 });
    expect((await treepl.send('/999999/orders')).status).toBe(404);
  });

  it('case 30: are gone with their contact, and stay in the books', async () => {
    const { Id } = await treepl.create({ Email: 'gone@x.io' });
    const placed = accepted(await app.app.orders.place(testContext, { ...teaOrder, contact: await keyOf(Id) }));
    await treepl.send(`/${Id}`, { method: 'DELETE' });
    expect((await treepl.send(`/${Id}/orders`)).status).toBe(404);
    expect(await orderByKey(app.app.db, placed.key)).toMatchObject({ ref: placed.ref, total: 1494 });
  });

  it('are more than a thousand for a good customer, and a thousand of them at a time', async () => {
    const { Id } = await treepl.create({ Email: 'lot@x.io' });
    const placed = accepted(await app.app.orders.place(testContext, { ...teaOrder, contact: await keyOf(Id) }));
    await app.app.db`
      insert into read.orders select (copy).* from (
        select jsonb_populate_record(orders, jsonb_build_object('key', 'copy' || n, 'ref', 1000000 + n)) as copy
        from read.orders as orders, generate_series(1, 1199) as n where orders.key = ${placed.key}) as copies`;
    const whole = await orders('?Limit=5000', Id);
    expect([whole.Items.length, whole.TotalItemsCount]).toEqual([1000, 1200]);
    expect((await orders('?Offset=1000&Limit=5000', Id)).Items).toHaveLength(200);
    expect((await orders('?Where[AmountPaid]=0&Order_By=-InvoiceNumber&Limit=5', Id)).Items).toHaveLength(5);
  });
});
