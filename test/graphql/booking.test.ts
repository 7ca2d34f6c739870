import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBookings } from '../../src/application/bookings.ts';
import type { RequestContext } from '../../src/application/context.ts';
import { booking } from '../../src/domain/booking/booking/decide.ts';
import { slot } from '../../src/domain/booking/slot/decide.ts';
import { createLogger } from '../../src/logger.ts';
import { startServer } from '../../src/main.ts';
import { createBookingHandler } from '../../src/processes/bookings/process.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Ask, createAsk, createContact, type Loose } from './client.ts';

let app: TestApp;
let ask: Ask;

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
});
afterAll(() => app.stop());

const HOUR = 3_600_000;
/** A full hour of a day to come. */
const NOON = Math.ceil((Date.now() + 24 * HOUR) / HOUR) * HOUR;
const at = (hours: number): string => new Date(NOON + hours * HOUR).toISOString();
const hour = (start: number, operator?: number) => ({ start: at(start), end: at(start + 1), operator });

const EVENT = `id key ref name location timezone capacity price { amount currency } needsConfirmation closedAt
  operators { ref name email } services { ref name price { amount } } form { alias }
  slots { start end operator { ref } seatsTaken seatsLeft }`;

interface Event {
  readonly id: string;
  readonly key: string;
  readonly ref: number;
  readonly slots: readonly { readonly start: string; readonly seatsTaken: number; readonly seatsLeft: number }[];
}

async function createEvent(input: Loose): Promise<Event> {
  const { data, errors } = await ask<{ createBookableEvent: { bookableEvent: Event; code?: string } }>(
    `mutation($input: CreateBookableEventInput!) {
      createBookableEvent(input: $input) {
        ... on CreateBookableEventPayload { position bookableEvent { ${EVENT} } }
        ... on Refusal { code fields { path message } }
      }
    }`,
    { input: { name: 'Yoga', slots: [hour(0)], ...input } },
  );
  if (!data?.createBookableEvent.bookableEvent) throw new Error(JSON.stringify(errors ?? data));
  return data.createBookableEvent.bookableEvent;
}

const eventNow = async ({ id }: Pick<Event, 'id'>): Promise<Event> =>
  (await ask<{ bookableEvent: Event }>(`query($id: ID) { bookableEvent(id: $id) { ${EVENT} } }`, { id })).data
    .bookableEvent;

const BOOKING = `id key ref status eventName location start end seats name email serviceName cancelReason
  operator { ref name } price { amount currency } contact { id email } event { id } answers { field value }`;

interface Booked {
  readonly __typename: string;
  readonly booking: { readonly id: string; readonly key: string; readonly ref: number } & Loose;
}

const BOOK = `mutation($input: BookSessionInput!, $key: String) {
  bookSession(input: $input, idempotencyKey: $key) {
    __typename
    ... on BookSessionPayload { position booking { ${BOOKING} } }
    ... on Refusal { code fields { path } }
  }
}`;

const book = async (event: Pick<Event, 'id'>, input: Loose = {}, key?: string): Promise<Booked> => {
  const { data, errors } = await ask<{ bookSession: Booked }>(BOOK, {
    input: { event: event.id, start: at(0), email: 'guest@example.com', ...input },
    key,
  });
  if (errors) throw new Error(JSON.stringify(errors));
  return data.bookSession;
};

const change = async (mutation: string, type: string, id: string): Promise<Loose> =>
  (
    await ask<{ answer: Loose }>(
      `mutation($id: ID!) { answer: ${mutation} { __typename ... on ${type}Payload { booking { ${BOOKING} } } } }`,
      { id },
    )
  ).data.answer;

