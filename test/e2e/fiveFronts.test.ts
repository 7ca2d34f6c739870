import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { allFronts, call, type Front, givePassword } from './fronts.ts';

const FRONTS = ['graphql', 'jetpack', 'treepl', 'salessystem', 'simvoly'] as const;

let app: TestApp;
let fronts: Front[];

beforeAll(async () => {
  app = await startTestApp();
  fronts = allFronts(app);
});
afterAll(() => app.stop());

const front = (name: string): Front => {
  const found = fronts.find((one) => one.name === name);
  if (!found) throw new Error(`no front ${name}`);
  return found;
};

describe.each(FRONTS)('a contact that goes in through %s', (writer) => {
  const person = { email: `${writer}@example.com`, firstName: 'Ada', lastName: 'Lovelace' };
  let id: number;

  beforeAll(async () => {
    const created = await front(writer).create(person);
    if ('there' in created) throw new Error('was there already');
    id = created.id;
    if (writer !== 'salessystem') await givePassword(app, id);
  });

  it.each(FRONTS)('comes out of %s at once', async (reader) => {
    expect(await front(reader).read(person.email)).toEqual({ ...person, id });
  });
});

describe('200 simultaneous creations with one new e-mail address over all fronts', () => {
  it('give one contact, and no error but the front’s own "already there"', async () => {
    const person = { email: 'everybody@example.com', firstName: 'Every', lastName: 'Body' };
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => front(FRONTS[index % FRONTS.length] ?? '').create(person)),
    );
    const ids = answers.flatMap((answer) => ('id' in answer ? [answer.id] : []));
    expect(new Set(ids).size).toBe(1);
    // Two of the five upsert, so they never refuse.
    expect(ids.length).toBeGreaterThanOrEqual(80);
    const { body } = await call(
      `${app.url}/api/v2/admin/contacts?Where=${encodeURIComponent('{"Email":"everybody@example.com"}')}`,
      { headers: { authorization: `Bearer ${app.secret}` } },
    );
    expect(body.TotalItemsCount).toBe(1);
  });
});
