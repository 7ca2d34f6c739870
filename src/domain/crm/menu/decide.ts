/** What may happen to a menu. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import { sameValue } from '../../kernel/patch.ts';
import { type MenuEvent, type MenuItem, type MenuName, menuEvents } from './events.ts';
import { evolveMenu, initialMenu, type MenuState } from './state.ts';

export interface MenuCommand {
  readonly type: 'SetMenu';
  readonly menu: MenuName;
  /** All of them, in their order. An item with a code that is there keeps its number. */
  readonly items: readonly Omit<MenuItem, 'ref'>[];
}

export type MenuRefusal = 'MENU_INVALID';

const COLOR = /^#[0-9a-f]{6}$/i;

export function decideMenu(state: MenuState, { menu, items: wanted }: MenuCommand): Decision<MenuEvent, MenuRefusal> {
  const codes = wanted.map(({ code }) => code.toLowerCase());
  for (const [index, { code, name, color }] of wanted.entries()) {
    const problem = (field: string, message: string) =>
      refuse('MENU_INVALID', 'The menu is not valid.', { path: `items.${index}.${field}`, message });
    if (code.trim() === '') return problem('code', 'is blank');
    if (name.trim() === '') return problem('name', 'is blank');
    if (codes.indexOf(code.toLowerCase()) < index) return problem('code', 'is there twice');
    if (color !== null && !COLOR.test(color)) return problem('color', 'is no color, #rrggbb');
  }
  const items = numbered(state, wanted);
  return sameValue(items, state.items) ? nothing : accept(menuEvents.MenuSet({ menu, items }));
}

function numbered({ items, lastRef }: MenuState, wanted: MenuCommand['items']): MenuItem[] {
  const refs = new Map(items.map(({ code, ref }) => [code.toLowerCase(), ref]));
  let next = lastRef;
  return wanted.map(({ code, name, color }) => ({ ref: refs.get(code.toLowerCase()) ?? ++next, code, name, color }));
}

export const menu = defineAggregate<MenuState, MenuCommand, MenuEvent, MenuRefusal>({
  category: 'menu',
  events: menuEvents,
  initial: initialMenu,
  evolve: evolveMenu,
  decide: decideMenu,
});
