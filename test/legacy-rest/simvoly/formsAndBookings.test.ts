/** Submitted forms and bookings by the numbered cases of the contract, in lists and in webhook events. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestContext } from '../../../src/application/context.ts';
import { type Receiver, startReceiver } from '../../adapters/webhooks/receiver.ts';
import { eventually } from '../../processes/support.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { type Client, clientOf, expectError, type WireContact, type WireList } from './client.ts';

interface WireSubmission {
  readonly name: string;
  readonly received: number;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}

interface WireBooking {
  readonly id: number;
  readonly eventId: number;
  readonly contactId: number;
  readonly start: number;
}

const context: RequestContext = {
  actor: { kind: 'system', id: 'test' },
  surface: 'cli',
  requestId: 'r',
  correlationId: 'r',
};
const DAY = 86_400;
/** Midnight of the day after tomorrow, in Unix seconds. */
const START = (Math.floor(Date.now() / 1000 / DAY) + 2) * DAY;
const at = (day: number): string => new Date((START + day * DAY) * 1000).toISOString();

let app: TestApp;
let client: Client;
let receiver: Receiver;
let yoga: { readonly key: string; readonly ref: number };
let tour: { readonly key: string; readonly ref: number };

function done<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: object },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}

const submit = async (email: string, seats: number) =>
  done(await app.app.submissions.submit(context, { form: { alias: 'contact' }, answers: { email, seats } }));

const book = async (event: string, day: number, more: object = {}) =>
  done(
    await app.app.bookings.book(context, {
      event,
      start: at(day),
      email: 'jane@doe.example',
      name: 'Jane Doe',
      ...more,
    }),
  );

beforeAll(async () => {
  app = await startTestApp({ publicUrl: 'https://shop.example' });
  client = clientOf(app);
  receiver = await startReceiver();
  const events = ['form_submitted', 'booking_created'];
  await client.post('/webhooks', { target: receiver.url, secret: 's', events });
  const form = done(
    await app.app.forms.define(context, {
      alias: 'contact',
      name: 'Contact form',
      fields: [
        { alias: 'email', label: 'Your e-mail', type: 'email' },
        { alias: 'seats', label: 'Seats', type: 'number' },
      ],
    }),
  );
  const slots = [0, 1, 2, 3].map((day) => ({ start: at(day), end: at(day + 0.5), operator: 7 }));
  yoga = done(
    await app.app.bookableEvents.create(context, {
      name: 'Yoga',
      location: 'Hall 2',
      capacity: 20,
      form: form.key,
      operators: [{ ref: 7, name: 'Olga', email: 'olga@example.com' }],
      services: [{ ref: 3, name: 'With mat' }],
      slots,
    }),
  );
  tour = done(
    await app.app.bookableEvents.create(context, {
      name: 'Tour',
      capacity: 20,
      slots: slots.map((slot) => ({ ...slot, operator: null })),
    }),
  );
});
afterAll(async () => {
  await app.stop();
  await receiver.close();
});

describe('submitted forms', () => {
  it('case 23: are listed newest first, within a period whose both ends count', async () => {
    await submit('first@example.com', 1);
    await submit('second@example.com', 2);
    const all = await client.get<WireList<WireSubmission>>('/form-submissions');
    expect(Object.keys(all).sort()).toEqual(['items', 'limit', 'skip', 'totalCount']);
    expect(all).toMatchObject({ totalCount: 2, limit: 30, skip: 0 });
    expect(all.items[0]).toStrictEqual({
      name: 'Contact form',
      received: expect.any(Number),
      fields: [
        { name: 'Your e-mail', value: 'second@example.com' },
        { name: 'Seats', value: '2' },
      ],
    });
    const [newest = 0, oldest = 0] = all.items.map(({ received }) => received);
    const within = (query: string) => client.get<WireList<WireSubmission>>(`/form-submissions?${query}`);
    expect(await within(`from=${oldest}&to=${newest}`)).toMatchObject({ totalCount: 2 });
    expect(await within(`created_at_min=${oldest}&created_at_max=${newest}`)).toMatchObject({ totalCount: 2 });
    expect(await within(`from=${newest + 1}`)).toMatchObject({ totalCount: 0, items: [] });
    expect(await within(`to=${oldest - 1}`)).toMatchObject({ totalCount: 0 });
    const page = await within('limit=1&skip=1');
    expect(page).toEqual({ items: [all.items[1]], totalCount: 2, limit: 1, skip: 1 });
    expect(await within('limit=500&skip=99')).toEqual({ items: [], totalCount: 2, limit: 50, skip: 99 });
    expect(await client.get('/forms')).toEqual(all);
  });

  it('case 28: are told with the website, the contact and the values', async () => {
    await submit('told@example.com', 3);
    const contact = await client.get<WireContact>('/contacts/search-by-email?email=told@example.com');
    await eventually(() => receiver.received.some(({ body }) => body.includes('told@example.com')));
    const { headers, body } = receiver.received.find((one) => one.body.includes('told@example.com')) ?? {};
    expect(headers?.['x-webhook-topic']).toBe('form_submitted');
    expect(JSON.parse(body ?? '')).toStrictEqual({
      website: { id: 1, subdomain: 'shop', systemDomain: 'shop.example', domain: 'shop.example' },
      contact,
      formName: 'Contact form',
      formValues: [
        { field: 'Your e-mail', value: 'told@example.com' },
        { field: 'Seats', value: '3' },
      ],
    });
  });
});

