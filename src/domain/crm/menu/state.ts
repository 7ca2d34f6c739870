/** How a menu's events fold. */
import type { MenuEvent, MenuItem } from './events.ts';

export interface MenuState {
  readonly items: readonly MenuItem[];
  /** The highest number that was ever given, to items that are gone too. */
  readonly lastRef: number;
}

export const initialMenu: MenuState = { items: [], lastRef: 0 };

export function evolveMenu({ lastRef }: MenuState, { data }: MenuEvent): MenuState {
  return { items: data.items, lastRef: Math.max(lastRef, ...data.items.map(({ ref }) => ref)) };
}
