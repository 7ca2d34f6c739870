/** What the streams of hot aggregates last folded to. Only the events since then are read, so nothing here is ever out of date. */
import type { RecordedEvent } from './ports.ts';

export interface Folded {
  readonly state: unknown;
  readonly last: RecordedEvent;
}

export interface HotStates {
  get(stream: string): Folded | undefined;
  set(stream: string, folded: Folded): void;
}

/** Streams in memory at one time; the one that was not used for longest goes first. */
const MOST = 1_000;

export function createHotStates(): HotStates {
  const byStream = new Map<string, Folded>();
  return {
    get: (stream) => byStream.get(stream),
    set(stream, folded) {
      byStream.delete(stream);
      byStream.set(stream, folded);
      const [oldest] = byStream.keys();
      if (byStream.size > MOST && oldest !== undefined) byStream.delete(oldest);
    },
  };
}
