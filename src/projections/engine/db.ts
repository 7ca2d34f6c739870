/** The database as queries and the engine see it. */
import type { ISql, Sql } from 'postgres';

/** A pool of postgres.js. */
export type Db = Sql;

/** A pool, a reserved connection or a transaction: whatever can run a statement. */
export type Session = ISql;
