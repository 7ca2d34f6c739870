/** Bookings below a contact: cases 21 and 24 of the contract. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactByRef } from '../../../src/projections/contacts/queries.ts';
import { createAsk } from '../../graphql/client.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { accepted, teaOrder, testContext } from '../../support/sales.ts';
import { type Client, clientOf } from './client.ts';

interface WireBookings {
  readonly Items: readonly { readonly Id: number; readonly EventId: number; readonly Event: { readonly Id: number } }[];
  readonly TotalItemsCount: number;
}

const DAY = 86_400_000;
const at = (days: number): string => new Date(Math.ceil(Date.now() / DAY) * DAY + days * DAY).toISOString();
const slot = (days: number) => ({ start: at(days), end: at(days + 0.5) });

let app: TestApp;
let treepl: Client;
let ann: number;
let yoga: { readonly key: string; readonly ref: number };
beforeAll(async () => {
  app = await startTestApp();
  treepl = clientOf(app);
  ({ Id: ann } = await treepl.create({ Email: 'ann@x.io', FirstName: 'Ann', LastName: 'Archer' }));
  const { forms, bookableEvents, bookings } = app.app;
  const form = accepted(
    await forms.define(testContext, {
      alias: 'booking',
      name: 'Booking',
      fields: [
        { alias: 'diet', label: 'Diet', type: 'text', required: false, choices: [] },
        { alias: 'guests', label: 'Guests', type: 'number', required: false, choices: [] },
      ],
    }),
  );
  yoga = accepted(
    await bookableEvents.create(testContext, {
      name: 'Yoga',
      capacity: 2_000,
      form: form.key,
      slots: [slot(1), slot(2), slot(3)],
    }),
  );
  const swim = accepted(await bookableEvents.create(testContext, { name: 'Swim', capacity: 10, slots: [slot(1)] }));
  const contact = await keyOf(ann);
  const book = async (event: string, days: number, more = {}) =>
    accepted(await bookings.book(testContext, { event, start: at(days), contact, ...more }));
  await book(yoga.key, 1, { seats: 2, answers: { diet: 'Vegan', guests: 3 } });
  const order = accepted(await app.app.orders.place(testContext, teaOrder));
  await book(swim.key, 1, { order: order.key });
  const cancelled = await book(yoga.key, 2);
  await bookings.cancel(testContext, cancelled.key);
});
afterAll(() => app.stop());

const keyOf = async (ref: number): Promise<string> => (await contactByRef(app.app.db, ref))?.key ?? '';
const bookings = async (query = '', id = ann) => (await treepl.send<WireBookings>(`/${id}/bookings${query}`)).body;
const ids = async (where: unknown) =>
  (await bookings(`?Where=${encodeURIComponent(JSON.stringify(where))}`)).Items.map(({ Id }) => Id);

describe('the bookings of a contact', () => {
  it('case 21: have the documented keys; cancelled ones are left out', async () => {
    const { Items, TotalItemsCount } = await bookings();
    expect(TotalItemsCount).toBe(2);
    expect(Items[0]).toEqual({
      Id: 1,
      EventId: yoga.ref,
      OrderId: 0,
      FormId: 1,
      MemberId: ann,
      Allocation: 2,
      CreatedDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      CustomCrmGroups: {},
      Member: { Id: ann, Email: 'ann@x.io', FirstName: 'Ann', LastName: 'Archer' },
      Form: { Id: 1, Alias: 'booking', Name: 'Booking' },
      Event: { Id: yoga.ref, Name: 'Yoga' },
      EventBookingFields: { diet: 'Vegan', guests: 3 },
    });
    expect(Items[1]).toMatchObject({ Id: 2, OrderId: 1, FormId: 0, Form: null, Allocation: 1, EventBookingFields: {} });
    for (const { Event, EventId } of Items) expect(Event.Id).toBe(EventId);
  });

  it.each<[unknown, number[]]>([
    [{ 'Event.Name': 'SWIM' }, [2]],
    [{ Event: { Id: 1 }, Allocation: { $gt: 1 } }, [1]],
    [{ EventId: [1, 2], OrderId: 0 }, [1]],
    [{ OrderId: 1 }, [2]],
    [{ 'Form.Alias': 'booking' }, [1]],
    [{ 'EventBookingFields.diet': 'vegan' }, [1]],
    [{ EventBookingFields: { Guests: { $lt: 3 } } }, []],
    [{ 'EventBookingFields.guests': null }, [2]],
    [{ MemberId: 1, 'Member.Email': 'ann@x.io' }, [1, 2]],
    [{ $or: Array.from({ length: 100 }, () => ({ Id: 2 })) }, [2]],
  ])('by %j', async (where, expected) => {
    expect(await ids(where)).toEqual(expected);
  });

  it('name the order that they belong to, as GraphQL links them and takes the link away', async () => {
    const ask = createAsk(app);
    const { data } = await ask(
      '{ orders(filter: { bookings: { some: { eventName: { eq: "Swim" } } } }) { nodes { id } } bookings(filter: { orderRef: { eq: 1 } }) { nodes { id order { ref } } } }',
    );
    const { orders, bookings: found } = data as unknown as Record<'orders' | 'bookings', { nodes: { id: string }[] }>;
    expect(found.nodes).toMatchObject([{ order: { ref: 1 } }]);
    const link = async (order: string | null) =>
      (
        await ask(
          `mutation($id: ID!, $order: ID) { linkBookingToOrder(id: $id, order: $order) {
            ... on LinkBookingToOrderPayload { booking { order { ref } } } ... on Refusal { code } } }`,
          { id: found.nodes[0]?.id, order },
        )
      ).data.linkBookingToOrder;
    expect(await link('nothing')).toEqual({ code: 'ORDER_NOT_FOUND' });
    expect(await link(null)).toEqual({ booking: { order: null } });
    expect(await ids({ OrderId: 0 })).toEqual([1, 2]);
    expect(await link(orders.nodes[0]?.id ?? '')).toEqual({ booking: { order: { ref: 1 } } });
    expect(await ids({ OrderId: 1 })).toEqual([2]);
  });

  it('are sorted, and refused by unknown fields', async () => {
    const sorted = await bookings('?Order_By=EventBookingFields.guests%20DESC,Event.Name&Limit=1');
    expect([sorted.Items.map(({ Id }) => Id), sorted.TotalItemsCount]).toEqual([[1], 2]);
    for (const query of ['?Where[status]=confirmed', '?Where[CaseFields.diet]=x', '?Order_By=Nope'])
      expect((await treepl.send(`/${ann}/bookings${query}`)).status).toBe(400);
  });

  it('case 24: are none for a contact without, 404 for an unknown one and for one that is gone', async () => {
    const { Id } = await treepl.create({ Email: 'bob@x.io' });
    expect(await bookings('', Id)).toEqual({ Items: [], TotalItemsCount: 0 });
    await treepl.send(`/${Id}`, { method: 'DELETE' });
    expect((await treepl.send(`/${Id}/bookings`)).status).toBe(404);
    expect((await treepl.send('/999999/bookings')).status).toBe(404);
  });

  it('are a thousand for one who never tires', async () => {
    const { Id } = await treepl.create({ Email: 'lot@x.io' });
    const input = { event: yoga.key, start: at(3), contact: await keyOf(Id), answers: { diet: 'None' } };
    const { ref } = accepted(await app.app.bookings.book(testContext, input));
    await app.app.db`
      insert into read.bookings select (copy).* from (
        select jsonb_populate_record(bookings, jsonb_build_object('key', 'copy' || n, 'ref', 1000000 + n)) as copy
        from read.bookings as bookings, generate_series(1, 999) as n where bookings.ref = ${ref}) as copies`;
    const whole = await bookings('?Limit=5000', Id);
    expect([whole.Items.length, whole.TotalItemsCount]).toEqual([1000, 1000]);
    expect((await bookings('?Where[EventBookingFields.diet]=none&Limit=1', Id)).TotalItemsCount).toBe(1000);
  });
});
