/** What a caller asks for with `filter`, and the paging that lists share. */
import { shortest } from '../../domain/kernel/money.ts';
import type { Site } from '../kit/api.ts';
import type { Fields } from './answer.ts';

/** Fields by name, each made only when it is asked for. */
export type Shown<T> = Readonly<Record<string, (source: T) => unknown>>;

/** The fields asked for, in that order; unknown names are passed over, and what is unset is `null`. */
export function select<T>(shown: Shown<T>, names: readonly string[], source: T): Fields {
  const known = names.filter((name) => Object.hasOwn(shown, name));
  return Object.fromEntries(known.map((name) => [name, shown[name]?.(source) ?? null]));
}

const MAX_LIMIT = 1_000;
const DEFAULT_LIMIT = 10;

interface Paging {
  readonly skip?: number | null | undefined;
  readonly limit?: number | null | undefined;
}

export const paging = ({ skip, limit }: Paging, most = MAX_LIMIT, usual = DEFAULT_LIMIT) => ({
  offset: Math.min(Math.max(skip ?? 0, 0), Number.MAX_SAFE_INTEGER),
  limit: Math.min(Math.max(limit ?? usual, 0), most),
});

/** `YYYY-MM-DD hh:mm:ss` in UTC. */
export const dateTime = (instant: string | null | undefined): string | null =>
  instant ? new Date(instant).toISOString().slice(0, 19).replace('T', ' ') : null;

export const number = (decimal: string | undefined): number | null =>
  decimal === undefined ? null : Number(shortest(decimal));

const symbols = new Map<string, string>();

const asEntities = (text: string): string =>
  text.replace(/[^\x20-\x7e]/gu, (character) => `&#${character.codePointAt(0)};`);

/** For GBP `£`, or `&#163;`, or the code itself. */
export function currencyIn(style: Site['currencyStyle'], code: string): string {
  if (style === 'code') return code;
  return style === 'symbol' ? symbolOf(code) : asEntities(symbolOf(code));
}

function symbolOf(code: string): string {
  const known = symbols.get(code);
  if (known !== undefined) return known;
  const parts = new Intl.NumberFormat('en', {
    style: 'currency',
    currency: code,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(0);
  const symbol = parts.find(({ type }) => type === 'currency')?.value ?? code;
  symbols.set(code, symbol);
  return symbol;
}
