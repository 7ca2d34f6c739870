/** Shop sessions in Postgres. Operational state: it may be lost without loss to the business. */
import type { Sql } from 'postgres';
import type { SessionLogin, SessionStore, ShoppingSession } from '../../../application/ports.ts';
import { transaction } from '../../../projections/engine/db.ts';

const SCHEMA = `
  create schema if not exists operational;
  create table if not exists operational.sessions (
    digest text primary key,
    contact_key text,
    expires_at timestamptz not null
  );
  alter table operational.sessions add column if not exists cart_key text;
  alter table operational.sessions add column if not exists viewed text[] not null default '{}';
  alter table operational.sessions add column if not exists last_order text;
  create index if not exists sessions_contact_key on operational.sessions (contact_key) where contact_key is not null;
  create index if not exists sessions_expires_at on operational.sessions (expires_at);`;

/** Two servers that start at once would trip over `create schema if not exists`. */
const SCHEMA_LOCK = 7_261_001;
const SWEEP_MS = 10 * 60 * 1000;
/** A session that was kept alive this lately is not written again. */
const FRESH_MS = 60_000;
const MOST_VIEWED = 10;

export async function createSessionStore(sql: Sql): Promise<SessionStore & { close(): void }> {
  await transaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(${SCHEMA_LOCK})`;
    await tx.unsafe(SCHEMA);
  });
  const sweep = setInterval(() => {
    sql`delete from operational.sessions where expires_at < now()`.catch(() => undefined);
  }, SWEEP_MS);
  sweep.unref();

  const columns = sql.unsafe(`digest, contact_key as "contactKey", expires_at as "expiresAt", cart_key as "cartKey",
    viewed, last_order as "lastOrder"`);

  const store: SessionStore & { close(): void } = {
    async find(digest, now) {
      const [row] = await sql<ShoppingSession[]>`
        select ${columns} from operational.sessions where digest = ${digest} and expires_at > ${now}`;
      return row && withDate(row);
    },
    async open(digest, now, expiresAt) {
      const found = await store.find(digest, now);
      if (found && found.expiresAt.getTime() > expiresAt.getTime() - FRESH_MS) return found;
      const [row] = await sql<[ShoppingSession]>`
        insert into operational.sessions as s (digest, expires_at) values (${digest}, ${expiresAt})
        on conflict (digest) do update set
          contact_key = case when s.expires_at > ${now} then s.contact_key end,
          cart_key = case when s.expires_at > ${now} then s.cart_key end,
          viewed = case when s.expires_at > ${now} then s.viewed else '{}' end,
          last_order = case when s.expires_at > ${now} then s.last_order end,
          expires_at = excluded.expires_at
        returning ${columns}`;
      return withDate(row);
    },
    async cartOf(digest, newCart) {
      const [row] = await sql<{ cartKey: string }[]>`
        update operational.sessions set cart_key = coalesce(cart_key, ${newCart}) where digest = ${digest}
        returning cart_key as "cartKey"`;
      return row?.cartKey ?? newCart;
    },
    async view(digest, product) {
      await sql`
        update operational.sessions
        set viewed = (array_prepend(${product}::text, array_remove(viewed, ${product}::text)))[1:${MOST_VIEWED}]
        where digest = ${digest}`;
    },
    async rememberOrder(digest, order) {
      await sql`update operational.sessions set last_order = ${order} where digest = ${digest}`;
    },
    async save({ digest, contactKey, expiresAt }: SessionLogin) {
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
  return store;
}

/** Times come as text from the driver. */
const withDate = (row: ShoppingSession): ShoppingSession => ({ ...row, expiresAt: new Date(row.expiresAt) });
