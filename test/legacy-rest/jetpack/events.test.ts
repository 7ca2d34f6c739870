/** The conformance cases of the contract (section 14) that concern events, by their numbers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result, Written } from '../../../src/application/context.ts';
import { activityByRef } from '../../../src/projections/activities/queries.ts';
import { BETA, elsewhere, type Jetpack, PLUGIN, type Row, startJetpack } from './client.ts';

let jetpack: Jetpack;
let ada: Row;
beforeAll(async () => {
  jetpack = await startJetpack();
  ada = await jetpack.post('create_customer', { email: 'ada@event.example', fname: 'Ada' });
});
afterAll(() => jetpack.stop());

const create = (body: unknown, options = {}) => jetpack.post('create_event', body, options);
const list = (query = {}, options = {}) => jetpack.get<Row[]>('events', query, options);
const newest = async (options = {}) => (await list({ perpage: '1' }, options))[0] as Row;
const sample = () => ({
  title: 'My Event From the API',
  customer: ada.id,
  notes: 'Here are some notes',
  from: '02/01/2024 14:00:00',
  to: '02/01/2024 15:00:00',
  notify: 24,
  complete: 0,
  owner: 3,
});

function done<T extends Written>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

describe('create_event', () => {
  test('case 23: answers nine keys, and the event is read as it was meant', async () => {
    const answer = await create({ ...sample(), zzz: 1 });
    expect(answer).toEqual({ ...sample(), id: expect.any(Number) });
    const row = await newest();
    expect(row).toEqual({
      id: answer.id,
      owner: 3,
      title: sample().title,
      desc: 'Here are some notes',
      start: Date.UTC(2024, 1, 1, 14) / 1000,
      start_date: '2024-02-01 14:00:00',
      end: Date.UTC(2024, 1, 1, 15) / 1000,
      end_date: '2024-02-01 15:00:00',
      complete: 0,
      show_on_portal: 0,
      show_on_cal: 1,
      created: expect.any(Number),
      created_date: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      lastupdated: expect.any(Number),
      lastupdated_date: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      reminders: [expect.objectContaining({ event: answer.id, remind_at: -86400, sent: -1 })],
      contact: [expect.objectContaining({ id: ada.id, email: 'ada@event.example' })],
      company: [],
    });
    expect(await create({ ...sample(), notify: 12 })).toMatchObject({ notify: -1 });
    expect(await newest()).toMatchObject({ reminders: [] });
  });

  test('case 24: id, and event_id where there is none, say which event is meant', async () => {
    const { id } = await create(sample());
    expect(await create({ id, title: 'By id' })).toEqual({
      title: 'By id',
      customer: -1,
      notes: '',
      to: '',
      from: '',
      notify: -1,
      complete: -1,
      owner: -1,
      id,
    });
    expect(await newest()).toMatchObject({ id, title: 'By id', desc: 'Here are some notes', owner: 3, complete: 0 });
    expect(await create({ event_id: String(id), title: 'By event_id', complete: 1 })).toMatchObject({ id });
    expect(await newest()).toMatchObject({ id, title: 'By event_id', complete: 1, start_date: '2024-02-01 14:00:00' });
    for (const owner of [-1, 0]) await create({ id, owner });
    expect(await newest()).toMatchObject({ id, owner: 3 });
    const count = (await list({ perpage: '1000' })).length;
    for (const body of [{ ...sample(), id: 999_999 }, [], {}, '{', '"x"', '', { zzz: 1 }])
      expect(await create(body)).toEqual({ error: 100 });
    expect(await list({ perpage: '1000' })).toHaveLength(count);
  });

  test.each([
    ['2026-12-01 03:30', '2026-12-01 03:30:00'],
    ['12/02/2026 10:00:00', '2026-12-02 10:00:00'],
    ['2026-12-04T10:00:00Z', '2026-12-04 10:00:00'],
    ['2026-12-04T10:00:00+02:00', '2026-12-04 08:00:00'],
    ['2026-12-04T10:00:00.123+0200', '2026-12-04 08:00:00'],
    ['08.12.2026 10:00', '2026-12-08 10:00:00'],
    ['2026-12-10', '2026-12-10 00:00:00'],
    ['1/2/2026', '2026-01-02 00:00:00'],
    ['1796095800', false],
    ['02/30/2026 10:00:00', false],
    ['25/12/2026 10:00', false],
    ['2026-12-04 25:00', false],
    ['soon', false],
  ])('reads the time %s as %s', async (from, start_date) => {
    await create({ title: 'When', from });
    expect(await newest()).toMatchObject({ start_date, end: 0, end_date: false });
  });

  test('takes an end before the start, as it always did, and customers that are not there for none', async () => {
    await create({ title: 'Backwards', from: '2026-12-02', to: '2026-12-01', customer: 999_999 });
    expect(await newest()).toMatchObject({ end_date: '2026-12-01 00:00:00', contact: [] });
  });

  test.each([
    [null],
    [[1]],
    [{ a: 1 }],
    [true],
    ['1e400'],
    [-1],
    [3_000_000_000],
    ['NaN'],
    ['x'.repeat(100_000)],
    ['\u0000'],
  ])('takes %j in any field', async (value) => {
    for (const field of Object.keys(sample())) {
      const answer = await jetpack.call('create_event', { method: 'POST', body: { ...sample(), [field]: value } });
      expect([field, answer.status]).toEqual([field, 200]);
    }
  });
});

describe('events', () => {
  test('case 24: owner and owned filter alike', async () => {
    await create({ ...sample(), title: 'Mine', owner: 42 });
    expect(await list({ owner: '42' })).toMatchObject([{ title: 'Mine' }]);
    expect(await list({ owned: '42' })).toMatchObject([{ title: 'Mine' }]);
    expect(await list({ owned: '3', owner: '42' })).toMatchObject([{ title: 'Mine' }]);
    expect(await list({ owner: '4711' })).toEqual([]);
  });

  test('case 18: ten at a time, newest first unless asked otherwise', async () => {
    while ((await list({ perpage: '100' })).length < 12) await create({ title: 'More' });
    const ids = (await list()).map(({ id }) => id as number);
    expect(ids).toHaveLength(10);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    const rising = (await list({ order: 'asc' })).map(({ id }) => id as number);
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
    expect(await list({ perpage: '0' })).toHaveLength(1);
    expect(await list({ page: '99' })).toEqual([]);
  });

  test('what another front planned is an event, and an update here leaves what cannot be said here', async () => {
    const { activities, db } = jetpack.app.app;
    const fields = { title: 'Meeting', kind: 'DD1', team: 'TM1', location: 'Leeds', reminders: [15, 60] };
    const { ref } = done(await activities.plan(elsewhere(jetpack.app), { fields }));
    await create({ id: ref, notes: 'Bring cake' });
    expect((await activityByRef(db, ref))?.fields).toEqual({ ...fields, notes: 'Bring cake' });
    expect(await newest()).toMatchObject({ title: 'Meeting', start: 0, start_date: false, desc: 'Bring cake' });
  });
});

describe('other shapes', () => {
  test('case 15: the plugin wants a title and both times, sends text for numbers, and takes silence for done', async () => {
    const { title, from, to } = sample();
    for (const body of [
      { title, from },
      { title, to },
      { from, to },
      { title: '', from, to },
    ])
      expect(await create(body, { root: PLUGIN })).toEqual({ error: 100 });
    const { id } = await create({ title, from, to }, { root: PLUGIN });
    const rows = await list({ perpage: '1000' }, { root: PLUGIN });
    expect(rows.at(-1)).toMatchObject({ id: String(id), owner: '0', complete: 1, contact: [] });
  });

  test('case 25: the beta nests, names ids in text and shows twenty', async () => {
    const { id } = await create({ ...sample(), from: '2024-02-01 14:00' });
    expect(await newest({ root: BETA })).toEqual({
      id,
      created: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      title: sample().title,
      meta: {
        title: sample().title,
        customer: String(ada.id),
        notes: 'Here are some notes',
        from: '2024-02-01 14:00',
        to: '2024-02-01 15:00',
        notify: '1',
        complete: '-1',
        owner: '3',
        event_id: String(id),
      },
      actions: { notify: '1', complete: '-1' },
      customer: expect.objectContaining({ email: 'ada@event.example' }),
    });
    await create({ title: 'Nobody' });
    expect(await newest({ root: BETA })).toMatchObject({ customer: false, meta: { from: '', to: '' } });
    while ((await list({ perpage: '100' })).length < 21) await create({ title: 'More' });
    expect(await list({}, { root: BETA })).toHaveLength(20);
  });
});
