/** A log of a business of every kind, whose events are the stored examples with numbers of their own. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createPostgresLog } from '../../src/adapters/postgres/log/log.ts';
import type { NewEvent } from '../../src/application/ports.ts';

const WRITERS = 256;

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

export function event(type: string, data: NewEvent['data']): NewEvent {
  const metadata: NewEvent['metadata'] = {
    schemaVersion: 1,
    occurredAt: new Date().toISOString(),
    actor: { kind: 'apiKey', id: 'bench' },
    surface: 'cli',
    ...{ requestId: 'r', correlationId: 'r', causationId: 'r', commandId: 'c' },
  };
  return { id: randomUUID(), type, data, metadata };
}

/** What has to be one of its kind gets the number. */
function numbered(type: string, number: number): NewEvent {
  const example = exampleOf(type);
  const own = {
    ...('ref' in example ? { ref: number } : {}),
    ...('email' in example ? { email: `c${number}@bench.example` } : {}),
    ...('reference' in example ? { reference: `R${number}` } : {}),
  };
  return event(type, { ...example, ...own });
}

export const contactCreated = (number: number): NewEvent => numbered('ContactCreated', number);

/** So many records of one category, each with the same life. */
export async function fillLife(
  url: string,
  category: string,
  types: readonly string[],
  records: number,
): Promise<void> {
  const log = await createPostgresLog({ url });
  let next = 1;
  const writer = async () => {
    while (next <= records) {
      const number = next++;
      const life = types.map((type) => numbered(type, number));
      await log.append(`${category}-${String(number).padStart(18, '0')}`, life, 'no-stream');
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  await log.close();
}

export async function fillMixedLog(url: string, events: number): Promise<void> {
  const log = await createPostgresLog({ url });
  const rounds = Math.ceil(events / EVENTS_PER_ROUND);
  let next = 1;
  const writer = async () => {
    while (next <= rounds) {
      const number = next++;
      for (const [category, types] of Object.entries(LIVES)) {
        const stream = `${category}-${String(number).padStart(18, '0')}`;
        const life = types.map((type) => numbered(type, number));
        const answer = await log.append(stream, life, 'no-stream');
        if (!answer.ok) throw new Error('A stream was there already');
      }
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  await log.close();
}
