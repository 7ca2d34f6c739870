/** Shop sessions in Postgres. Operational state: it may be lost without loss to the business. */
import type { Sql } from 'postgres';
import type { SessionStore, ShoppingSession } from '../../../application/ports.ts';

const SCHEMA = `
  create schema if not exists operational;
  create table if not exists operational.sessions (
    digest text primary key,
    contact_key text,
    expires_at timestamptz not null
  );
  create index if not exists sessions_contact_key on operational.sessions (contact_key) where contact_key is not null;
  create index if not exists sessions_expires_at on operational.sessions (expires_at);`;

/** Two servers that start at once would trip over `create schema if not exists`. */
const SCHEMA_LOCK = 7_261_001;
const SWEEP_MS = 10 * 60 * 1000;

export async function createSessionStore(sql: Sql): Promise<SessionStore & { close(): void }> {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${SCHEMA_LOCK})`;
    await tx.unsafe(SCHEMA);
  });
  const sweep = setInterval(() => {
    sql`delete from operational.sessions where expires_at < now()`.catch(() => undefined);
  }, SWEEP_MS);
  sweep.unref();

  return {
    async find(digest, now) {
      const [row] = await sql<{ contactKey: string | null; expiresAt: Date }[]>`
        select contact_key as "contactKey", expires_at as "expiresAt" from operational.sessions
        where digest = ${digest} and expires_at > ${now}`;
      return row && { digest, ...row };
    },
    async save({ digest, contactKey, expiresAt }: ShoppingSession) {
      await sql`
        insert into operational.sessions (digest, contact_key, expires_at) values (${digest}, ${contactKey}, ${expiresAt})
        on conflict (digest) do update set contact_key = excluded.contact_key, expires_at = excluded.expires_at`;
    },
    async remove(digest) {
      await sql`delete from operational.sessions where digest = ${digest}`;
    },
    async forgetContact(contactKey) {
      await sql`update operational.sessions set contact_key = null where contact_key = ${contactKey}`;
    },
    close: () => clearInterval(sweep),
  };
}
