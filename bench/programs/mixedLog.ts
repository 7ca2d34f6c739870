/** A log of a business of every kind, whose events are the stored examples with numbers of their own. */
import { readFileSync } from 'node:fs';
import type { NewEvent } from '../../src/application/ports.ts';
import { fill, keyOf, stored } from '../log.ts';

/** Streams of one round by category, each with its life. */
const LIVES: Readonly<Record<string, readonly string[]>> = {
  contact: ['ContactCreated', 'ContactDetailsChanged', 'ContactTagged', 'ContactStatusChanged'],
  product: ['ProductCreated', 'VariantAdded', 'StockAdjusted'],
  cart: ['CartStarted', 'AddedToCart', 'CartQuantityChanged'],
  order: ['OrderPlaced', 'OrderStatusChanged', 'OrderFulfilmentChanged'],
  payment: ['PaymentRecorded'],
  booking: ['SessionBooked', 'BookingConfirmed'],
  case: ['CaseOpened', 'CaseAssigned', 'CaseClosed'],
};
export const EVENTS_PER_ROUND = Object.values(LIVES).flat().length;

const examples = new Map<string, Record<string, NewEvent['data']>>();

/** The stored example of an event type, read once. */
function exampleOf(type: string): Record<string, NewEvent['data']> {
  const known = examples.get(type);
  if (known) return known;
  const file = new URL(`../../test/fixtures/events/${type}.v1.json`, import.meta.url);
  const example = JSON.parse(readFileSync(file, 'utf8')) as Record<string, NewEvent['data']>;
  examples.set(type, example);
  return example;
}

/** What has to be one of its kind gets the number. */
function numbered(type: string, number: number): NewEvent {
  const example = exampleOf(type);
  const own = {
    ...('ref' in example ? { ref: number } : {}),
    ...('email' in example ? { email: `c${number}@bench.example` } : {}),
    ...('reference' in example ? { reference: `R${number}` } : {}),
  };
  return stored(type, { ...example, ...own });
}

export const contactCreated = (number: number): NewEvent => numbered('ContactCreated', number);

const life = (types: readonly string[], number: number): NewEvent[] => types.map((type) => numbered(type, number));

/** So many records of one category, each with the same life. */
export const fillLife = (url: string, category: string, types: readonly string[], records: number): Promise<void> =>
  fill(url, { to: records }, (append, number) => append(`${category}-${keyOf(number)}`, ...life(types, number)));

export const fillMixedLog = (url: string, events: number): Promise<void> =>
  fill(url, { to: Math.ceil(events / EVENTS_PER_ROUND) }, async (append, number) => {
    for (const [category, types] of Object.entries(LIVES))
      await append(`${category}-${keyOf(number)}`, ...life(types, number));
  });
