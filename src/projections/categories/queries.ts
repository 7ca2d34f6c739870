/** The only SELECTs on categories of products. */
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import { queriesOf } from '../engine/list.ts';
import { relation, selectList } from '../engine/relation.ts';
import { OFFERED_SQL, products } from '../products/model.ts';
import { type CategoryRow, categories } from './model.ts';

export type { CategoryRow } from './model.ts';

export const {
  byKeys: categoriesByKeys,
  byRef: categoryByRef,
  page: pageOfCategories,
  count: countCategories,
} = queriesOf(categories);

/** Every category, by name. A shop has few of them beside its products. */
export async function allCategories(db: Db): Promise<CategoryRow[]> {
  return db<CategoryRow[]>`
    select ${selectList(db, categories)} from ${relation(db, categories)} order by lower(name), categories.ref`;
}

/** The category that is meant by its code, else its handle, else its name; letter case aside. */
export async function categoryNamed(db: Db, name: string): Promise<CategoryRow | undefined> {
  const [row] = await db<CategoryRow[]>`
    select ${selectList(db, categories)} from ${relation(db, categories)}
    where lower(${name}::text) in (lower(code), lower(url), lower(name))
    order by lower(code) = lower(${name}::text) desc, lower(url) = lower(${name}::text) desc, categories.ref limit 1`;
  return row;
}

/** Categories directly below each of these, by name. */
export async function categoriesBelow(db: Db, parents: readonly string[], asOf?: Moment): Promise<CategoryRow[]> {
  return db<CategoryRow[]>`
    select ${selectList(db, categories)} from ${relation(db, categories, asOf)}
    where parent = any(${[...parents]}::text[]) order by lower(name), categories.ref`;
}

/** Keys of the categories and of all below them. */
export async function withDescendants(db: Db, keys: readonly string[]): Promise<string[]> {
  const rows = await db<{ key: string }[]>`
    with recursive tree (key) as (
      select key from ${relation(db, categories)} where key = any(${[...keys]}::text[])
      union select categories.key from ${relation(db, categories)} join tree on categories.parent = tree.key
    ) select key from tree`;
  return rows.map(({ key }) => key);
}

/**
 * How many products websites show in each of these categories, those below it included; each product counts once. Categories
 * without any are not there. With `top`, only what is in that category is looked at.
 */
export async function offeredByCategory(
  db: Db,
  tree: readonly CategoryRow[],
  top?: string,
): Promise<ReadonlyMap<string, number>> {
  const above = new Map(tree.map(({ key, parent }) => [key, parent]));
  const pathOf = (key: string): string[] => {
    const path = new Set<string>();
    for (let at: string | null | undefined = key; at && !path.has(at); at = above.get(at)) path.add(at);
    return [...path];
  };
  const within = tree.flatMap(({ key }) => (top !== undefined && pathOf(key).includes(top) ? [key] : []));
  // Many products are in the same categories: they are counted together.
  const rows = await db<{ together: string[]; found: string }[]>`
    select categories as together, count(*) as found from ${relation(db, products)}
    where ${db.unsafe(OFFERED_SQL)} and ${top === undefined ? db`categories <> '{}'` : db`categories && ${within}::text[]`}
    group by categories`;
  const counts = new Map<string, number>();
  for (const { together, found } of rows)
    for (const key of new Set(together.flatMap(pathOf))) counts.set(key, (counts.get(key) ?? 0) + Number(found));
  return counts;
}
