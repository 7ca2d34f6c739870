/** Menus: what there is to choose from in fields that the business fills with words of its own. */
import { menu } from '../domain/crm/menu/decide.ts';
import type { MenuItem, MenuName } from '../domain/crm/menu/events.ts';
import { type RequestContext, type Result, success } from './context.ts';
import type { Executor } from './execute.ts';
import type { Idempotency } from './idempotency.ts';
import { storable } from './input.ts';
import type { Position } from './ports.ts';

export interface MenuItemInput {
  /** What records hold; the name when left out. */
  readonly code?: string | null | undefined;
  readonly name: string;
  /** `#rrggbb`. */
  readonly color?: string | null | undefined;
}

export interface SetMenu {
  readonly key: string;
  readonly position: Position;
}

export interface Menus {
  /** Replaces all items; one with a code that is there keeps its number. Refuses with MENU_INVALID. */
  set(context: RequestContext, name: MenuName, items: readonly MenuItemInput[]): Promise<Result<SetMenu>>;
}

interface Dependencies {
  readonly executor: Executor;
  readonly idempotency: Idempotency;
}

export function createMenus({ executor, idempotency }: Dependencies): Menus {
  return {
    set: (context, name, items) =>
      idempotency.once(context, 'setMenu', { name, items }, async () => {
        const command = { type: 'SetMenu', menu: name, items: storable(items).map(cleaned) } as const;
        const executed = await executor.execute(context, menu, name, command);
        if (!executed.ok) return executed;
        const position = executed.position ?? 0n;
        return success({ key: name, position });
      }),
  };
}

function cleaned({ code, name, color }: MenuItemInput): Omit<MenuItem, 'ref'> {
  return { code: code?.trim() || name.trim(), name: name.trim(), color: color?.trim().toLowerCase() || null };
}
