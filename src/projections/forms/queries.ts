/** The only SELECTs on forms. */
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import {
  countRows,
  isRef,
  type ListQuery,
  type PageQuery,
  type Placed,
  pageOfRows,
  rowsWhere,
} from '../engine/list.ts';
import { relation, selectList } from '../engine/relation.ts';
import type { FieldResolver } from '../filter/filter.ts';
import { type FormRow, forms } from './model.ts';

export type { FormRow } from './model.ts';

export const formsByKeys = (db: Db, keys: readonly string[], asOf?: Moment): Promise<FormRow[]> =>
  rowsWhere(db, forms, 'key', keys, asOf);

export async function formByRef(db: Db, ref: number, asOf?: Moment): Promise<FormRow | undefined> {
  return isRef(ref) ? (await rowsWhere(db, forms, 'ref', [ref], asOf))[0] : undefined;
}

/** Letter case aside. */
export async function formByAlias(db: Db, alias: string, asOf?: Moment): Promise<FormRow | undefined> {
  const [row] = await db<FormRow[]>`
    select ${selectList(db, forms)} from ${relation(db, forms, asOf)} where lower(alias) = lower(${alias.trim()})`;
  return row;
}

export const pageOfForms = (db: Db, query: PageQuery, fields: FieldResolver): Promise<Placed<FormRow>[]> =>
  pageOfRows(db, { model: forms, fields }, query);

export const countForms = (db: Db, query: ListQuery, fields: FieldResolver): Promise<number> =>
  countRows(db, { model: forms, fields }, query);
