/** The database as queries and the engine see it. */
import postgres, { type Row as AnyRow, type ISql, type PendingQuery, type Sql, type TransactionSql } from 'postgres';

/** A pool of postgres.js. */
export type Db = Sql;

/** A pool or a transaction: whatever can run a statement. */
export type Session = ISql;

/**
 * The rows of a statement that may have many, which the statement then lets go. postgres.js keeps each result until the next full
 * collection of garbage: the functions that end a query are old objects from birth, because V8 takes whatever function is
 * assigned to a property for a method, and all that they lead to outlives the quick collections. It took a third of the time
 * of long lists.
 */
export async function detached<Row>(statement: PendingQuery<AnyRow[]>): Promise<Row[]> {
  let rows: Row[] = [];
  await statement.forEach((row) => {
    rows.push(row as Row);
  });
  const found = rows;
  // The function above is kept as well.
  rows = [];
  return found;
}

/**
 * A connection of its own with the settings of the pool, for what belongs to a session: locks, and transactions of several
 * statements. `sql.reserve()` and `sql.begin()` will not do: postgres.js writes to the dead socket when such a connection is
 * used after it was lost, and that ends the process. This one reconnects, so whoever relies on the session checks its `pid`.
 */
export function openConnection(sql: Db): Db {
  const options = { ...sql.options, max: 1, idle_timeout: null, max_lifetime: null };
  return postgres(options as unknown as postgres.Options<Record<string, never>>) as unknown as Db;
}

export async function backendPid(connection: Db): Promise<number> {
  const [row] = await connection<{ pid: number }[]>`select pg_backend_pid() as pid`;
  return row?.pid ?? 0;
}

/** What a statement is told whose connection ends, by us, by the network, or by a server that is going down. */
const LOST: ReadonlySet<unknown> = new Set([
  ...['CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_ENDED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'],
  ...['57P01', '57P02', '57P03'],
]);

/**
 * A short transaction on a connection of the pool: statements one right after the other, nothing else awaited between them. What
 * `sql.begin()` does once the work has failed is to send a rollback, and on a connection that was lost that ends the process.
 * So it never learns of such a failure; that the connection has closed is what it rejects with.
 */
export async function transaction<T>(sql: Db, work: (tx: TransactionSql) => Promise<T>): Promise<T> {
  const result = await sql.begin((tx) =>
    work(tx).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && LOST.has(error.code)) return new Promise<never>(() => undefined);
      throw error;
    }),
  );
  return result as T;
}

/** Runs statements one after the other in a transaction on a connection of its own. */
export async function inTransaction<T>(sql: Db, mode: string, work: (connection: Db) => Promise<T>): Promise<T> {
  const connection = openConnection(sql);
  try {
    await connection.unsafe(`begin ${mode}`);
    const pid = await backendPid(connection);
    const result = await work(connection);
    if ((await backendPid(connection)) !== pid) throw new Error('The connection was lost within a transaction');
    await connection.unsafe('commit');
    return result;
  } finally {
    // Ending the session rolls back what was not committed.
    await connection.end({ timeout: 1 });
  }
}