describe('a bookable event', () => {
  test('is created, changed, offered at further times and closed', async () => {
    await ask(`mutation { defineForm(input: { alias: "level", fields: [{ alias: "level" }] }) { __typename } }`);
    const { data: form } = await ask<{ formByAlias: { id: string } }>('{ formByAlias(alias: "level") { id } }');
    const event = await createEvent({
      location: 'Hall 2',
      timezone: 'Europe/Berlin',
      capacity: 8,
      price: { amount: '12.5', currency: 'EUR' },
      form: form.formByAlias.id,
      operators: [{ ref: 2, name: 'Olga', email: 'olga@example.com' }],
      services: [{ ref: 1, name: 'With mat', price: { amount: '15', currency: 'EUR' } }],
      slots: [hour(1, 2), hour(0)],
    });
    expect(event).toMatchObject({
      name: 'Yoga',
      timezone: 'Europe/Berlin',
      price: { amount: '12.50', currency: 'EUR' },
      form: { alias: 'level' },
      services: [{ price: { amount: '15.00' } }],
      slots: [
        { start: at(0), operator: null, seatsTaken: 0, seatsLeft: 8 },
        { start: at(1), operator: { ref: 2 }, seatsLeft: 8 },
      ],
    });
    const { data } = await ask(
      `mutation($id: ID!, $slots: [SlotInput!]!) {
        update: updateBookableEvent(input: { id: $id, location: null, capacity: 2 }) {
          ... on UpdateBookableEventPayload { bookableEvent { location capacity services { ref } } }
        }
        offer: offerSlots(id: $id, slots: $slots) { ... on OfferSlotsPayload { bookableEvent { slots { start } } } }
        withdraw: withdrawSlots(id: $id, slots: $slots) { ... on WithdrawSlotsPayload { bookableEvent { slots { start } } } }
        close: closeBookableEvent(id: $id) { ... on CloseBookableEventPayload { bookableEvent { closedAt } } }
      }`,
      { id: event.id, slots: [hour(5)] },
    );
    expect(data).toEqual({
      update: { bookableEvent: { location: null, capacity: 2, services: [{ ref: 1 }] } },
      offer: { bookableEvent: { slots: [{ start: at(0) }, { start: at(1) }, { start: at(5) }] } },
      withdraw: { bookableEvent: { slots: [{ start: at(0) }, { start: at(1) }] } },
      close: { bookableEvent: { closedAt: expect.any(String) } },
    });
    expect((await book(event)).__typename).toBe('BookableEventNotFound');
    const listed = await ask(
      '{ bookableEvents(filter: { closedAt: { isNull: false } }) { totalCount nodes { ref } } }',
    );
    expect(listed.data).toEqual({ bookableEvents: { totalCount: 1, nodes: [{ ref: event.ref }] } });
  });

  test.each([
    [{ name: ' ' }, 'INPUT_INVALID'],
    [{ name: 'x', capacity: 0 }, 'INPUT_INVALID'],
    [{ name: 'x', timezone: 'Mars/Base' }, 'INPUT_INVALID'],
    [{ name: 'x', form: 'none' }, 'FORM_NOT_FOUND'],
    [{ name: 'x', slots: [{ start: at(1), end: at(0) }] }, 'BOOKABLE_EVENT_INVALID'],
    [{ name: 'x', slots: [hour(0, 7)] }, 'BOOKABLE_EVENT_INVALID'],
  ])('%j is refused as %s', async (input, code) => {
    const { data } = await ask(
      'mutation($input: CreateBookableEventInput!) { createBookableEvent(input: $input) { ... on Refusal { code } } }',
      { input },
    );
    expect(data.createBookableEvent).toEqual({ code });
  });
});

