/** What a query selects from: the live table, or the rows as they stood at some moment. */
import type { Fragment } from 'postgres';
import type { Moment } from '../../application/ports.ts';
import type { Db } from './db.ts';
import type { ReadModel } from './model.ts';
import { pastMoment } from './past.ts';
import { SCHEMAS, selectColumns, snakeCase } from './tables.ts';

/** What a query has to know of a model. */
export type Tabled = Pick<ReadModel, 'name' | 'columns' | 'temporal'>;

/**
 * The FROM part of a query, known in it by the model's name. With `asOf` it holds the rows as they were once the event at that
 * position, or every event by that time, had been applied; the caller has to wait until the position is reached. Without it a
 * request that is about the past as a whole decides (`past.ts`).
 */
export function relation(db: Db, model: Tabled, asOf?: Moment): Fragment {
  const name = db(model.name);
  const moment = asOf ?? (model.temporal ? pastMoment() : undefined);
  if (moment === undefined) return db`${db(`${SCHEMAS.live}.${model.name}`)} as ${name}`;
  if (!model.temporal) throw new Error(`Read model ${model.name} keeps no history`);
  const columns = [
    'key',
    'valid_from as position',
    ...Object.keys(model.columns).map((field) => `"${snakeCase(field)}"`),
  ];
  return db`(select ${db.unsafe(columns.join(', '))} from ${db(`${SCHEMAS.live}.${model.name}_history`)}
    where ${validAt(db, moment)}) as ${name}`;
}

function validAt(db: Db, asOf: Moment): Fragment {
  if ('position' in asOf) {
    const position = asOf.position.toString();
    return db`valid_from <= ${position}::text::bigint and (valid_to is null or valid_to > ${position}::text::bigint)`;
  }
  const time = asOf.time.toISOString();
  return db`from_time <= ${time}::text::timestamptz and (to_time is null or to_time > ${time}::text::timestamptz)`;
}

/**
 * For constants of the program that look into other tables, written `read.payments as p`: the same, with these tables as they were
 * at the moment. All of them keep their past.
 */
export function tablesAt(sql: string, asOf?: Moment): string {
  const moment = asOf ?? pastMoment();
  if (!moment) return sql;
  const [from, to, at] =
    'position' in moment
      ? ['valid_from', 'valid_to', moment.position.toString()]
      : ['from_time', 'to_time', `'${moment.time.toISOString()}'::timestamptz`];
  return sql.replaceAll(
    /\bread\.(\w+) as\b/g,
    (_, name: string) =>
      `(select * from read.${name}_history where ${from} <= ${at} and (${to} is null or ${to} > ${at})) as`,
  );
}

/**
 * All columns of a model under their camelCase names. In ORDER BY an output name wins over a column: qualify a column there
 * whose name is the same in both and that is converted on the way out (`orders.total`, `orders.position`).
 */
export function selectList(db: Db, model: Tabled): Fragment {
  return db`${db.unsafe(selectColumns(model))}`;
}
