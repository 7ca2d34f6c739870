/** Very many events, put into the log as fast as it takes them. */
import { randomUUID } from 'node:crypto';
import { createPostgresLog } from '../src/adapters/postgres/log/log.ts';
import type { NewEvent } from '../src/application/ports.ts';
import { catalogue } from '../src/domain/catalogue.ts';
import type { DomainEvent } from '../src/domain/kernel/event.ts';

const WRITERS = 256;

export const FIRST_DAY = Date.parse('2024-01-01T00:00:00Z');
export const FIVE_MINUTES = 300_000;

/** As if records had come in one every five minutes from 2024 on. */
export const timeOf = (number: number): string => new Date(FIRST_DAY + number * FIVE_MINUTES).toISOString();
export const keyOf = (number: number): string => String(number).padStart(18, '0');

/** An event as it is stored in its first version. */
export const stored = (type: string, data: NewEvent['data'], occurredAt = new Date().toISOString()): NewEvent => ({
  id: randomUUID(),
  type,
  data,
  metadata: {
    ...{ schemaVersion: 1, occurredAt, actor: { kind: 'apiKey', id: 'bench' }, surface: 'cli' },
    ...{ requestId: 'r', correlationId: 'r', causationId: 'r', commandId: randomUUID() },
  },
});

/** The same, checked and in its newest version. */
export function encoded({ type, data }: DomainEvent, occurredAt?: string): NewEvent {
  const { data: json, schemaVersion } = catalogue.encode({ type, data });
  const { metadata, ...event } = stored(type, json, occurredAt);
  return { ...event, metadata: { ...metadata, schemaVersion } };
}

export type Append = (stream: string, ...events: readonly NewEvent[]) => Promise<void>;

/** Writes what comes first, then the records from `from` to `to`, many at a time. */
export async function fill(
  url: string,
  { from = 1, to }: { readonly from?: number; readonly to: number },
  write: (append: Append, number: number) => Promise<void>,
  first: (append: Append) => Promise<void> = async () => undefined,
): Promise<void> {
  const log = await createPostgresLog({ url });
  const append: Append = async (stream, ...events) => {
    const answer = await log.append(stream, events, 'no-stream');
    if (!answer.ok) throw new Error('A stream was there already');
  };
  await first(append);
  let next = from;
  const writer = async () => {
    while (next <= to) await write(append, next++);
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  await log.close();
}
