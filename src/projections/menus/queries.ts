/** The only SELECTs on menus. */
import type { Moment } from '../../application/ports.ts';
import { MENUS, type MenuItem, type MenuName } from '../../domain/crm/menu/events.ts';
import type { Db } from '../engine/db.ts';
import { rowsWhere } from '../engine/list.ts';
import { menus } from './model.ts';

export interface Menu {
  readonly name: MenuName;
  readonly items: readonly MenuItem[];
}

/** Every menu that can be, in the order of their names' declaration; those that were never set are empty. */
export async function listMenus(db: Db, asOf?: Moment): Promise<Menu[]> {
  const rows = await rowsWhere(db, menus, 'key', MENUS, asOf);
  return MENUS.map((name) => ({ name, items: rows.find(({ menu }) => menu === name)?.items ?? [] }));
}

export async function menuItems(db: Db, name: MenuName, asOf?: Moment): Promise<readonly MenuItem[]> {
  const [row] = await rowsWhere(db, menus, 'key', [name], asOf);
  return row?.items ?? [];
}