describe('a booking', () => {
  test('is made for a new contact, confirmed, moved and called off', async () => {
    const event = await createEvent({
      capacity: 2,
      location: 'Hall 2',
      needsConfirmation: true,
      price: { amount: '10', currency: 'EUR' },
      operators: [{ ref: 2, name: 'Olga' }],
      services: [{ ref: 1, name: 'With mat', price: { amount: '15', currency: 'EUR' } }],
      slots: [hour(0, 2), hour(1)],
    });
    const made = await book(event, { seats: 2, service: 1, name: 'Nina New', email: 'nina@example.com' }, 'k1');
    expect(made.booking).toMatchObject({
      status: 'PENDING',
      eventName: 'Yoga',
      location: 'Hall 2',
      start: at(0),
      end: at(1),
      seats: 2,
      name: 'Nina New',
      email: 'nina@example.com',
      serviceName: 'With mat',
      operator: { ref: 2, name: 'Olga' },
      price: { amount: '15.00', currency: 'EUR' },
      contact: { email: 'nina@example.com' },
      event: { id: event.id },
    });
    expect(await book(event, { seats: 2, service: 1, name: 'Nina New', email: 'nina@example.com' }, 'k1')).toEqual(
      made,
    );
    expect((await eventNow(event)).slots).toMatchObject([{ seatsLeft: 0 }, { seatsLeft: 2 }]);
    const { id } = made.booking;
    expect(await change('confirmBooking(id: $id)', 'ConfirmBooking', id)).toMatchObject({
      booking: { status: 'CONFIRMED' },
    });
    expect(await change(`rescheduleBooking(id: $id, start: "${at(1)}")`, 'RescheduleBooking', id)).toMatchObject({
      booking: { start: at(1), operator: null, status: 'CONFIRMED' },
    });
    expect((await eventNow(event)).slots).toMatchObject([{ seatsLeft: 2 }, { seatsLeft: 0 }]);
    expect(await change('cancelBooking(id: $id, reason: "Ill")', 'CancelBooking', id)).toMatchObject({
      booking: { status: 'CANCELLED', cancelReason: 'Ill' },
    });
    expect((await eventNow(event)).slots).toMatchObject([{ seatsLeft: 2 }, { seatsLeft: 2 }]);
    expect(await change(`rescheduleBooking(id: $id, start: "${at(0)}")`, 'RescheduleBooking', id)).toEqual({
      __typename: 'BookingCancelled',
    });
  });

  test('finds its contact, and is found from it and from its event', async () => {
    const { contact } = await createContact(ask, { email: 'kim@example.com', firstName: 'Kim' });
    const event = await createEvent({});
    const { booking: made } = await book(event, { contact: contact.id, email: null });
    expect(made).toMatchObject({ name: 'Kim', email: 'kim@example.com', contact: { id: contact.id } });
    const { data } = await ask(
      `query($ref: Int, $event: ID, $key: String, $id: ID!) {
        contact(ref: $ref) { bookings { id } } bookableEvent(id: $event) { bookings { id } } node(id: $id) { id }
        bookings(filter: { eventKey: { eq: $key } }) { nodes { id } }
      }`,
      { ref: contact.ref, event: event.id, key: event.key, id: made.id },
    );
    const { id } = made;
    expect(data).toEqual({
      contact: { bookings: [{ id }] },
      bookableEvent: { bookings: [{ id }] },
      node: { id },
      bookings: { nodes: [{ id }] },
    });
  });

  test('without an operator gets whoever is free', async () => {
    const operators = [1, 2].map((ref) => ({ ref, name: `O${ref}` }));
    const event = await createEvent({ operators, slots: [hour(0, 1), hour(0, 2)] });
    const first = await book(event, { operator: 2 });
    const second = await book(event);
    expect([first.booking.operator, second.booking.operator]).toMatchObject([{ ref: 2 }, { ref: 1 }]);
    expect((await book(event)).__typename).toBe('SlotFull');
  });

  test.each([
    ['SlotNotFound', { start: at(3) }],
    ['SlotNotFound', { operator: 9 }],
    ['SlotFull', { seats: 3 }],
    ['ServiceNotFound', { service: 9 }],
    ['InputInvalid', { seats: 0 }],
    ['EmailRequired', { email: null }],
    ['EmailInvalid', { email: 'nobody' }],
    ['ContactNotFound', { contact: 'none' }],
    ['AnswersInvalid', { answers: [{ field: 'x', value: 1 }] }],
  ])('is refused as %s, and no seat stays taken', async (type, input) => {
    const event = await createEvent({ capacity: 2 });
    expect((await book(event, input)).__typename).toBe(type);
    expect((await eventNow(event)).slots).toMatchObject([{ seatsTaken: 0 }]);
  });

  test('for a contact takes no address that is none', async () => {
    const { contact } = await createContact(ask, { email: 'lee@example.com' });
    const event = await createEvent({});
    for (const email of ['x', 'nobody', '@']) {
      expect((await book(event, { contact: contact.id, email })).__typename).toBe('EmailInvalid');
    }
    expect((await book(event, { contact: contact.id, email: ' ' })).booking).toMatchObject({
      email: 'lee@example.com',
    });
  });

  test('of a time that is over is refused', async () => {
    const event = await createEvent({ slots: [{ start: '2020-01-01T10:00:00Z', end: '2020-01-01T11:00:00Z' }] });
    expect((await book(event, { start: '2020-01-01T10:00:00Z' })).__typename).toBe('SlotPast');
  });
});

