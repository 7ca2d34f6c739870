/**
 * Filters as data, and the one compiler that turns them into parameterised SQL. GraphQL's filters and the legacy APIs' query
 * languages are parsed into this form; only field names that a model declares reach SQL, values only ever as parameters.
 */
import type { Fragment, Sql } from 'postgres';
import { type Narrowing, narrowing } from './narrowing.ts';
import { operandOf, storable } from './operands.ts';
import { type FilterRelation, fieldsAt, isRelated } from './related.ts';

export { parseInstant } from './operands.ts';

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
  /** `%` stands for anything, nothing else is special. */
  | 'like'
  | 'isNull';

export type FilterValue = string | number | boolean | null;

export interface Condition {
  readonly field: string;
  readonly op: Operator;
  readonly value: FilterValue | readonly FilterValue[];
}

/** What holds of records of another kind that belong to this one. Where there is one at most, `some` says that it is there. */
export interface RelationCondition {
  readonly relation: string;
  readonly holds: 'some' | 'none' | 'every';
  readonly where: Filter;
}

export type Filter =
  | Condition
  | RelationCondition
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  | { readonly not: Filter };

export type FieldType = 'text' | 'number' | 'boolean' | 'instant';

/** What a filter may name. `sql` is a constant of the model, never input. */
export interface FilterField {
  readonly sql: string;
  readonly type: FieldType;
  /** It holds many values of the type. `eq` and `in` ask for elements, letter case included; there is no order. */
  readonly list?: boolean;
  /** Its elements are kept in lower case, so that letter case does not count. */
  readonly folded?: boolean;
  /** Where an index finds values equal to an operand, nearly: it is asked beside the exact question. */
  readonly narrowed?: Narrowing;
}

/** Resolves a field name, including generated ones such as custom fields; undefined for an unknown name. */
export interface FieldResolver {
  (name: string): FilterField | undefined;
  /** The same for the names of relations, where conditions may follow any. */
  readonly relation?: (name: string) => FilterRelation | undefined;
}

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
export const MAX_RELATIONS = 10;

/** One level as a front counts it may be two here: an alternative within a conjunction. Beyond this only the stack is at stake. */
const MAX_TREE_DEPTH = 2 * MAX_DEPTH + 4;
/** Empty combinations are no conditions, so they are counted apart. */
const MAX_PARTS = 1_000;

/** Compiles to a boolean SQL expression. Unset text equals empty text; text compares without regard to letter case. */
export function compileFilter(sql: Sql, filter: Filter, fields: FieldResolver): Fragment {
  let conditions = 0;
  let parts = 0;
  let relations = 0;

  function compile(part: Filter, depth: number, resolve: FieldResolver): Fragment {
    parts++;
    if (depth > MAX_TREE_DEPTH) throw new FilterError('', `Filters may be nested ${MAX_DEPTH} deep at most`);
    if (parts > MAX_PARTS) throw new FilterError('', `A filter may have ${MAX_CONDITIONS} conditions at most`);
    if ('and' in part) return join(part.and, 'and', depth, resolve);
    if ('or' in part) return join(part.or, 'or', depth, resolve);
    if ('not' in part) return sql`not coalesce(${compile(part.not, depth + 1, resolve)}, false)`;
    if ('relation' in part) return related(part, depth, resolve);
    conditions++;
    if (conditions > MAX_CONDITIONS)
      throw new FilterError(part.field, `A filter may have ${MAX_CONDITIONS} conditions at most`);
    const field = resolve(part.field);
    if (!field) throw new FilterError(part.field, `Unknown field ${part.field}`);
    return condition(sql, field, part);
  }

  /** Within, names mean columns of the related table: the innermost one has them. */
  function related(
    { relation: name, holds, where }: RelationCondition,
    depth: number,
    resolve: FieldResolver,
  ): Fragment {
    relations++;
    if (relations > MAX_RELATIONS)
      throw new FilterError(name, `A filter may follow ${MAX_RELATIONS} relations at most`);
    const found = resolve.relation?.(name);
    if (!found) throw new FilterError(name, `Unknown relation ${name}`);
    const inner = compile(where, depth + 1, fieldsAt(found.fields, found.asOf));
    // What is unknown does not hold. That is said only where a row would count by it: no index sees through it.
    const some = isRelated(sql, found, holds === 'every' ? sql`not coalesce(${inner}, false)` : sql`(${inner})`);
    return holds === 'some' ? some : sql`not ${some}`;
  }

  function join(parts: readonly Filter[], word: 'and' | 'or', depth: number, resolve: FieldResolver): Fragment {
    const [first, ...others] = parts.map((part) => compile(part, depth + 1, resolve));
    if (!first) return word === 'and' ? sql`true` : sql`false`;
    return sql`(${others.reduce((left, right) => (word === 'and' ? sql`${left} and ${right}` : sql`${left} or ${right}`), first)})`;
  }

  return compile(filter, 0, fields);
}

