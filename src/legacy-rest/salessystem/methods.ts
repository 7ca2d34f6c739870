/** Every method by its name. One that is not listed here does not exist, whatever the document of the original says. */
import { activities } from './activities.ts';
import { assets } from './assets.ts';
import { basket } from './basket.ts';
import { cases } from './cases.ts';
import { catalogue } from './catalogue/methods.ts';
import { checkout } from './checkout/methods.ts';
import { clock } from './clock.ts';
import { contacts } from './contacts.ts';
import type { Method } from './method.ts';
import { sessions } from './sessions.ts';

const all: readonly Method[] = [
  ...sessions,
  ...contacts,
  ...catalogue,
  ...basket,
  ...checkout,
  ...activities,
  ...cases,
  ...assets,
  ...clock,
];

/** The document itself uses these names in places. */
const ALIASES: readonly (readonly [string, string])[] = [['sessionEnd', 'endSession']];

const byName: ReadonlyMap<string, Method> = new Map(all.map((method) => [method.name.toLowerCase(), method]));
const realName: ReadonlyMap<string, string> = new Map(ALIASES.map(([alias, name]) => [alias.toLowerCase(), name]));

/** In any letter case. */
export function findMethod(name: string): Method | undefined {
  const given = name.trim().toLowerCase();
  return byName.get((realName.get(given) ?? given).toLowerCase());
}
