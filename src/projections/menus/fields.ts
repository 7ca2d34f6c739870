/** What menus say about fields of other records. */
import type { MenuName } from '../../domain/crm/menu/events.ts';
import type { FilterField } from '../filter/filter.ts';

/** The name of the item whose number a row holds; `ref` is an expression of ours. */
export const nameInMenu = (menu: MenuName, ref: string): FilterField => ({
  sql: `(select item ->> 'name' from read.menus, jsonb_array_elements(menus.items) as item
    where menus.key = '${menu}' and (item ->> 'ref')::numeric = ${ref})`,
  type: 'text',
});
