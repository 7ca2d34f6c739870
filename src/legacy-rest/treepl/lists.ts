/** Lists of this API: the query object in, `Items` and `TotalItemsCount` out. */
import type { Context } from 'hono';
import { contactFields, ofContact } from '../../projections/contacts/fields.ts';
import type { ListQuery } from '../../projections/engine/list.ts';
import { type FieldResolver, FilterError, type FilterField } from '../../projections/filter/filter.ts';
import type { EdgeEnv, Site } from '../kit/api.ts';
import { parseOrder, parseWhere, readListQuery } from './where.ts';
import { fieldError } from './wire.ts';

/** What is listed. Names of fields are those of the answers. */
export interface Listing<Row> {
  readonly fields: FieldResolver;
  list(query: ListQuery, fields: FieldResolver): Promise<readonly Row[]>;
  count(query: ListQuery, fields: FieldResolver): Promise<number>;
  render(row: Row): object;
}

export async function answerList<Row>(c: Context<EdgeEnv>, { maxLimit }: Site, listing: Listing<Row>) {
  const { where, orderBy, offset, limit } = await readListQuery(c, maxLimit);
  const { fields } = listing;
  const filter = parseWhere(where, (path) => fields(path) !== undefined);
  const query: ListQuery = { ...(filter ? { filter } : {}), sort: parseOrder(orderBy), limit, offset };
  try {
    const [rows, total] = await Promise.all([listing.list(query, fields), listing.count(query, fields)]);
    return { Items: rows.map((row) => listing.render(row)), TotalItemsCount: total };
  } catch (error) {
    throw error instanceof FilterError ? fieldError(error.field || 'Where', error.message) : error;
  }
}

/** Resolves names without regard to letter case. */
export function namedFields(fields: Iterable<readonly [string, FilterField]>): FieldResolver {
  const byName = new Map([...fields].map(([name, field]) => [name.toLowerCase(), field]));
  return (name) => byName.get(name.toLowerCase());
}

/** Fields of the form that a record came from, under the names that all records have them by. */
export const FORM_FIELDS: readonly (readonly [string, FilterField])[] = [
  ['FormId', { sql: 'coalesce(form_ref, 0)', type: 'number' }],
  ['Form.Id', { sql: 'form_ref', type: 'number' }],
  ['Form.Alias', { sql: 'form_alias', type: 'text' }],
  ['Form.Name', { sql: 'form_name', type: 'text' }],
];

/** Fields of the contact that a record of `table` belongs to. */
export function memberFields(table: string): (readonly [string, FilterField])[] {
  const fields = contactFields([]);
  return MEMBER_FIELDS.flatMap(([name, field]) => {
    const found = fields(field);
    return found ? [[name, ofContact(table, found)] as const] : [];
  });
}

const MEMBER_FIELDS: readonly (readonly [string, string])[] = [
  ['MemberId', 'ref'],
  ['Member.Id', 'ref'],
  ['Member.Email', 'email'],
  ['Member.FirstName', 'firstName'],
  ['Member.LastName', 'lastName'],
];

/** A value in a record of any shape; one of another type than asked for counts as unset. `record` is an expression of ours. */
export function valueField(
  record: string,
  name: string,
  type: 'text' | 'number' | 'boolean',
  otherwise = 'null',
): FilterField {
  const key = `'${name.replaceAll("'", "''")}'`;
  if (type === 'text') return { sql: `coalesce(${record} ->> ${key}, ${otherwise})`, type };
  const cast = type === 'number' ? 'numeric' : 'boolean';
  return {
    sql: `(case when jsonb_typeof(${record} -> ${key}) = '${type}' then (${record} ->> ${key})::${cast} end)`,
    type,
  };
}
