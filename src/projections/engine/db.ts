/** The database as queries see it: a pool or a transaction of postgres.js. */
import type { Sql } from 'postgres';

export type Db = Sql;
