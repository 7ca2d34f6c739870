/** Filters of the lists that take them in a JSON body. */
import { isRecord } from '../kit/request.ts';
import type { JetpackRequest } from './request.ts';

/** No body, or one that cannot be read, asks for everything. Some clients put paging and search into the address instead. */
export async function filtersOf({ body, query }: JetpackRequest): Promise<Readonly<Record<string, unknown>>> {
  const json = await body();
  const given = json.ok && isRecord(json.value) ? json.value : {};
  const search = query.get('search') ?? query.get('zbs_query');
  const inQuery = { page: query.get('page'), perpage: query.get('perpage'), order: query.get('order'), search };
  return { ...inQuery, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)) };
}
