/** The query object of this API's lists: `Where`, `Order_By`, `Offset`, `Limit`, in all the ways in which it travels. */
import type { Context } from 'hono';
import type { SortKey } from '../../projections/engine/list.ts';
import {
  type Filter,
  type FilterValue,
  MAX_CONDITIONS,
  MAX_DEPTH,
  type Operator,
} from '../../projections/filter/filter.ts';
import type { EdgeEnv } from '../kit/api.ts';
import { isRecord, parseJson } from '../kit/request.ts';
import { bodyText, fieldError, TreeplError } from './wire.ts';

export interface ListQuery {
  readonly where: unknown;
  readonly orderBy: string;
  readonly offset: number;
  readonly limit: number;
}

const DEFAULT_LIMIT = 100;

/** Reads the query object: query string first, then one parameter with the whole object, then the body. A longer list than `maxLimit` is cut. */
export async function readListQuery(c: Context<EdgeEnv>, maxLimit: number): Promise<ListQuery> {
  const { direct, bracketed, whole } = splitParameters(c.req.queries());
  const merged = {
    ...folded(parsedQuery(await bodyText(c))),
    ...folded(parsedQuery(whole)),
    ...folded(bracketed),
    ...folded(direct),
  };
  return {
    where: typeof merged.where === 'string' ? parsedWhere(merged.where) : merged.where,
    orderBy: orderText(merged.orderby),
    offset: count(merged.offset ?? merged.skip, 'Offset', 0),
    limit: Math.min(count(merged.limit ?? merged.take, 'Limit', DEFAULT_LIMIT), maxLimit),
  };
}

/** `Where[Email]=a` and `Where.Email=a` are equalities; `query`, `q` and `data` hold the whole object. Blank ones say nothing. */
function splitParameters(queries: Readonly<Record<string, readonly string[]>>) {
  const direct: Record<string, unknown> = {};
  const equalities: Record<string, unknown> = {};
  let whole: string | undefined;
  for (const [name, values] of Object.entries(queries)) {
    const [value = ''] = values;
    if (/^where[[.]/i.test(name)) equalities[fieldIn(name)] = values.length > 1 ? values : value;
    else if (/^(query|q|data)$/i.test(name)) whole = value;
    else if (value.trim() !== '') direct[name] = value;
  }
  return { direct, whole, bracketed: Object.keys(equalities).length > 0 ? { where: equalities } : {} };
}

/** A name that cannot be read is refused: the list must not come unfiltered. */
function fieldIn(parameter: string): string {
  const field = /^where(?:\[(.+)\]|\.(.+))$/i.exec(parameter);
  const path = (field?.[1] ?? field?.[2])?.replaceAll('][', '.');
  if (!path) throw fieldError('Where', `Unreadable parameter ${shortened(parameter)}`);
  return path;
}

/** Key names without letter case, and `Order_By` without its underscore. */
const folded = (query: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name.toLowerCase().replace('_', ''), value]));

function parsedQuery(text: string | undefined): Record<string, unknown> {
  if (text === undefined || text.trim() === '') return {};
  const parsed = parseJson(text, { lenient: true });
  if (!parsed.ok || !isRecord(parsed.value)) throw new TreeplError(400, 'Query is not a valid JSON object');
  return parsed.value;
}

function parsedWhere(text: string): unknown {
  if (text.trim() === '') return undefined;
  const parsed = parseJson(text, { lenient: true });
  if (!parsed.ok) throw fieldError('Where', 'Where is not valid JSON');
  return parsed.value;
}

function orderText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw fieldError('Order_By', 'Order_By must be text');
  return value;
}

function count(value: unknown, name: string, otherwise: number): number {
  if (value === undefined || value === null || value === '') return otherwise;
  const number =
    typeof value === 'number' || (typeof value === 'string' && /^\d{1,15}$/.test(value)) ? Number(value) : -1;
  if (!Number.isSafeInteger(number) || number < 0)
    throw fieldError(name, `${name} must be a whole number of 0 or more`);
  return number;
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['eq', 'eq'],
  ['ne', 'ne'],
  ['neq', 'ne'],
  ['gt', 'gt'],
  ['gte', 'gte'],
  ['ge', 'gte'],
  ['lt', 'lt'],
  ['lte', 'lte'],
  ['le', 'lte'],
  ['in', 'in'],
  ['nin', 'notIn'],
  ['notin', 'notIn'],
  ['contains', 'contains'],
  ['contain', 'contains'],
  ['beginswith', 'beginsWith'],
  ['startswith', 'beginsWith'],
  ['endswith', 'endsWith'],
  ['like', 'like'],
  ['isnull', 'isNull'],
]);

