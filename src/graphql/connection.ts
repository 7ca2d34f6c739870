/** Pages of a list: what `first`, `last`, `after` and `before` mean, and cursors that only fit the query they came from. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../application/idempotency.ts';
import { publicError } from './errors.ts';

export const DEFAULT_PAGE = 25;
export const MAX_PAGE = 250;

export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
}

export interface PageSize {
  readonly limit: number;
  readonly fromEnd: boolean;
}

export function pageSize({ first, last }: PageArgs): PageSize {
  if (typeof first === 'number' && typeof last === 'number') {
    throw publicError('ARGUMENT_INVALID', 'Give first or last, not both.', { argument: 'last' });
  }
  const fromEnd = typeof last === 'number';
  const limit = first ?? last ?? DEFAULT_PAGE;
  if (limit < 0 || limit > MAX_PAGE) {
    throw publicError('ARGUMENT_INVALID', `A page has 0 to ${MAX_PAGE} records.`, {
      argument: fromEnd ? 'last' : 'first',
    });
  }
  return { limit, fromEnd };
}

/** For the cost of a connection: what is below it counts once per record. */
export function pageCost({ first, last }: PageArgs): { field: number; multiplier: number } {
  return { field: 1, multiplier: Math.min(Math.max(first ?? last ?? DEFAULT_PAGE, 1), MAX_PAGE) };
}

export interface Page<Node> {
  readonly edges: { cursor: string; node: Node }[];
  readonly pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

/** Makes a page of what was found beyond the cursors. One record more than the limit tells that there is more. */
export function toPage<Node>(
  found: readonly { readonly cursor: string; readonly node: Node }[],
  { limit, fromEnd }: PageSize,
  args: PageArgs,
): Page<Node> {
  const more = found.length > limit;
  const edges = fromEnd ? found.slice(more ? found.length - limit : 0) : found.slice(0, limit);
  return {
    edges: edges.map((edge) => ({ ...edge })),
    pageInfo: {
      hasNextPage: fromEnd ? typeof args.before === 'string' : more,
      hasPreviousPage: fromEnd ? more : typeof args.after === 'string',
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

const MARK_LENGTH = 12;

/** Marks cursors of one query: the same list in the same order, whatever the page size. */
export const queryMark = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(canonicalJson(parts)).digest('base64url').slice(0, MARK_LENGTH);

export const encodeCursor = (mark: string, place: readonly unknown[]): string =>
  Buffer.from(JSON.stringify([mark, ...place])).toString('base64url');

export function decodeCursor(mark: string, cursor: string): readonly unknown[] {
  const parts = parseArray(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!parts) throw cursorInvalid('This is no cursor.');
  const [given, ...place] = parts;
  if (given !== mark) throw cursorInvalid('This cursor came from another query: its filter, search or sort differs.');
  return place;
}

export const cursorInvalid = (message: string) => publicError('CURSOR_INVALID', message);

function parseArray(text: string): unknown[] | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
