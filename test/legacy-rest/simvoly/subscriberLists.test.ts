/** Subscriber lists by the numbered cases of the contract, and what counts on them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngagementKind } from '../../../src/domain/marketing/engagement/decide.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { type Client, clientOf, expectError, type WireContact } from './client.ts';

interface WireSubscriberList {
  readonly id: number;
  readonly name: string;
  readonly created: number;
  readonly subscribers: number;
  readonly opens: number;
  readonly clicks: number;
}

const CONTEXT = { actor: { kind: 'system', id: 'test' }, surface: 'cli', requestId: 't', correlationId: 't' } as const;

let app: TestApp;
let client: Client;
beforeAll(async () => {
  app = await startTestApp();
  client = clientOf(app);
});
afterAll(() => app.stop());

const open = (name: string) => client.post<WireSubscriberList>('/subscriber-lists', { name });
const read = (id: number) => client.get<WireSubscriberList>(`/subscriber-lists/${id}`);

describe('subscriber lists', () => {
  it('case 24: are made, listed bare, read, renamed and deleted', async () => {
    const list = await open('L');
    expect(list).toStrictEqual({
      ...{ id: expect.any(Number), name: 'L', created: expect.any(Number) },
      ...{ subscribers: 0, opens: 0, clicks: 0 },
    });
    expect(await client.get('/subscriber-lists?limit=1')).toEqual([list]);
    expect(await read(list.id)).toEqual(list);
    expect(await client.put(`/subscriber-lists/${list.id}`, { name: 'M' })).toEqual({ ...list, name: 'M' });
    expect(await client.put(`/subscriber-lists/${list.id}`, { name: '' })).toEqual({ ...list, name: 'M' });
    expect(await client.delete(`/subscriber-lists/${list.id}`)).toEqual({ success: true });
    for (const method of ['GET', 'DELETE', 'PUT'])
      expectError(await client.send(`/subscriber-lists/${list.id}`, { method, body: { name: 'N' } }), 404);
  });

  it('have a name', async () => {
    for (const body of [{}, { name: ' ' }, { name: 7 }])
      expectError(await client.send('/subscriber-lists', { method: 'POST', body }), 400);
  });

  it('do not list the general list, which cannot be deleted', async () => {
    expectError(await client.send('/subscriber-lists/0'), 404);
    expectError(await client.send('/subscriber-lists/0', { method: 'DELETE' }), 404);
  });
});

describe('subscribers', () => {
  it('are put on lists, by replacement, and counted', async () => {
    const [a, b] = [await open('A'), await open('B')];
    const ann = await client.post<WireContact>('/contacts', { email: 'ann@x.io', subscriberLists: [0, a.id] });
    expect(ann).toMatchObject({ subscribed: true, subscriberLists: [0, a.id] });
    await client.post('/contacts', { email: 'bob@x.io', subscriberLists: [String(a.id), b.id] });
    expect([(await read(a.id)).subscribers, (await read(b.id)).subscribers]).toEqual([2, 1]);
    const moved = await client.put<WireContact>(`/contacts/${ann.id}`, { subscriberLists: [b.id] });
    expect(moved).toMatchObject({ subscribed: true, subscriberLists: [0, b.id] });
    expect([(await read(a.id)).subscribers, (await read(b.id)).subscribers]).toEqual([1, 2]);
    expect(await client.put(`/contacts/${ann.id}`, { subscriberLists: [] })).toEqual(moved);
  });

  it('are not put on lists that there are none of', async () => {
    const { id } = await open('C');
    const contact = await client.post<WireContact>('/contacts', { email: 'cy@x.io', subscriberLists: [id, 99_999] });
    expect(contact.subscriberLists).toEqual([id]);
    expect(await client.put(`/contacts/${contact.id}`, { subscriberLists: [99_999] })).toEqual(contact);
  });

  it('leave a list that is deleted', async () => {
    const { id } = await open('D');
    const contact = await client.post<WireContact>('/contacts', { email: 'di@x.io', subscriberLists: [id] });
    await client.delete(`/subscriber-lists/${id}`);
    expect((await client.get<WireContact>(`/contacts/${contact.id}`)).subscriberLists).toEqual([]);
  });
});

describe('opens and clicks', () => {
  it('are shares of the mailings that were sent, each contact counted once per mailing', async () => {
    const { id } = await open('E');
    const list = await app.sql<{ key: string }[]>`select key from read.subscriber_lists where ref = ${id}`;
    const key = list[0]?.key ?? '';
    const record = (contact: string, kind: EngagementKind, mailing = 'spring') =>
      app.app.subscriberLists.recordEngagement(CONTEXT, { list: key, contact, mailing, kind });
    for (const contact of ['a', 'b', 'c', 'd']) await record(contact, 'sent');
    await Promise.all(Array.from({ length: 8 }, () => record('a', 'opened')));
    await record('b', 'clicked');
    expect(await read(id)).toMatchObject({ opens: 0.5, clicks: 0.25 });
    await record('a', 'opened', 'summer');
    expect(await read(id)).toMatchObject({ opens: 0.6, clicks: 0.2 });
    const verified = await app.projections.verify(['subscriber_lists']);
    expect(verified.filter(({ equal }) => !equal)).toEqual([]);
  });

  it('belong to a list that there is', async () => {
    const recorded = await app.app.subscriberLists.recordEngagement(CONTEXT, {
      ...{ list: 'none', contact: 'a', mailing: 'm', kind: 'sent' },
    });
    expect(recorded).toMatchObject({ ok: false, refusal: { code: 'SUBSCRIBER_LIST_NOT_FOUND' } });
  });
});
