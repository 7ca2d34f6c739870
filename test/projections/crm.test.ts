/** Companies, staff and activities from command to row: what is read back, what is refused, and that a rebuild finds the same. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RequestContext, Result, Written } from '../../src/application/context.ts';
import { ACTIVITY_FIELDS } from '../../src/projections/activities/fields.ts';
import { activitiesByKeys, activitiesOf, listActivities } from '../../src/projections/activities/queries.ts';
import { COMPANY_FIELDS } from '../../src/projections/companies/fields.ts';
import { companyByRef, countCompanies, listCompanies } from '../../src/projections/companies/queries.ts';
import { contactsByKeys } from '../../src/projections/contacts/queries.ts';
import { resolverOf } from '../../src/projections/filter/listed.ts';
import { allStaff, staffByRefs } from '../../src/projections/staff/queries.ts';
import { tagsByName } from '../../src/projections/tags/queries.ts';
import { startTestApp, type TestApp } from '../support/app.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.stop());

const context = (more: Partial<RequestContext> = {}): RequestContext => ({
  actor: { kind: 'system', id: 'test' },
  surface: 'graphql',
  requestId: server.app.ids.uuid(),
  correlationId: server.app.ids.uuid(),
  ...more,
});

function done<T extends Written>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

const codeOf = (result: Result<unknown>): string => (result.ok ? 'accepted' : result.refusal.code);
const companyFields = resolverOf(COMPANY_FIELDS);
const activityFields = resolverOf(ACTIVITY_FIELDS);

describe('companies', () => {
  test('are shown as they were written, and found by parts of what they are', async () => {
    const { app } = server;
    const { ref, key } = done(
      await app.companies.create(context(), {
        name: ' Engines Ltd ',
        email: 'Info@Engines.example',
        details: { phoneMain: '+44 (20) 7946-0000', mainAddress: { city: 'Leeds' }, notes: '' },
        tags: { set: ['b2b', ' ', 'b2b'] },
        owner: 3,
        custom: { 'general.size': 'large' },
      }),
    );
    expect(await companyByRef(app.db, ref)).toMatchObject({
      key,
      name: 'Engines Ltd',
      email: 'Info@Engines.example',
      details: { phoneMain: '+44 (20) 7946-0000', mainAddress: { city: 'Leeds' } },
      tags: ['b2b'],
      owner: 3,
      custom: { 'general.size': 'large' },
    });
    for (const search of ['gines l', 'INFO@', 'leeds', '2079460000', String(ref)])
      expect(await countCompanies(app.db, { search }, companyFields), search).toBe(1);
    for (const search of ['york', '%', 'a\u0000b'])
      expect(await listCompanies(app.db, { search }, companyFields), search).toEqual([]);
    expect(await tagsByName(app.db, ['b2b'])).toHaveLength(1);
  });

  test('are saved by number, else by address, else anew', async () => {
    const { companies } = server.app;
    const first = done(await companies.save(context(), { changes: { name: 'One', email: 'one@co.example' } }));
    const again = done(await companies.save(context(), { changes: { email: 'ONE@co.example', status: 'Customer' } }));
    expect(again).toMatchObject({ key: first.key, created: false });
    const renamed = await companies.save(context(), { match: { ref: first.ref }, changes: { name: 'Uno' } });
    expect(done(renamed).key).toBe(first.key);
    expect(await companyByRef(server.app.db, first.ref)).toMatchObject({ name: 'Uno', email: 'one@co.example' });
    const other = done(await companies.save(context(), { changes: { name: 'Uno', email: 'two@co.example' } }));
    expect(other).toMatchObject({ created: true });
    const clash = await companies.save(context(), { match: { ref: other.ref }, changes: { email: 'one@co.example' } });
    expect(codeOf(clash)).toBe('EMAIL_TAKEN');
    expect(codeOf(await companies.save(context(), { changes: { name: 'X' } }))).toBe('EMAIL_REQUIRED');
    expect(codeOf(await companies.save(context(), { changes: { email: 'new@co.example' } }))).toBe(
      'COMPANY_NAME_REQUIRED',
    );
    expect(codeOf(await companies.create(context(), { name: 'A', owner: -1 }))).toBe('INPUT_INVALID');
  });

  test('many simultaneous ones of one address are one', async () => {
    const { companies } = server.app;
    const changes = { name: 'Many', email: 'many@co.example' };
    const results = await Promise.all(Array.from({ length: 50 }, () => companies.save(context(), { changes })));
    expect(new Set(results.map((result) => done(result).ref)).size).toBe(1);
    expect(results.filter((result) => result.ok && result.value.created)).toHaveLength(1);
  });

  test('give their address free when they go or change it, and an idempotency key answers twice', async () => {
    const { companies } = server.app;
    const once = context({ idempotencyKey: 'company-1' });
    const first = done(await companies.create(once, { name: 'Old', email: 'free@co.example' }));
    expect(done(await companies.create(once, { name: 'Old', email: 'free@co.example' }))).toEqual(first);
    done(await companies.update(context(), first.key, { email: 'moved@co.example' }));
    const second = done(await companies.create(context(), { name: 'New', email: 'free@co.example' }));
    expect(codeOf(await companies.update(context(), second.key, { email: 'moved@co.example' }))).toBe('EMAIL_TAKEN');
    done(await companies.remove(context(), first.key));
    done(await companies.update(context(), second.key, { email: 'moved@co.example' }));
    expect(await companyByRef(server.app.db, first.ref)).toBeUndefined();
  });
});

test('a contact belongs to a company that there is', async () => {
  const { app } = server;
  const company = done(await app.companies.create(context(), { name: 'Home' }));
  const created = done(await app.contacts.create(context(), { email: 'in@co.example', company: company.key }));
  const [row] = await contactsByKeys(app.db, [created.key]);
  expect(row).toMatchObject({ company: company.key });
  expect(codeOf(await app.contacts.update(context(), created.key, { company: 'nowhere' }))).toBe('COMPANY_NOT_FOUND');
  done(await app.contacts.update(context(), created.key, { company: null }));
  expect((await contactsByKeys(app.db, [created.key]))[0]?.company).toBeNull();
});

test('staff join, change, leave and return', async () => {
  const { staff, db } = server.app;
  const grace = done(await staff.add(context(), { name: 'Grace', email: 'grace@example.com' }));
  expect(codeOf(await staff.add(context(), { name: ' ' }))).toBe('STAFF_NAME_REQUIRED');
  done(await staff.update(context(), grace.key, { email: '', team: 'TM1' }));
  done(await staff.retire(context(), grace.key));
  expect(await staffByRefs(db, [grace.ref])).toMatchObject([
    { name: 'Grace', email: null, team: 'TM1', active: false },
  ]);
  done(await staff.reinstate(context(), grace.key));
  expect(await allStaff(db)).toMatchObject([{ ref: grace.ref, active: true }]);
});

test('activities are planned, changed, found and cancelled', async () => {
  const { activities, contacts, db } = server.app;
  const ada = done(await contacts.create(context(), { email: 'ada@activity.example' }));
  const fields = { title: 'Call', startsAt: '2026-11-21T14:00:00.000Z', contact: ada.key, reminders: [1440] };
  const call = done(await activities.plan(context(), { fields, owner: 3 }));
  expect(await activitiesOf(db, 'contact', [ada.key], { limit: 5 })).toMatchObject([
    { ref: call.ref, fields, startsAt: fields.startsAt, owner: 3, complete: false },
  ]);
  done(await activities.update(context(), call.key, { fields: { startsAt: null, title: 'Visit' }, complete: true }));
  const [row] = await activitiesByKeys(db, [call.key]);
  expect(row).toMatchObject({ startsAt: null, complete: true, fields: { title: 'Visit', reminders: [1440] } });
  const mine = { filter: { field: 'owner', op: 'eq', value: 3 } } as const;
  expect(await listActivities(db, mine, activityFields)).toHaveLength(1);
  expect(codeOf(await activities.plan(context(), { fields: { contact: 'nobody' } }))).toBe('CONTACT_NOT_FOUND');
  expect(codeOf(await activities.plan(context(), { fields: { company: 'none' } }))).toBe('COMPANY_NOT_FOUND');
  expect(codeOf(await activities.plan(context(), { fields: { startsAt: 'soon' } }))).toBe('INPUT_INVALID');
  done(await activities.cancel(context(), call.key));
  expect(await listActivities(db, mine, activityFields)).toEqual([]);
});

test('a rebuild from the log finds the same rows', async () => {
  const verified = await server.projections.verify(['activities', 'companies', 'contacts', 'staff', 'tags']);
  expect(verified.map(({ model, equal, differences }) => [model, equal, differences])).toEqual(
    ['activities', 'companies', 'contacts', 'staff', 'tags'].map((model) => [model, true, []]),
  );
});
