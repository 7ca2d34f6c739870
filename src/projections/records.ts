/** Records of any kind, as operators have them in their hands: by number or key, as they are and as they were. */
import type { Moment } from '../application/ports.ts';
import type { Db } from './engine/db.ts';
import type { ReadModel } from './engine/model.ts';
import { relation, selectList } from './engine/relation.ts';
import { SCHEMAS } from './engine/tables.ts';
import { KINDS } from './kinds.ts';
import { subscriberLists } from './subscriberLists/model.ts';
import { webhooks } from './webhooks/model.ts';

const NUMBERED: readonly ReadModel[] = [...Object.values(KINDS), subscriberLists, webhooks] as unknown as ReadModel[];

/** By the category that the rows of a model begin in. */
const BY_CATEGORY = new Map(NUMBERED.map((model) => [model.categories[0] ?? '', model]));

export const isNumbered = (category: string): boolean => BY_CATEGORY.has(category);

/** Also of a record that has been deleted, where its model keeps the past. */
export async function keyOfRefEver(db: Db, category: string, ref: number): Promise<string | undefined> {
  const model = BY_CATEGORY.get(category);
  if (!model) return undefined;
  const table = `${SCHEMAS.live}.${model.name}${model.temporal ? '_history' : ''}`;
  const [row] = await db<{ key: string }[]>`
    select key from ${db(table)} where ref = ${String(ref)}::text::bigint limit 1`;
  return row?.key;
}

/** All that is known of a record; undefined where it did not exist, or where no model keeps the past of its kind. */
export async function recordAt(
  db: Db,
  category: string,
  key: string,
  asOf?: Moment,
): Promise<Record<string, unknown> | undefined> {
  const model = BY_CATEGORY.get(category);
  if (!model?.temporal) return undefined;
  const [row] = await db<Record<string, unknown>[]>`
    select ${selectList(db, model)} from ${relation(db, model, asOf)} where key = ${key}`;
  return row;
}
