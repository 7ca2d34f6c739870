/** The query object of this API's lists: `Where`, `Order_By`, `Offset`, `Limit`, in all the ways in which it travels. */
import type { Context } from 'hono';
import type { SortKey } from '../../projections/contacts/queries.ts';
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
const MAX_LIMIT = 1000;

/** Reads the query object: query string first, then one parameter with the whole object, then the body. */
export async function readListQuery(c: Context<EdgeEnv>): Promise<ListQuery> {
  const { direct, bracketed, whole } = splitParameters(c.req.queries());
  const merged = {
    ...folded(await bodyQuery(c)),
    ...folded(parsedQuery(whole)),
    ...folded(bracketed),
    ...folded(direct),
  };
  return {
    where: typeof merged.where === 'string' ? parsedWhere(merged.where) : merged.where,
    orderBy: typeof merged.orderby === 'string' ? merged.orderby : '',
    offset: count(merged.offset ?? merged.skip, 'Offset', 0),
    limit: Math.min(count(merged.limit ?? merged.take, 'Limit', DEFAULT_LIMIT), MAX_LIMIT),
  };
}

/** `Where[Email]=a` and `Where.Email=a` are equalities; `query`, `q` and `data` hold the whole object. */
function splitParameters(queries: Readonly<Record<string, readonly string[]>>) {
  const direct: Record<string, unknown> = {};
  const equalities: Record<string, string> = {};
  let whole: string | undefined;
  for (const [name, [value = '']] of Object.entries(queries)) {
    const field = /^where(?:\[(.+)\]|\.(.+))$/i.exec(name);
    if (field) equalities[(field[1] ?? field[2] ?? '').replaceAll('][', '.')] = value;
    else if (/^(query|q|data)$/i.test(name)) whole = value;
    else direct[name] = value;
  }
  return { direct, whole, bracketed: Object.keys(equalities).length > 0 ? { where: equalities } : {} };
}

/** Key names without letter case, and `Order_By` without its underscore. */
const folded = (query: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name.toLowerCase().replace('_', ''), value]));

async function bodyQuery(c: Context<EdgeEnv>): Promise<Record<string, unknown>> {
  return parsedQuery(await bodyText(c));
}

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

function count(value: unknown, name: string, otherwise: number): number {
  if (value === undefined || value === null || value === '') return otherwise;
  const number = Number(value);
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
  ['isnull', 'isNull'],
]);

const bare = (key: string): string => key.toLowerCase().replace(/^\$/, '');

/** `Where` as a filter. Field names are checked where the filter is compiled; `isField` tells records of fields from operators. */
export function parseWhere(where: unknown, isField: (path: string) => boolean): Filter | undefined {
  if (where === undefined || where === null || where === '') return undefined;
  let conditions = 0;

  function group(value: unknown, path: string, depth: number): Filter {
    if (depth > MAX_DEPTH) throw fieldError('Where', `Where may be nested ${MAX_DEPTH} deep at most`);
    if (!isRecord(value)) throw fieldError('Where', 'Where must be an object');
    return { and: Object.entries(value).map(([key, inner]) => member(key, inner, path, depth)) };
  }

  function member(key: string, value: unknown, path: string, depth: number): Filter {
    const word = bare(key);
    if (path === '' && (word === 'and' || word === 'or')) return combination(word, value, depth);
    if (path === '' && word === 'not') return { not: group(value, '', depth + 1) };
    return field(path === '' ? key : `${path}.${key}`, value, depth);
  }

  function combination(word: 'and' | 'or', value: unknown, depth: number): Filter {
    if (!Array.isArray(value)) throw fieldError('Where', `$${word} takes a list of objects`);
    const parts = value.map((part: unknown) => group(part, '', depth + 1));
    return word === 'and' ? { and: parts } : { or: parts };
  }

  function field(path: string, value: unknown, depth: number): Filter {
    if (!isRecord(value)) return condition(path, Array.isArray(value) ? 'in' : 'eq', value);
    if (!isField(path)) return group(value, path, depth + 1);
    return { and: Object.entries(value).map(([key, operand]) => operation(path, key, operand)) };
  }

  function operation(path: string, key: string, operand: unknown): Filter {
    if (bare(key) === 'like') return like(path, operand);
    const op = OPERATORS.get(bare(key));
    if (!op) throw fieldError('Where', `Unknown operator ${key} on ${path}`);
    if (op === 'isNull') return condition(path, op, truth(operand, path));
    return condition(path, op, operand);
  }

  /** `%` at either end; anywhere else it stands for itself. */
  function like(path: string, operand: unknown): Filter {
    if (typeof operand !== 'string') throw fieldError('Where', `like on ${path} takes text`);
    const inner = operand.replace(/^%/, '').replace(/%$/, '');
    const [open, close] = [operand.startsWith('%'), operand.length > 1 && operand.endsWith('%')];
    if (open) return condition(path, close ? 'contains' : 'endsWith', inner);
    return condition(path, close ? 'beginsWith' : 'eq', inner);
  }

  function condition(path: string, op: Operator, value: unknown): Filter {
    conditions++;
    if (conditions > MAX_CONDITIONS) throw fieldError('Where', `Where may have ${MAX_CONDITIONS} conditions at most`);
    const values = Array.isArray(value) ? value : [value];
    if (!values.every(isScalar))
      throw fieldError('Where', `${path} is compared with a value that is neither text, number, boolean nor null`);
    return { field: path, op, value: value as FilterValue | FilterValue[] };
  }

  return group(where, '', 0);
}

const isScalar = (value: unknown): value is FilterValue =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

function truth(value: unknown, path: string): boolean {
  const word = String(value).toLowerCase();
  if (word !== 'true' && word !== 'false' && word !== '1' && word !== '0')
    throw fieldError('Where', `isNull on ${path} takes true or false`);
  return word === 'true' || word === '1';
}

/** `LastName, FirstName DESC` or `-LastName`. */
export function parseOrder(orderBy: string): SortKey[] {
  return orderBy
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^(-?)([^\s]+)(?:\s+(asc|desc))?$/i.exec(part);
      if (!match?.[2]) throw fieldError('Order_By', `Order_By has an unreadable part`);
      const descending = match[1] === '-' || match[3]?.toLowerCase() === 'desc';
      return { field: match[2], direction: descending ? 'desc' : 'asc' };
    });
}
