/** The only SELECTs on carts. */
import { cartLines } from '../cartLines/model.ts';
import type { Db } from '../engine/db.ts';
import { relation, selectList } from '../engine/relation.ts';
import { type CartRow, carts } from './model.ts';

export type { CartRow } from './model.ts';

/** The cart of this shop that has the line. */
export async function cartOfLine(db: Db, shop: string, ref: number): Promise<string | undefined> {
  const [row] = await db<{ key: string }[]>`
    select carts.key from ${relation(db, cartLines)} join ${relation(db, carts)} on carts.key = cart_lines.cart
    where cart_lines.key = ${String(ref)} and carts.shop = ${shop}`;
  return row?.key;
}

/** Of each contact those that it was last logged in with, the newest first. */
export async function cartsOfContacts(db: Db, contacts: readonly string[], limit: number): Promise<CartRow[]> {
  return db<CartRow[]>`
    select list.* from unnest(${[...contacts]}::text[]) as parents (parent)
    cross join lateral (
      select ${selectList(db, carts)} from ${relation(db, carts)} where contact = parents.parent
      order by carts.updated_at desc, key limit ${limit}
    ) as list`;
}