/** Whatever is sent, the answer is a payload or a refusal: nothing of it may be a fault. */
describe('odd input', () => {
  const ODD = ['', ' ', '\u0000', '\ud800', '__proto__', 'constructor', "o'hara", '%', 'x'.repeat(20_000), '\u202e🦄'];

  test.each(ODD.map((text) => [JSON.stringify(text.slice(0, 20)), text]))('%s', async (_shown, text) => {
    const run = async (mutation: string, type: string, input: Loose): Promise<void> => {
      const { data, errors } = await ask<{ answer: Loose }>(
        `mutation($input: ${type}!) { answer: ${mutation}(input: $input) { __typename } }`,
        { input },
      );
      expect(errors, mutation).toBeUndefined();
      expect(data.answer.__typename, mutation).toMatch(/\w/);
    };
    const event = await createEvent({ capacity: 100 });
    const answers = [{ field: text, value: text }];
    await run('defineForm', 'DefineFormInput', { alias: text, name: text, fields: [{ alias: text, label: text }] });
    await run('defineForm', 'DefineFormInput', { alias: 'odd', name: text, fields: [{ alias: 'a', choices: [text] }] });
    await run('submitForm', 'SubmitFormInput', { alias: text, answers });
    await run('submitForm', 'SubmitFormInput', { alias: 'odd', email: text, answers });
    await run('submitForm', 'SubmitFormInput', {
      alias: 'odd',
      email: 'odd@example.com',
      answers: [{ field: 'a', value: text }],
    });
    await run('openCase', 'OpenCaseInput', { subject: text, message: text, label: text });
    await run('createBookableEvent', 'CreateBookableEventInput', {
      name: text,
      location: text,
      timezone: text,
      operators: [{ ref: 1, name: text, email: text }],
      services: [{ ref: 1, name: text }],
    });
    await run('bookSession', 'BookSessionInput', {
      event: event.id,
      start: at(0),
      name: text,
      phone: text,
      email: 'odd@example.com',
    });
    await run('bookSession', 'BookSessionInput', { event: event.id, start: at(0), email: text, answers });
  });

  test.each([0, -1, 2_147_483_647])('numbers such as %d', async (number) => {
    const event = await createEvent({});
    const code = async (input: Loose) => (await book(event, input)).__typename;
    expect(await code({ seats: number })).toMatch(/^(InputInvalid|SlotFull)$/);
    expect(await code({ operator: number })).toBe('SlotNotFound');
    expect(await code({ service: number })).toBe('ServiceNotFound');
    const { data } = await ask(
      `mutation($input: CreateBookableEventInput!) { createBookableEvent(input: $input) { __typename } }`,
      { input: { name: 'x', operators: [{ ref: number, name: 'x' }], slots: [hour(0, number)], capacity: number } },
    );
    expect(data.createBookableEvent).toEqual({
      __typename: number > 0 ? 'CreateBookableEventPayload' : 'InputInvalid',
    });
  });

  test('more slots than one command takes', async () => {
    const slots = Array.from({ length: 1_001 }, (_, index) => hour(index));
    const { data } = await ask(
      `mutation($input: CreateBookableEventInput!) { createBookableEvent(input: $input) { __typename } }`,
      { input: { name: 'x', slots } },
    );
    expect(data.createBookableEvent).toEqual({ __typename: 'InputInvalid' });
  });
});

describe('however many ask at once', () => {
  test('200 get as many seats as there are', async () => {
    const event = await createEvent({ capacity: 7, slots: [hour(0), hour(1)] });
    const all = await Promise.all(
      Array.from({ length: 200 }, (_, index) => book(event, { email: `crowd${index % 20}@example.com` })),
    );
    expect(all.filter(({ __typename }) => __typename === 'BookSessionPayload')).toHaveLength(7);
    expect(all.filter(({ __typename }) => __typename === 'SlotFull')).toHaveLength(193);
    expect((await eventNow(event)).slots).toMatchObject([{ seatsTaken: 7, seatsLeft: 0 }, { seatsTaken: 0 }]);
  });

  test('and however many servers they ask, 200 get as many seats as there are', async () => {
    const event = await createEvent({ capacity: 9 });
    const second = await startServer(app.config, createLogger('silent'));
    const asks = [ask, createAsk(second)];
    try {
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          asks[index % 2]?.<{ bookSession: Booked }>(BOOK, {
            input: { event: event.id, start: at(0), email: `two${index % 20}@example.com` },
          }),
        ),
      );
      const types = answers.map((answer) => answer?.data.bookSession.__typename);
      expect(types.filter((type) => type === 'BookSessionPayload')).toHaveLength(9);
      expect(types.filter((type) => type === 'SlotFull')).toHaveLength(191);
    } finally {
      await second.close();
    }
    expect((await eventNow(event)).slots).toMatchObject([{ seatsTaken: 9 }]);
  });

  test('moves, cancellations and bookings leave each slot with the seats of its bookings', async () => {
    const event = await createEvent({ capacity: 5, slots: [hour(0), hour(1), hour(2)] });
    const made = await Promise.all(
      Array.from({ length: 15 }, (_, index) => book(event, { start: at(index % 3), email: `m${index}@example.com` })),
    );
    const ids = made.map(({ booking: { id } }) => id);
    await change('cancelBooking(id: $id)', 'CancelBooking', ids[0] ?? '');
    await Promise.all(
      ids.flatMap((id, index) => [
        change(`rescheduleBooking(id: $id, start: "${at((index + 1) % 3)}")`, 'RescheduleBooking', id),
        change(`rescheduleBooking(id: $id, start: "${at((index + 2) % 3)}")`, 'RescheduleBooking', id),
        ...(index % 4 === 0 ? [change('cancelBooking(id: $id)', 'CancelBooking', id)] : []),
      ]),
    );
    const { data } = await ask<{ bookings: { nodes: { start: string; status: string }[] } }>(
      'query($key: String) { bookings(filter: { eventKey: { eq: $key } }, first: 100) { nodes { start status } } }',
      { key: event.key },
    );
    const active = data.bookings.nodes.filter(({ status }) => status !== 'CANCELLED');
    expect(active).toHaveLength(11);
    // What two changes at once left behind is given back a little later, by the process.
    const taken = async () => (await eventNow(event)).slots.map(({ start, seatsTaken }) => [start, seatsTaken]);
    const booked = (await taken()).map(([start]) => [start, active.filter((one) => one.start === start).length]);
    await expect.poll(taken, { timeout: 30_000 }).toEqual(booked);
  });
});

