/** Tags as objects with a number of their own. */
import type { Application } from '../../application/application.ts';
import { tagsByName } from '../../projections/tags/queries.ts';
import type { Shape } from './shape.ts';
import { seconds } from './time.ts';

/** Customers are the first kind of object that can have tags here. */
const CUSTOMER = 1;

/** Knows the tags of a page of customers and renders those of one of them. */
export async function taggedWith(
  db: Application['db'],
  names: readonly string[],
  shape: Shape,
): Promise<(tags: readonly string[]) => unknown[]> {
  const known = new Map((await tagsByName(db, names)).map((tag) => [tag.name, tag]));
  const number = (value: number): number | string => (shape === 'plugin' ? String(value) : value);
  return (tags) =>
    ordered(tags, shape).flatMap((name) => {
      const tag = known.get(name);
      if (!tag) return [];
      const first = number(seconds(tag.firstUsedAt));
      return [
        {
          id: number(tag.ref),
          objtype: number(CUSTOMER),
          name,
          slug: slugOf(name),
          created: first,
          lastupdated: first,
        },
      ];
    });
}

/** The plugin shows them by name, otherwise they keep the order in which they were put on. */
const ordered = (tags: readonly string[], shape: Shape): readonly string[] =>
  shape === 'plugin' ? [...tags].sort() : tags;

/** `UK customer` → `ukcustomer` */
const slugOf = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}_-]+/gu, '');
