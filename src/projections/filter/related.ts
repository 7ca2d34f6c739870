/** Conditions on records of another kind: how the tables belong together, and how that is asked. */
import type { Fragment, Sql } from 'postgres';
import type { Moment } from '../../application/ports.ts';
import type { ReadModel } from '../engine/model.ts';
import { relation, tablesAt } from '../engine/relation.ts';
import type { FieldResolver, FilterField } from './filter.ts';

/** How two tables belong together: constants of the program. */
export type Link =
  /** A condition over the columns of both. */
  | { readonly on: string }
  /** A column with keys of the related records; with `parent`, the column that names the one above each, those below them count too. */
  | { readonly keys: string; readonly parent?: string };

/** Records of another kind, as conditions on them see them. */
export interface FilterRelation {
  readonly model: ReadModel;
  readonly link: Link;
  readonly asOf: Moment | undefined;
  readonly fields: FieldResolver;
}

/** Whether there is a related record that meets a condition. Keys are looked up once, and found by an index on their column. */
export function isRelated(sql: Sql, { model, link, asOf }: FilterRelation, meets: Fragment): Fragment {
  const rows = relation(sql, model, asOf);
  if ('on' in link) return sql`exists (select 1 from ${rows} where ${sql.unsafe(link.on)} and ${meets})`;
  const found = sql`select key from ${rows} where ${meets}`;
  if (link.parent === undefined) return sql`${sql.unsafe(link.keys)} && array(${found})`;
  return sql`${sql.unsafe(link.keys)} && array(with recursive tree (key) as (
    ${found} union select ${sql(`${model.name}.key`)} from ${rows} join tree on ${sql(`${model.name}.${link.parent}`)} = tree.key
  ) select key from tree)`;
}

/** The same names, meaning what other tables said at the moment: without one, at that which the whole request is about. */
export function fieldsAt(fields: FieldResolver, asOf: Moment | undefined): FieldResolver {
  const resolve = (name: string): FilterField | undefined => {
    const field = fields(name);
    return field && { ...field, sql: tablesAt(field.sql, asOf) };
  };
  return fields.relation ? Object.assign(resolve, { relation: fields.relation }) : resolve;
}
