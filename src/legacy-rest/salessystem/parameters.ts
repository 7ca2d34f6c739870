/** Query and body as one set of parameters. Names are compared without regard to letter case. */
import { isRecord, parseJson } from '../kit/request.ts';
import type { Pair } from './body.ts';

export interface Parameters {
  /** A value sent without brackets; the body's wins over the query's, a later one over an earlier one. */
  scalar(name: string): string | undefined;
  /** The first of several names that has a value which is not blank. */
  first(...names: string[]): string | undefined;
  /** Whether the name came with brackets, as lists do. */
  isList(name: string): boolean;
  /** Names asked for by the list `filter` in any of its forms, lower case, in order; undefined when there are none. */
  filter(): readonly string[] | undefined;
}

interface Item {
  /** What stood between the brackets; undefined without brackets. */
  readonly index: string | undefined;
  readonly value: string;
}

/** `name`, `name[]`, `name[key]`. */
const NAME = /^([^[\]]+)(?:\[([^\]]*)\])?/;

export function createParameters(query: readonly Pair[], body: readonly Pair[]): Parameters {
  const items = new Map<string, Item[]>();
  for (const { name, value } of [...query, ...body]) {
    const [, base = '', index] = NAME.exec(name.trim().toLowerCase()) ?? [];
    const present = items.get(base);
    if (present) present.push({ index, value });
    else items.set(base, [{ index, value }]);
  }
  const all = (name: string): readonly Item[] => items.get(name) ?? [];
  const scalar = (name: string): string | undefined => all(name).findLast(({ index }) => index === undefined)?.value;
  return {
    scalar,
    first: (...names) => names.map(scalar).find((value) => value !== undefined && value.trim() !== ''),
    isList: (name) => all(name).some(({ index }) => index !== undefined),
    filter() {
      const names = [...all('filter'), ...all('filters')].flatMap(filterNames).filter((name) => name !== '');
      return names.length === 0 ? undefined : [...new Set(names)];
    },
  };
}

/** `filter[name]=1` asks for a name by its key, everything else by its value. */
function filterNames({ index, value }: Item): string[] {
  const wanted = index && !/^\d+$/.test(index) ? parseBoolean(value) : undefined;
  if (wanted !== undefined) return wanted && index ? [index] : [];
  return listed(value).map((name) => name.trim().toLowerCase());
}

function listed(value: string): string[] {
  const text = value.trim();
  const parsed = text.startsWith('[') || text.startsWith('{') ? parseJson(text) : undefined;
  if (parsed?.ok && Array.isArray(parsed.value)) return parsed.value.filter((item) => typeof item === 'string');
  if (parsed?.ok && isRecord(parsed.value)) {
    return Object.entries(parsed.value).flatMap(([name, on]) => (parseBoolean(String(on)) ? [name] : []));
  }
  return text.split(/[\s,;|]+/);
}

const TRUE: ReadonlySet<string> = new Set(['true', '1', 'y', 'yes', 'on']);
const FALSE: ReadonlySet<string> = new Set(['false', '0', 'n', 'no', 'off', '']);

/** Undefined for anything that is neither. */
export function parseBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (TRUE.has(word)) return true;
  return FALSE.has(word) ? false : undefined;
}
