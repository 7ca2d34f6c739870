/** Menus by their names. */
import type { MenuEvent, MenuItem, MenuName } from '../../domain/crm/menu/events.ts';
import { col, defineModel } from '../engine/model.ts';

export const menus = defineModel<MenuEvent>()({
  name: 'menus',
  version: 1,
  summary: 'What there is to choose from, by the name of the menu.',
  categories: ['menu'],
  temporal: true,
  columns: {
    menu: col.requiredText<MenuName>(),
    items: col.list<MenuItem>(),
    changedAt: col.requiredTimestamp(),
  },
  indexes: [],
  handlers: {
    MenuSet: ({ id, data, occurredAt }, change) => change.upsert(id, { ...data, changedAt: occurredAt }),
  },
});
