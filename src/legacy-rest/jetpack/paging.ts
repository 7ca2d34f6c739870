/** Which part of a list is asked for. Out-of-range values are mended, never refused. */
import type { Query } from './request.ts';
import { integer } from './values.ts';

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

const PER_PAGE = 10;
/** Clients stop at the first short page, so this must be far above what any of them asks for. */
const MOST_PER_PAGE = 10_000;
const LAST_PAGE = 1_000_000_000;

/** A page by its query parameters: absent means ten unless said otherwise, nonsense means one. */
export function pageOfQuery(query: Query, { perPage = PER_PAGE }: { readonly perPage?: number } = {}): Page {
  const given = query.get('perpage');
  return page(query.get('page'), given === undefined ? perPage : Math.max(integer(given) ?? 1, 1));
}

/**
 * A page by a JSON body. Page and size of -1 together mean everything. Zero and nonsense mean ten, or, where the original is to be met to the letter, nothing at all.
 */
export function pageOfBody(body: Readonly<Record<string, unknown>>, options: { readonly toTheLetter: boolean }): Page {
  const given = body.perpage;
  if (integer(body.page) === -1 && integer(given) === -1) return wholeList;
  if (given === undefined || given === null) return page(body.page, PER_PAGE);
  const perPage = integer(given) ?? 0;
  return page(body.page, perPage >= 1 ? perPage : options.toTheLetter ? 0 : PER_PAGE);
}

/** Everything, up to the most that is given at once. */
export const wholeList: Page = { limit: MOST_PER_PAGE, offset: 0 };

function page(number: unknown, perPage: number): Page {
  const limit = Math.min(perPage, MOST_PER_PAGE);
  return { limit, offset: (Math.min(Math.max(integer(number) ?? 1, 1), LAST_PAGE) - 1) * limit };
}

/** Anything but `asc` is newest first. */
export const direction = (order: unknown): 'asc' | 'desc' =>
  typeof order === 'string' && order.trim().toLowerCase() === 'asc' ? 'asc' : 'desc';