describe('seats that a program held when it was cut off', () => {
  const context: RequestContext = {
    actor: { kind: 'system', id: 'test' },
    surface: 'cli',
    requestId: 'r',
    correlationId: 'r',
  };

  /** The use cases with an executor that fails before a command of this type. */
  const cutBefore = (type: string) => {
    let number = 900_000;
    return createBookings({
      ...app.app,
      executor: {
        ...app.app.executor,
        execute: (by, aggregate, id, command, options) =>
          command.type === type
            ? Promise.reject(new Error('cut off'))
            : app.app.executor.execute(by, aggregate, id, command, options),
      },
      numbers: { next: async () => number++ },
      idempotency: { once: (_context, _operation, _input, run) => run() },
    });
  };

  const settle = async (payload: Loose) => {
    const handler = createBookingHandler(app.app.bookings);
    const attempt = { id: 'm', payload } as unknown as Parameters<typeof handler.deliver>[0];
    for (const _ of [1, 2])
      expect(await handler.deliver(attempt, new AbortController().signal)).toEqual({ result: 'done' });
  };

  const lastHeld = async () => {
    for await (const { type, stream, data } of app.log.readAll({ direction: 'backwards', categories: ['slot'] })) {
      if (type !== 'SeatsHeld') continue;
      const { hold, booking: key } = data as { hold: string; booking: string };
      return { slot: stream.replace('slot-', ''), hold, booking: key };
    }
    throw new Error('nothing was held');
  };

  test('before booking are free again, and the booking can no longer come to rest on them', async () => {
    const event = await createEvent({});
    const wish = { event: event.key, start: at(0), email: 'cut@example.com' };
    await expect(cutBefore('BookSession').book(context, wish)).rejects.toThrow('cut off');
    expect((await book(event)).__typename).toBe('SlotFull');
    const held = await lastHeld();
    await settle(held);
    const { state } = await app.app.executor.load(booking, held.booking);
    expect(state).toMatchObject({ phase: 'absent', past: [held.hold] });
    expect((await book(event)).__typename).toBe('BookSessionPayload');
  });

  test('before moving are free again, and the booking stays where it was', async () => {
    const event = await createEvent({ slots: [hour(0), hour(1)] });
    const made = await book(event);
    await expect(
      cutBefore('RescheduleBooking').reschedule(context, made.booking.key, { start: at(1) }),
    ).rejects.toThrow('cut off');
    await settle(await lastHeld());
    expect((await eventNow(event)).slots).toMatchObject([{ seatsTaken: 1 }, { seatsTaken: 0 }]);
  });

  test('after moving and after calling off are free again', async () => {
    const event = await createEvent({ slots: [hour(0), hour(1)] });
    const made = await book(event);
    const before = await lastHeld();
    const cut = cutBefore('ReleaseSeats');
    await expect(cut.reschedule(context, made.booking.key, { start: at(1) })).rejects.toThrow('cut off');
    expect((await eventNow(event)).slots).toMatchObject([{ seatsTaken: 1 }, { seatsTaken: 1 }]);
    await settle(before);
    const after = await lastHeld();
    await expect(cut.cancel(context, made.booking.key)).rejects.toThrow('cut off');
    await settle(after);
    expect((await eventNow(event)).slots).toMatchObject([{ seatsTaken: 0 }, { seatsTaken: 0 }]);
    expect((await app.app.executor.load(slot, after.slot)).state).toEqual({ holds: {} });
  });
});

test('the read models are what a rebuild makes of the log', async () => {
  for (const result of await app.projections.verify(['bookable_events', 'booking_slots', 'bookings'])) {
    expect(result).toMatchObject({ equal: true, differences: [] });
  }
});
