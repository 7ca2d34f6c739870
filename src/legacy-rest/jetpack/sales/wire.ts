/** What rows of quotes, invoices and transactions have in common. */
import Big from 'big.js';
import { fromMinor } from '../../../domain/kernel/money.ts';
import type { SaleLine } from '../../../domain/sales/document.ts';
import { direction, pageOfQuery } from '../paging.ts';
import type { JetpackRequest, Query } from '../request.ts';
import type { Shape } from '../shape.ts';
import { seconds, UTC } from '../time.ts';

/** Two decimals, whatever the currency has: that is how this API has always stored money. */
export const money = (minor: number, currency: string): string => twoPlaces(fromMinor(minor, currency));
export const twoPlaces = (decimal: string): string => new Big(decimal).toFixed(2, Big.roundHalfUp);

/** The beta sends numbers. */
export const moneyNumber = (minor: number, currency: string): number => Number(fromMinor(minor, currency));

/** A Unix time and its text; a time that never was is 0 and has no text. */
export function moment(name: string, iso: string | null | undefined, text: (iso: string) => string) {
  return { [name]: iso ? seconds(iso) : 0, [`${name}_date`]: iso ? text(iso) : false };
}

/** How a row is written out. */
export type Look = Pick<JetpackRequest, 'shape' | 'times'>;

export interface Dates {
  readonly day: (iso: string) => string;
  readonly dayAndTime: (iso: string) => string;
}

export const datesOf = ({ shape, times }: Look): Dates => ({
  day: shape === 'plugin' ? times.siteDay : times.day,
  dayAndTime: times.dayAndTime,
});

/** The plugin sends its own numbers as text. */
export const idAndOwner = (ref: number, owner: number | null, shape: Shape, nobody = -1) =>
  shape === 'plugin' ? { id: String(ref), owner: String(owner ?? nobody) } : { id: ref, owner: owner ?? -1 };

export interface ListPage {
  readonly limit: number;
  readonly offset: number;
  readonly sort: readonly [{ readonly field: 'ref'; readonly direction: 'asc' | 'desc' }];
}

/** Newest first, ten at a time; the beta gave twenty, and the plugin looked at no order. */
export function listPage(query: Query, shape: Shape, pluginOrder: 'asc' | 'desc'): ListPage {
  const asked = shape === 'beta' && !query.has('perpage') ? new Map([...query, ['perpage', BETA_PAGE]]) : query;
  const towards = shape === 'plugin' ? pluginOrder : direction(query.get('order'));
  return { ...pageOfQuery(asked), sort: [{ field: 'ref', direction: towards }] };
}

const BETA_PAGE = '20';

/** Who the lines belong to. */
export interface LineOwner {
  readonly currency: string;
  readonly owner: number | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

const NONE = '0.00';

export const lineItems = (
  lines: readonly SaleLine[],
  { currency, owner, createdAt, updatedAt }: LineOwner,
  { shape, times }: Look,
) =>
  lines.map(({ ref, name, description, quantity, unitPrice, amounts }, index) => ({
    ...idAndOwner(ref, owner, shape),
    order: index,
    title: name,
    desc: description ?? '',
    quantity,
    price: twoPlaces(unitPrice),
    currency,
    net: money(amounts.subtotal, currency),
    discount: money(amounts.discount, currency),
    fee: NONE,
    shipping: NONE,
    shipping_taxes: '',
    shipping_tax: NONE,
    taxes: '',
    tax: money(amounts.tax, currency),
    total: money(amounts.total, currency),
    ...moment('created', createdAt, times.dayAndTime),
    ...moment('lastupdated', updatedAt, times.dayAndTime),
  }));

/** Day of a calendar date, as an instant. */
export const midnight = (date: string | null | undefined): string | undefined =>
  date ? `${date}T00:00:00.000Z` : undefined;

/** `21.11.2026` */
export const betaDay = (iso: string): string => UTC.day(iso).split('-').reverse().join('.');
