/**
 * What to show beside a customer. Companies and activities: the books do not hold such records yet, so every list of them is
 * empty, and no customer belongs to a company. This file is the one place that says so.
 */
import { atLeast, type Endpoint, only } from './endpoint.ts';
import { LINKED, type Linked } from './sales/linked.ts';
import type { Shape } from './shape.ts';
import { isOn, isTruthy } from './values.ts';

/** What to show beside a customer. */
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

/** Whether any customer can be linked to the company with this number. */
export const hasCustomers = (_company: number): boolean => false;

const emptyList = (methods: Endpoint['methods']): Endpoint => ({ methods, scope: 'read', answer: () => [] });

export const emptyLists: Readonly<Record<string, Endpoint>> = {
  companies: emptyList(only('POST')),
  events: emptyList(only('GET')),
};

/** `customers` takes a GET too: some clients list with one. */
export const listing = atLeast('GET', 'POST');