describe('bookings', () => {
  it('case 23: are listed by the start of the session and by event, without those that were called off', async () => {
    const made = [
      await book(yoga.key, 0, { service: 3, answers: { seats: 2 } }),
      await book(yoga.key, 2),
      await book(tour.key, 1),
    ];
    const gone = await book(tour.key, 1);
    await app.app.bookings.cancel(context, gone.key);
    const all = await client.get<WireList<WireBooking>>('/bookings');
    expect(all).toMatchObject({ totalCount: 3, limit: 30, skip: 0 });
    expect(all.items.map(({ id }) => id)).toEqual([made[1], made[2], made[0]].map((one) => one?.ref));
    const contact = await client.get<WireContact>('/contacts/search-by-email?email=jane@doe.example');
    expect(all.items[2]).toStrictEqual({
      id: made[0]?.ref,
      eventId: yoga.ref,
      contactId: contact.id,
      name: 'Jane Doe',
      email: 'jane@doe.example',
      start: START,
      end: START + DAY / 2,
      eventData: { name: 'Yoga', location: 'Hall 2' },
      operator: { id: 7, name: 'Olga', email: 'olga@example.com' },
      service: { id: 3, name: 'With mat' },
      formAnswers: [{ name: 'Seats', value: '2' }],
    });
    expect(Object.keys(all.items[1] ?? {})).not.toContain('service');
    const within = async (query: string) =>
      (await client.get<WireList<WireBooking>>(`/bookings?${query}`)).items.map(({ id }) => id);
    expect(await within(`from=${START}&to=${START + DAY}`)).toEqual([made[2]?.ref, made[0]?.ref]);
    expect(await within(`created_at_min=${START}&created_at_max=${START}`)).toEqual([made[0]?.ref]);
    expect(await within(`from=${START + 1}&to=${START + 2 * DAY - 1}`)).toEqual([made[2]?.ref]);
    expect(await within(`eventId=${yoga.ref}&from=${START}`)).toEqual([made[1]?.ref, made[0]?.ref]);
    expect(await within('eventId=999999')).toEqual([]);
  });

  it('case 28: are told with both spellings, and the contact', async () => {
    receiver.received.length = 0;
    const made = await book(yoga.key, 3, { answers: { seats: 1 } });
    const contact = await client.get<WireContact>('/contacts/search-by-email?email=jane@doe.example');
    await eventually(() => receiver.received.some(({ body }) => body.startsWith(`{"id":${made.ref},`)));
    const { headers, body } = receiver.received.find((one) => one.body.startsWith(`{"id":${made.ref},`)) ?? {};
    expect(headers?.['x-webhook-topic']).toBe('booking_created');
    expect(JSON.parse(body ?? '')).toMatchObject({
      eventId: yoga.ref,
      contactId: contact.id,
      contact,
      formAnswers: [{ name: 'Seats', value: '1' }],
      fromAnswers: [{ field: 'Seats', value: '1' }],
    });
  });

  it('keep the number of a contact that was deleted', async () => {
    const made = await book(tour.key, 2, { email: 'gone@example.com' });
    const contact = await client.get<WireContact>('/contacts/search-by-email?email=gone@example.com');
    await client.delete(`/contacts/${contact.id}`);
    const { items } = await client.get<WireList<WireBooking>>(`/bookings?eventId=${tour.ref}`);
    expect(items.find(({ id }) => id === made.ref)).toMatchObject({ contactId: contact.id });
  });
});

describe.each(['/form-submissions', '/bookings'])('%s', (path) => {
  it.each(['from=soon', 'to=1e9', 'created_at_min=2026-01-01', 'from=NaN'])('refuses %s', async (query) => {
    expectError(await client.send(`${path}?${query}`), 400);
  });
  it('needs a key', async () => expectError(await clientOf(app, 'wrong').send(path), 401));
  it.each(['POST', 'DELETE'])('knows no %s', async (method) => expectError(await client.send(path, { method }), 405));
});

it('refuses an event id that is none', async () => expectError(await client.send('/bookings?eventId=abc'), 400));
