/** Menus under the names of this API. Until the business says otherwise they hold what every shop can use. */
import type { Application } from '../../application/application.ts';
import { UNITS } from '../../domain/commerce/prices.ts';
import type { MenuItem, MenuName } from '../../domain/crm/menu/events.ts';
import { menuItems } from '../../projections/menus/queries.ts';
import { type InvalidFields, invalid } from './errors.ts';

export type Choice = Omit<MenuItem, 'ref'>;

const entries = (...pairs: readonly (readonly [string, string])[]): Choice[] =>
  pairs.map(([code, name]) => ({ code, name, color: null }));

const labels = (prefix: string): Choice[] =>
  [
    ['None', '#000000'],
    ['Red', '#d0021b'],
    ['Orange', '#f5a623'],
    ['Green', '#417505'],
    ['Blue', '#4a90e2'],
  ].map(([name = '', color = null], index) => ({ code: `${prefix}${index + 1}`, name, color }));

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Codes have two letters and a number, as in the document. */
const DEFAULTS: Readonly<Record<MenuName, readonly Choice[]>> = {
  contactTitle: entries(...['Mr', 'Mrs', 'Miss', 'Ms', 'Mx', 'Dr'].map((name) => [name, name] as const)),
  contactSource: entries(['FD1', 'Website'], ['FD2', 'Search engine'], ['FD3', 'Recommendation'], ['FD4', 'Other']),
  contactType: entries(['CT1', 'Customer'], ['CT2', 'Lead'], ['CT3', 'Supplier']),
  contactLabel: labels('CL'),
  activityType: entries(['DA1', 'Call'], ['DB1', 'Meeting'], ['DC1', 'Task'], ['DD1', 'Events']),
  activityLabel: labels('AL'),
  orderLabel: labels('OL'),
  caseLabel: labels('SL'),
  team: entries(['TM1', 'Sales'], ['TM2', 'Support']),
  priceBand: entries(['retail', 'Retail'], ['trade', 'Trade']),
  stockLocation: entries(['WH1', 'Main warehouse']),
  productUnit: entries(...UNITS.map((unit) => [unit, capitalised(unit)] as const)),
};

/** What the document calls the menus. */
export const MENU_BY_ASSET: Readonly<Record<string, MenuName>> = {
  contact_title: 'contactTitle',
  contact_found: 'contactSource',
  contact_type: 'contactType',
  activity_type: 'activityType',
  activity_label: 'activityLabel',
  order_label: 'orderLabel',
  contact_label: 'contactLabel',
  cases_label: 'caseLabel',
  sales_team: 'team',
  price_bands: 'priceBand',
  stock_location: 'stockLocation',
  product_uom: 'productUnit',
};

export async function choices({ db }: Application, menu: MenuName): Promise<readonly Choice[]> {
  const set = await menuItems(db, menu);
  return set.length > 0 ? set : DEFAULTS[menu];
}

type Given = Readonly<Record<string, readonly [menu: MenuName, code: string | null | undefined]>>;

/** Refuses codes that are in no menu, by the parameters that they came in. Letter case aside. */
export async function checkChoices(app: Application, given: Given): Promise<void> {
  const wrong = await Promise.all(
    Object.entries(given).map(async ([parameter, [menu, code]]): Promise<string[]> => {
      if (code === null || code === undefined) return [];
      const known = (await choices(app, menu)).some((choice) => choice.code.toLowerCase() === code.toLowerCase());
      return known ? [] : [parameter];
    }),
  );
  const fields: InvalidFields = Object.fromEntries(wrong.flat().map((name) => [name, 'Is not in the menu.']));
  if (Object.keys(fields).length > 0) throw invalid(fields);
}

/** As `checkChoices`, but any code will do while the business has not said which there are. */
export async function checkLocation(app: Application, location: string | null | undefined): Promise<void> {
  if (!location || (await menuItems(app.db, 'stockLocation')).length === 0) return;
  await checkChoices(app, { location: ['stockLocation', location] });
}