const bare = (key: string): string => key.toLowerCase().replace(/^\$/, '');

/**
 * `Where` as a filter. Field names are checked where the filter is compiled; `isField` tells records of fields from operators.
 * Only the outermost object may be empty: an empty one further in is more likely a mistake than a wish for everything.
 */
export function parseWhere(where: unknown, isField: (path: string) => boolean): Filter | undefined {
  if (where === undefined || where === null || where === '') return undefined;
  let conditions = 0;

  function group(value: unknown, path: string, depth: number): Filter {
    if (depth > MAX_DEPTH) throw fieldError('Where', `Where may be nested ${MAX_DEPTH} deep at most`);
    if (!isRecord(value)) throw fieldError('Where', 'Where must be an object');
    if (depth > 0 && Object.keys(value).length === 0) throw fieldError('Where', emptyMessage(path, isField));
    return { and: Object.entries(value).map(([key, inner]) => member(key, inner, path, depth)) };
  }

  function member(key: string, value: unknown, path: string, depth: number): Filter {
    const word = bare(key);
    if (path === '' && (word === 'and' || word === 'or')) return combination(word, value, depth);
    if (path === '' && word === 'not') return { not: group(value, '', depth + 1) };
    return field(path === '' ? key : `${path}.${key}`, value, depth);
  }

  function combination(word: 'and' | 'or', value: unknown, depth: number): Filter {
    if (!Array.isArray(value) || value.length === 0) throw fieldError('Where', `$${word} takes a list of objects`);
    const parts = value.map((part: unknown) => group(part, '', depth + 1));
    return word === 'and' ? { and: parts } : { or: parts };
  }

  function field(path: string, value: unknown, depth: number): Filter {
    if (!isRecord(value)) return condition(path, Array.isArray(value) ? 'in' : 'eq', value);
    if (!isField(path) || Object.keys(value).length === 0) return group(value, path, depth + 1);
    return { and: Object.entries(value).map(([key, operand]) => operation(path, key, operand)) };
  }

  function operation(path: string, key: string, operand: unknown): Filter {
    const op = OPERATORS.get(bare(key));
    if (!op) throw fieldError('Where', `Unknown operator ${shortened(key)} on ${path}`);
    if ((op === 'in' || op === 'notIn') !== Array.isArray(operand))
      throw fieldError('Where', `${key} on ${path} takes ${Array.isArray(operand) ? 'one value' : 'a list of values'}`);
    if (op === 'isNull') return condition(path, op, truth(operand, path));
    return condition(path, op, operand);
  }

  function condition(path: string, op: Operator, value: unknown): Filter {
    if (!isField(path)) throw fieldError('Where', `Unknown field ${shortened(path)}`);
    conditions++;
    if (conditions > MAX_CONDITIONS) throw fieldError('Where', `Where may have ${MAX_CONDITIONS} conditions at most`);
    const values = Array.isArray(value) ? value : [value];
    if (!values.every(isScalar))
      throw fieldError('Where', `${path} is compared with a value that is neither text, number, boolean nor null`);
    return { field: path, op, value: value as FilterValue | FilterValue[] };
  }

  return group(where, '', 0);
}

const emptyMessage = (path: string, isField: (path: string) => boolean): string => {
  if (path === '') return 'Where has an empty object in it';
  return isField(path) ? `${path} needs an operator` : `Unknown field ${shortened(path)}`;
};

/** What a caller sent comes back in messages, but not a megabyte of it. */
const shortened = (name: string): string => (name.length > 100 ? `${name.slice(0, 100)}…` : name);

const isScalar = (value: unknown): value is FilterValue =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

function truth(value: unknown, path: string): boolean {
  const word = String(value).toLowerCase();
  if (word !== 'true' && word !== 'false' && word !== '1' && word !== '0')
    throw fieldError('Where', `isNull on ${path} takes true or false`);
  return word === 'true' || word === '1';
}

/** `LastName, FirstName DESC` or `-LastName`. Ties are broken by `Id`, whatever the direction of the rest. */
export function parseOrder(orderBy: string): SortKey[] {
  const parts = orderBy.split(',').map((part) => part.trim());
  return [...parts.filter((part) => part !== '').map(sortKey), { field: 'Id', direction: 'asc' }];
}

function sortKey(part: string): SortKey {
  const match = /^(-?)(.*?)(?:\s+(asc|desc))?$/i.exec(part);
  if (!match?.[2]) throw fieldError('Order_By', `Order_By has an unreadable part: ${shortened(part)}`);
  const descending = match[1] === '-' || match[3]?.toLowerCase() === 'desc';
  return { field: match[2], direction: descending ? 'desc' : 'asc' };
}
