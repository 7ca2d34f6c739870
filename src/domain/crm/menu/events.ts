/** What is stored about menus: what there is to choose from in fields that the business fills with words of its own. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { ref, text } from '../../kernel/fragments.ts';

export const MENUS = [
  'contactTitle',
  'contactSource',
  'contactType',
  'contactLabel',
  'activityType',
  'activityLabel',
  'orderLabel',
  'caseLabel',
  'team',
  'priceBand',
  'stockLocation',
  'productUnit',
] as const;
export type MenuName = (typeof MENUS)[number];

const item = z.strictObject({
  /** Number of the item within its menu; never given again. */
  ref,
  /** What records hold; unique in its menu without regard to letter case. */
  code: text,
  /** What people read. */
  name: text,
  /** `#rrggbb`. */
  color: text.nullable(),
});
export type MenuItem = z.infer<typeof item>;

export const MenuSet = defineEvent('MenuSet', {
  summary: 'There is something else to choose from; all items are stated as they are now.',
  schema: z.strictObject({ menu: z.enum(MENUS), items: z.array(item) }),
});

export const menuEvents = { MenuSet };
export type MenuEvent = EventOf<typeof menuEvents>;
