/** Places in streams that should hold an event and do not. The store has no question for many, so they are asked a few at a time. */
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { Place } from '../../application/ports.ts';
import { firstRevision } from './reads.ts';

const AT_ONCE = 16;

export async function findMissing(
  client: EventStoreDBClient,
  places: readonly Place[],
  signal: AbortSignal,
): Promise<Place[]> {
  const missing = new Set<Place>();
  const left = places.values();
  const ask = async () => {
    for (const place of left) if (await isMissing(client, place, signal)) missing.add(place);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, places.length) }, ask));
  return places.filter((place) => missing.has(place));
}

/** What lies before the first event that can be read was truncated: nothing else takes events from a stream's beginning. */
async function isMissing(
  client: EventStoreDBClient,
  { stream, revision }: Place,
  signal: AbortSignal,
): Promise<boolean> {
  if ((await firstRevision(client, stream, revision, signal)) === revision) return false;
  const beginning = await firstRevision(client, stream, 0, signal);
  return beginning !== undefined && beginning < revision;
}
