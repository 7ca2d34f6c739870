/** Fresh databases for tests, on the one server of the run. */
import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';

export interface TestDatabase {
  readonly url: string;
  /** Ends whatever is still connected. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Copies this database (a name, as in the path of its URL) instead of an empty one. Nobody may be connected to it. */
  readonly template?: string;
}

export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const url = new URL(inject('postgresUrl'));
  const server = url.href;
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(server, async (sql) => {
    await sql`create database ${sql(name)} template ${sql(options.template ?? 'template1')}`;
  });
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () =>
      onServer(server, async (sql) => {
        await sql`drop database if exists ${sql(name)} with (force)`;
      }),
  };
}

/** Makes a database by name for all test files, whoever comes first, and says how it is called. */
export async function makeOnce(name: string, fill: (url: string) => Promise<void>): Promise<string> {
  const server = inject('postgresUrl');
  const url = new URL(server);
  url.pathname = `/${name}_filling`;
  await onServer(server, async (sql) => {
    await sql`select pg_advisory_lock(hashtext(${name}))`;
    const found = await sql`select from pg_database where datname = ${name}`;
    if (found.length > 0) return;
    await sql`drop database if exists ${sql(`${name}_filling`)} with (force)`;
    await sql`create database ${sql(`${name}_filling`)}`;
    await fill(url.href);
    await sql`alter database ${sql(`${name}_filling`)} rename to ${sql(name)}`;
  });
  return name;
}

async function onServer(server: string, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(server, { max: 1, onnotice: () => undefined });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
