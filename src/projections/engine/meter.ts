/** Tells how a long run over the log goes. */
import type { Clock, Position } from '../../application/ports.ts';

export interface Progressed {
  readonly models: readonly string[];
  /** Events of this run: one that was interrupted before counts from where it goes on. */
  readonly events: number;
  readonly position: Position;
  /** Where the run ends, as far as is known. */
  readonly head: Position;
  readonly eventsPerSecond: number;
}

interface MeterOptions {
  readonly clock: Clock;
  readonly models: readonly string[];
  readonly head: Position;
  readonly onProgress: ((progress: Progressed) => void) | undefined;
}

/** To be called after each batch with its number of events and its last position. */
export function createMeter({
  clock,
  models,
  head,
  onProgress,
}: MeterOptions): (count: number, position: Position) => void {
  const started = clock.now().getTime();
  let events = 0;
  return (count, position) => {
    events += count;
    const seconds = Math.max(clock.now().getTime() - started, 1) / 1000;
    onProgress?.({ models, events, position, head, eventsPerSecond: Math.round(events / seconds) });
  };
}
