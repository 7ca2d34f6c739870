import postgres from 'postgres';
import { expect, test } from 'vitest';
import { createTestDatabase } from './postgres.ts';

const connect = (url: string): postgres.Sql => postgres(url, { max: 1, onnotice: () => undefined });

test('each call gives a database of its own, and drop ends who is still connected', async () => {
  const [one, two] = [await createTestDatabase(), await createTestDatabase()];
  const [first, second] = [connect(one.url), connect(two.url)];
  await first`create table seen (n int)`;
  await expect(second`select * from seen`).rejects.toThrow('does not exist');
  await one.drop();
  await expect(first`select 1 from seen`).rejects.toThrow();
  await Promise.all([first.end({ timeout: 0 }), second.end()]);
  await two.drop();
});

test('a template is copied', async () => {
  const template = await createTestDatabase();
  const sql = connect(template.url);
  await sql`create table seen (n int)`;
  await sql.end();
  const copy = await createTestDatabase({ template: new URL(template.url).pathname.slice(1) });
  const again = connect(copy.url);
  expect(await again`select count(*)::int as n from seen`).toEqual([{ n: 0 }]);
  await again.end();
  await Promise.all([copy.drop(), template.drop()]);
});
