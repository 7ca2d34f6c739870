/** The orders of the contact who is logged in, and the quotes that have not become orders. */
import { z } from 'zod';
import { countryCode, countryName } from '../../../application/countries.ts';
import { fromMinor } from '../../../domain/kernel/money.ts';
import type { Terms } from '../../../domain/sales/document.ts';
import type { OrderStatus } from '../../../domain/sales/order/events.ts';
import { ordersByKeys } from '../../../projections/orders/queries.ts';
import { quotesByKeys, salesOf } from '../../../projections/quotes/queries.ts';
import type { Sold } from '../../../projections/sales.ts';
import type { Site } from '../../kit/api.ts';
import { DEFAULT_TEAM } from '../defaults.ts';
import { choices } from '../menus.ts';
import { type Call, defineMethod } from '../method.ts';
import { currencyIn, dateTime, number, paging, type Shown, select } from '../select.ts';
import { integer, requiredFilter } from '../values.ts';
import { orderState } from './answer.ts';

interface Sale {
  readonly key: string;
  readonly ref: number;
  readonly currency: string;
  readonly sale: Sold;
  readonly terms: Terms;
  /** Quotes have none. */
  readonly status: OrderStatus | undefined;
  readonly isPaid: boolean;
  readonly orderedAt: string;
  /** Names of stock locations by their codes, lower case. */
  readonly locations: ReadonlyMap<string, string>;
  readonly style: Site['currencyStyle'];
}

const DEFAULT_LOCATION = 'WH1';
const locationOf = ({ terms, sale }: Sale): string =>
  terms.location ?? sale.lines.find(({ location }) => location)?.location ?? DEFAULT_LOCATION;

/** A code that is in no menu has no other name. */
const locationNameOf = (row: Sale): string => row.locations.get(locationOf(row).toLowerCase()) ?? locationOf(row);

const amount = (name: 'net' | 'tax' | 'total') => (row: Sale) => fromMinor(row.sale.totals[name], row.currency);
const address = (name: 'line1' | 'line2' | 'line3' | 'region' | 'postcode' | 'city') => (row: Sale) =>
  row.terms.deliveryAddress?.[name];

const ORDER: Shown<Sale> = {
  order_ref: ({ ref }) => String(ref),
  order_key: ({ key }) => key,
  order_paid: ({ isPaid }) => (isPaid ? 'Y' : 'N'),
  order_location_code: locationOf,
  order_location: locationNameOf,
  order_state: ({ status }) => orderState(status),
  order_currency_code: ({ currency }) => currency,
  order_currency: ({ currency, style }) => currencyIn(style, currency),
  order_subtotal: amount('net'),
  order_taxtotal: amount('tax'),
  order_grandtotal: amount('total'),
  order_created: ({ orderedAt }) => dateTime(orderedAt),
  order_delivery_date: ({ terms }) => terms.deliveryDate,
  order_team: ({ terms }) => terms.team ?? DEFAULT_TEAM,
  order_clientref: ({ terms }) => terms.clientReference,
  order_delivery_address1: address('line1'),
  order_delivery_address2: address('line2'),
  // There is no field for the town that other programs give.
  order_delivery_address3: (row) => address('line3')(row) ?? address('city')(row),
  order_delivery_state: address('region'),
  order_delivery_postcode: address('postcode'),
  order_delivery_country: ({ terms: { deliveryAddress } }) =>
    deliveryAddress?.country && countryName(deliveryAddress.country),
  order_delivery_country_code: ({ terms: { deliveryAddress } }) =>
    deliveryAddress?.country && countryCode(deliveryAddress.country),
  order_pallets: ({ terms }) => number(terms.pallets),
  order_notes: ({ terms }) => terms.notes,
  order_delivery_notes: ({ terms }) => terms.deliveryNotes,
  order_warehouse_notes: ({ terms }) => terms.warehouseNotes,
  order_manifest_notes: ({ terms }) => terms.manifestNotes,
};

export const ORDER_FIELDS = Object.keys(ORDER);

export const getOrders = defineMethod({
  name: 'getOrders',
  scope: 'read',
  visit: 'loggedIn',
  parameters: z.object({ skip: integer, limit: integer, filter: requiredFilter }),
  usual: ORDER_FIELDS,
  async run({ app, site }, { filter, ...page }, { contactKey }) {
    const { found, keys } = await salesOf(app.db, contactKey, paging(page));
    const rows = await load(app, keys, site.currencyStyle);
    return { found, items: keys.flatMap(({ key }) => rows.get(key) ?? []).map((row) => select(ORDER, filter, row)) };
  },
});

async function load(
  app: Call['app'],
  keys: Awaited<ReturnType<typeof salesOf>>['keys'],
  style: Site['currencyStyle'],
): Promise<ReadonlyMap<string, Sale>> {
  const ofKind = (wanted: string): string[] => keys.filter(({ kind }) => kind === wanted).map(({ key }) => key);
  const [orders, quotes, menu] = await Promise.all([
    ordersByKeys(app.db, ofKind('order')),
    quotesByKeys(app.db, ofKind('quote')),
    choices(app, 'stockLocation'),
  ]);
  const locations = new Map(menu.map(({ code, name }) => [code.toLowerCase(), name]));
  const sales: Sale[] = [
    ...orders.map((row) => ({
      ...row,
      isPaid: row.paid >= row.total,
      orderedAt: row.placedAt,
      locations,
      style,
    })),
    ...quotes.map((row) => ({ ...row, status: undefined, isPaid: false, orderedAt: row.quotedAt, locations, style })),
  ];
  return new Map(sales.map((sale) => [sale.key, sale]));
}
