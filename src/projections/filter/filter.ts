/**
 * Filters as data, and the one compiler that turns them into parameterised SQL. GraphQL's filters and the legacy APIs' query
 * languages are parsed into this form; only field names that a model declares reach SQL, values only ever as parameters.
 */
import type { Fragment, Sql } from 'postgres';

export type Operator =
  | 'eq'
  | 'ne'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'in'
  | 'notIn'
  | 'contains'
  | 'beginsWith'
  | 'endsWith'
  | 'isNull';

export type FilterValue = string | number | boolean | null;

export interface Condition {
  readonly field: string;
  readonly op: Operator;
  readonly value: FilterValue | readonly FilterValue[];
}

export type Filter =
  | Condition
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  | { readonly not: Filter };

export type FieldType = 'text' | 'number' | 'boolean' | 'instant';

/** What a filter may name. `sql` is a constant of the model, never input. */
export interface FilterField {
  readonly sql: string;
  readonly type: FieldType;
}

/** Resolves a field name, including generated ones such as custom fields; undefined for an unknown name. */
export type FieldResolver = (name: string) => FilterField | undefined;

/** The filter asks for something that cannot be: the front turns it into its own error. `field` is the name as given. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

export const MAX_DEPTH = 10;
export const MAX_CONDITIONS = 100;

/** Compiles to a boolean SQL expression. Unset text equals empty text; text compares without regard to letter case. */
export function compileFilter(sql: Sql, filter: Filter, resolve: FieldResolver): Fragment {
  let conditions = 0;

  function compile(part: Filter, depth: number): Fragment {
    if (depth > MAX_DEPTH) throw new FilterError('', `Filters may be nested ${MAX_DEPTH} deep at most`);
    if ('and' in part) return join(part.and, 'and', depth);
    if ('or' in part) return join(part.or, 'or', depth);
    if ('not' in part) return sql`not coalesce(${compile(part.not, depth + 1)}, false)`;
    conditions++;
    if (conditions > MAX_CONDITIONS)
      throw new FilterError(part.field, `A filter may have ${MAX_CONDITIONS} conditions at most`);
    const field = resolve(part.field);
    if (!field) throw new FilterError(part.field, `Unknown field ${part.field}`);
    return condition(sql, field, part);
  }

  function join(parts: readonly Filter[], word: 'and' | 'or', depth: number): Fragment {
    const [first, ...others] = parts.map((part) => compile(part, depth + 1));
    if (!first) return word === 'and' ? sql`true` : sql`false`;
    return sql`(${others.reduce((left, right) => (word === 'and' ? sql`${left} and ${right}` : sql`${left} or ${right}`), first)})`;
  }

  return compile(filter, 0);
}

function condition(sql: Sql, field: FilterField, { field: name, op, value }: Condition): Fragment {
  const target = comparable(sql, field);
  if (Array.isArray(value)) return membership(sql, field, name, op, value);
  if (op === 'isNull') return value === false ? sql`not (${isUnset(sql, field)})` : isUnset(sql, field);
  if (value === null) return nullTest(sql, field, name, op);
  const operand = coerce(field.type, name, value as FilterValue);
  if (op === 'eq' && operand === '') return isUnset(sql, field);
  if (op === 'ne' && operand === '') return sql`not (${isUnset(sql, field)})`;
  const parameter = typed(sql, field, operand);
  switch (op) {
    case 'eq':
      return sql`${target} = ${parameter}`;
    case 'ne':
      return sql`${target} is distinct from ${parameter}`;
    case 'gt':
      return sql`${target} > ${parameter}`;
    case 'gte':
      return sql`${target} >= ${parameter}`;
    case 'lt':
      return sql`${target} < ${parameter}`;
    case 'lte':
      return sql`${target} <= ${parameter}`;
    default:
      return substring(sql, field, name, op, operand);
  }
}

function substring(
  sql: Sql,
  field: FilterField,
  name: string,
  op: Operator,
  operand: string | number | boolean,
): Fragment {
  if (field.type !== 'text') throw new FilterError(name, `${op} works on text only, ${name} is a ${field.type}`);
  const escaped = likeEscape(String(operand).toLowerCase());
  const target = comparable(sql, field);
  if (op === 'contains') return sql`${target} like ${`%${escaped}%`}`;
  if (op === 'beginsWith') return sql`${target} like ${`${escaped}%`}`;
  if (op === 'endsWith') return sql`${target} like ${`%${escaped}`}`;
  throw new FilterError(name, `${op} needs a list of values`);
}

function membership(
  sql: Sql,
  field: FilterField,
  name: string,
  op: Operator,
  values: readonly FilterValue[],
): Fragment {
  if (op !== 'in' && op !== 'notIn' && op !== 'eq') throw new FilterError(name, `${op} takes one value, not a list`);
  const alternatives = values.map((value) => condition(sql, field, { field: name, op: 'eq', value }));
  const any = alternatives.reduce((left, right) => sql`${left} or ${right}`, sql`false`);
  return op === 'notIn' ? sql`not coalesce((${any}), false)` : sql`(${any})`;
}

function nullTest(sql: Sql, field: FilterField, name: string, op: Operator): Fragment {
  if (op === 'eq') return isUnset(sql, field);
  if (op === 'ne') return sql`not (${isUnset(sql, field)})`;
  throw new FilterError(name, `${op} cannot be asked of null`);
}

const comparable = (sql: Sql, { sql: expression, type }: FilterField): Fragment =>
  type === 'text' ? sql`lower(${sql.unsafe(expression)})` : sql`${sql.unsafe(expression)}`;

const isUnset = (sql: Sql, { sql: expression, type }: FilterField): Fragment =>
  type === 'text' ? sql`coalesce(${sql.unsafe(expression)}, '') = ''` : sql`${sql.unsafe(expression)} is null`;

function typed(sql: Sql, { type }: FilterField, operand: string | number | boolean): Fragment {
  switch (type) {
    case 'text':
      return sql`${String(operand).toLowerCase()}::text`;
    case 'number':
      return sql`${String(operand)}::numeric`;
    case 'boolean':
      return sql`${operand === true}::boolean`;
    case 'instant':
      return sql`${String(operand)}::timestamptz`;
  }
}

/** Brings an operand to the field's type, or says by name why it does not fit. */
function coerce(type: FieldType, name: string, value: FilterValue): string | number | boolean {
  switch (type) {
    case 'text':
      if (typeof value === 'string') return value.trimEnd();
      if (typeof value === 'number' || typeof value === 'boolean') return String(value);
      break;
    case 'number': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof number === 'number' && Number.isFinite(number)) return number;
      break;
    }
    case 'boolean': {
      const word = String(value).toLowerCase();
      if (word === 'true' || word === '1') return true;
      if (word === 'false' || word === '0') return false;
      break;
    }
    case 'instant': {
      const instant = typeof value === 'string' ? parseInstant(value) : undefined;
      if (instant) return instant;
      break;
    }
  }
  throw new FilterError(name, `${name} is compared with a ${type}`);
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Any ISO 8601 form; without an offset it is UTC, a bare day is its midnight. */
export function parseInstant(value: string): string | undefined {
  const text = value.trim();
  const match = ISO_DATE.exec(text);
  if (!match) return undefined;
  const [, time, , , offset] = match;
  const date = new Date(time === undefined || offset !== undefined ? text : `${text.replace(' ', 'T')}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** Escapes what `like` would read as a wildcard. */
export const likeEscape = (value: string): string => value.replace(/[\\%_]/g, (character) => `\\${character}`);
