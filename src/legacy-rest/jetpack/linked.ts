/** What to show beside a customer or company. */
import { atLeast } from './endpoint.ts';
import { LINKED, type Linked } from './sales/linked.ts';
import type { Shape } from './shape.ts';
import { isOn, isTruthy } from './values.ts';

export interface Included {
  readonly linked: readonly Linked[];
  readonly tags: boolean;
}

export const nothingIncluded: Included = { linked: [], tags: false };

/** The flags of a list request. The plugin only ever understood the text `"true"`, except for tags. */
export function included(flags: Readonly<Record<string, unknown>>, shape: Shape): Included {
  const plugin = shape === 'plugin';
  return {
    linked: LINKED.filter((name) => (plugin ? flags[name] === 'true' : isOn(flags[name]))),
    tags: plugin ? isTruthy(flags.tags) : isOn(flags.tags),
  };
}

/** `customers` takes a GET too: some clients list with one. */
export const listing = atLeast('GET', 'POST');
