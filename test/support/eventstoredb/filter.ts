/** Server-side filters of subscriptions to `$all`. */
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { StoredEvent } from './store.ts';

export interface Filter {
  matches(event: StoredEvent): boolean;
  /** A checkpoint is sent after this many events were looked at. */
  readonly checkpointEvery: number;
}

/** Events looked at in one go where the client does not say. */
const DEFAULT_WINDOW = 32;

export function filterOf(options: ReadReq.Options): Filter | undefined {
  const filter = options.getFilter();
  if (!filter) return undefined;
  const byStream = filter.getStreamIdentifier();
  const expression = byStream ?? filter.getEventType();
  const regex = expression?.getRegex() ?? '';
  const pattern = regex === '' ? undefined : new RegExp(regex);
  const prefixes = expression?.getPrefixList() ?? [];
  return {
    matches(event) {
      const text = byStream ? event.stream : event.type;
      return pattern ? pattern.test(text) : prefixes.some((prefix) => text.startsWith(prefix));
    },
    checkpointEvery: Math.max(1, filter.getCheckpointintervalmultiplier()) * (filter.getMax() || DEFAULT_WINDOW),
  };
}
