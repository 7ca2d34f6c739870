/** Menus that a website offers its visitors. Until the business says otherwise they hold what every shop can use. */
import { z } from 'zod';
import { UNITS } from '../../domain/commerce/prices.ts';
import type { Fields } from './answer.ts';
import { SalesSystemError } from './errors.ts';
import { defineMethod } from './method.ts';
import { required, text } from './values.ts';

const entries = (...pairs: readonly (readonly [string, string])[]): Fields[] =>
  pairs.map(([code, name]) => ({ code, name }));

const labels = (prefix: string): Fields[] =>
  [
    ['None', '#000000'],
    ['Red', '#d0021b'],
    ['Orange', '#f5a623'],
    ['Green', '#417505'],
    ['Blue', '#4a90e2'],
  ].map(([name, color], index) => ({ code: `${prefix}${index + 1}`, name, color }));

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Codes have two letters and a number, as in the document. */
const MENUS: Readonly<Record<string, readonly Fields[]>> = {
  contact_title: entries(...['Mr', 'Mrs', 'Miss', 'Ms', 'Mx', 'Dr'].map((name) => [name, name] as const)),
  contact_found: entries(['FD1', 'Website'], ['FD2', 'Search engine'], ['FD3', 'Recommendation'], ['FD4', 'Other']),
  contact_type: entries(['CT1', 'Customer'], ['CT2', 'Lead'], ['CT3', 'Supplier']),
  activity_type: entries(['DA1', 'Call'], ['DB1', 'Meeting'], ['DC1', 'Task'], ['DD1', 'Events']),
  activity_label: labels('AL'),
  order_label: labels('OL'),
  contact_label: labels('CL'),
  cases_label: labels('SL'),
  sales_team: entries(['TM1', 'Sales'], ['TM2', 'Support']),
  price_bands: entries(['retail', 'Retail'], ['trade', 'Trade']),
  stock_location: entries(['WH1', 'Main warehouse']),
  product_uom: entries(...UNITS.map((unit) => [unit, capitalised(unit)] as const)),
};

export const isInMenu = (menu: 'activity_type' | 'sales_team', code: string): boolean =>
  (MENUS[menu] ?? []).some((entry) => entry.code === code);

const getAsset = defineMethod({
  name: 'getAsset',
  scope: 'read',
  visit: 'none',
  parameters: z.object({ asset_name: required(text) }),
  async run(_, { asset_name: given }) {
    const name = given.toLowerCase();
    if (!Object.hasOwn(MENUS, name)) throw new SalesSystemError(1001);
    return { name, values: MENUS[name] };
  },
});

export const assets = [getAsset];
