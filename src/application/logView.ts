/** A log as it was: it ends at a position, for whoever reads it. */
import type { EventBatch, EventLog, Position, RecordedEvent } from './ports.ts';

/** Only for reading; the log itself is closed by its owner. */
export function logUpTo(log: EventLog, last: Position): EventLog {
  const refuse = async (): Promise<never> => {
    throw new Error('A past state of the log cannot be written to');
  };
  async function* until(events: AsyncIterable<RecordedEvent>): AsyncGenerator<RecordedEvent> {
    for await (const event of events) {
      if (event.position > last) return;
      yield event;
    }
  }
  async function* within(events: AsyncIterable<RecordedEvent>): AsyncGenerator<RecordedEvent> {
    for await (const event of events) if (event.position <= last) yield event;
  }
  return {
    append: refuse,
    truncateStream: refuse,
    deleteStream: refuse,
    readStream: (stream, options) => within(log.readStream(stream, options)),
    readAll: (options) =>
      options?.direction === 'backwards' ? within(log.readAll(options)) : until(log.readAll(options)),
    async *subscribe(options): AsyncGenerator<EventBatch> {
      for await (const batch of log.subscribe(options)) {
        const events = batch.events.filter(({ position }) => position <= last);
        const reached = batch.position >= last;
        yield reached ? { events, position: last, caughtUp: true } : { ...batch, events };
        if (reached) return;
      }
    },
    async head() {
      const head = await log.head();
      return head === undefined || head < last ? head : last;
    },
    covers: (position) => log.covers(position),
    missing: (places) => log.missing(places),
    ping: () => log.ping(),
    close: async () => undefined,
  };
}