function condition(sql: Sql, field: FilterField, { field: name, op, value }: Condition): Fragment {
  if (field.list) return elements(sql, field, { field: name, op, value });
  if (isList(value)) return membership(sql, field, name, op, value);
  if (op === 'isNull') return value === false ? sql`not (${isUnset(sql, field)})` : isUnset(sql, field);
  if (value === null) return nullTest(sql, field, name, op);
  if (op === 'in' || op === 'notIn') throw new FilterError(name, `${op} needs a list of values`);
  if (op === 'contains' || op === 'beginsWith' || op === 'endsWith' || op === 'like')
    return substring(sql, field, name, op, value);
  const operand = coerce(field.type, name, value);
  if (operand === '' && (op === 'eq' || op === 'ne')) return nullTest(sql, field, name, op);
  const target = comparable(sql, field);
  const parameter = typed(sql, field, operand);
  switch (op) {
    case 'eq':
      return sql`${target} = ${parameter}${narrowing(sql, field, operand)}`;
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
  }
}

const isList = (value: Condition['value']): value is readonly FilterValue[] => Array.isArray(value);

type TextOperator = 'contains' | 'beginsWith' | 'endsWith' | 'like';

function substring(
  sql: Sql,
  field: FilterField,
  name: string,
  op: TextOperator,
  value: string | number | boolean,
): Fragment {
  if (field.type !== 'text') throw new FilterError(name, `${op} works on text only, ${name} is a ${field.type}`);
  return sql`${comparable(sql, field)} like lower(${likePattern(op, storable(String(value)))}::text)`;
}

/** Blanks count here, except at the very end, where stored text has none. */
function likePattern(op: TextOperator, value: string): string {
  switch (op) {
    case 'contains':
      return `%${likeEscape(value)}%`;
    case 'beginsWith':
      return `${likeEscape(value)}%`;
    case 'endsWith':
      return `%${likeEscape(value.trimEnd())}`;
    case 'like':
      return value.trimEnd().split('%').map(likeEscape).join('%');
  }
}

/** All values travel as one parameter: a list may be long. */
function membership(
  sql: Sql,
  field: FilterField,
  name: string,
  op: Operator,
  values: readonly FilterValue[],
): Fragment {
  if (op !== 'in' && op !== 'notIn' && op !== 'eq') throw new FilterError(name, `${op} takes one value, not a list`);
  const operands = values.map((value) => (value === null ? '' : coerce(field.type, name, value)));
  const set = operands.filter((operand) => operand !== '');
  const present = set.length > 0 ? sql`${comparable(sql, field)} = any(${list(sql, field, set)})` : sql`false`;
  const any = set.length < operands.length ? sql`(${present} or ${isUnset(sql, field)})` : present;
  return op === 'notIn' ? sql`not coalesce(${any}, false)` : any;
}

/** Conditions on a field with many values. */
function elements(sql: Sql, field: FilterField, { field: name, op, value }: Condition): Fragment {
  const target = sql.unsafe(field.sql);
  const isEmpty = sql`cardinality(${target}) = 0`;
  const wantsEmpty = op === 'isNull' ? value !== false : op === 'eq';
  if (op === 'isNull' || (value === null && (op === 'eq' || op === 'ne')))
    return wantsEmpty ? isEmpty : sql`not (${isEmpty})`;
  if (!(op === 'in' || op === 'notIn' ? isList(value) : (op === 'eq' || op === 'ne') && !isList(value)))
    throw new FilterError(name, `${op} does not fit ${name}, which has many values`);
  const operands = (isList(value) ? value : [value]).map((each) => coerce(field.type, name, each));
  const any = sql`${target} && ${elementList(sql, field, operands)}`;
  return op === 'ne' || op === 'notIn' ? sql`not (${any})` : any;
}

/** Only numbers that can be elements: the rest would not fit the type of the column. */
function elementList(
  sql: Sql,
  { type, folded = false }: FilterField,
  operands: readonly (string | number | boolean)[],
): Fragment {
  const possible =
    type === 'number' ? operands.filter((operand) => Number(operand) === (Number(operand) | 0)) : operands;
  const values = sql`jsonb_array_elements_text(${JSON.stringify(possible)}::text::jsonb)`;
  if (type === 'number') return sql`array(select value::integer from ${values})`;
  return folded ? sql`array(select lower(value) from ${values})` : sql`array(select value from ${values})`;
}

function nullTest(sql: Sql, field: FilterField, name: string, op: Operator): Fragment {
  if (op === 'eq') return isUnset(sql, field);
  if (op === 'ne') return sql`not (${isUnset(sql, field)})`;
  throw new FilterError(name, `${op} on ${name} cannot be asked of null`);
}

const comparable = (sql: Sql, { sql: expression, type }: FilterField): Fragment =>
  type === 'text' ? sql`lower(${sql.unsafe(expression)})` : sql`${sql.unsafe(expression)}`;

const isUnset = (sql: Sql, { sql: expression, type }: FilterField): Fragment =>
  type === 'text' ? sql`coalesce(${sql.unsafe(expression)}, '') = ''` : sql`${sql.unsafe(expression)} is null`;

/** Letter case is folded by the database on both sides: its rules are not those of JavaScript. */
function typed(sql: Sql, { type }: FilterField, operand: string | number | boolean): Fragment {
  switch (type) {
    case 'text':
      return sql`lower(${String(operand)}::text)`;
    case 'number':
      // An index on an integer column serves another integer, but not a numeric.
      return Number.isSafeInteger(operand)
        ? sql`${String(operand)}::text::bigint`
        : sql`${String(operand)}::text::numeric`;
    case 'boolean':
      return sql`${operand === true}::boolean`;
    case 'instant':
      return sql`${String(operand)}::text::timestamptz`;
  }
}

/** As one JSON parameter, since the types of array parameters differ from driver to driver. */
function list(sql: Sql, { type }: FilterField, operands: readonly (string | number | boolean)[]): Fragment {
  const values = sql`jsonb_array_elements_text(${JSON.stringify(operands)}::text::jsonb)`;
  switch (type) {
    case 'text':
      return sql`array(select lower(value) from ${values})`;
    case 'number':
      return operands.every(Number.isSafeInteger)
        ? sql`array(select value::bigint from ${values})`
        : sql`array(select value::numeric from ${values})`;
    case 'boolean':
      return sql`array(select value::boolean from ${values})`;
    case 'instant':
      return sql`array(select value::timestamptz from ${values})`;
  }
}

function coerce(type: FieldType, name: string, value: FilterValue): string | number | boolean {
  const operand = operandOf(type, value);
  if (operand === undefined) throw new FilterError(name, `${name} is compared with a ${type}`);
  return operand;
}

/** Escapes what `like` would read as a wildcard. */
export const likeEscape = (value: string): string => value.replace(/[\\%_]/g, (character) => `\\${character}`);
