/** Past moments as callers name them: which there are to ask for, and which are refused. */
import type { Refusal } from '../domain/kernel/decision.ts';
import { parseInstant } from '../projections/filter/filter.ts';
import type { Clock, EventLog, Moment, Position, RecordedEvent } from './ports.ts';

export interface Moments {
  /** Why a moment cannot be asked for: it lies before the first event, or in the future. */
  refusal(moment: Moment): Promise<Refusal | undefined>;
}

export function createMoments({ log, clock }: { readonly log: EventLog; readonly clock: Clock }): Moments {
  let first: RecordedEvent | undefined;

  async function start(): Promise<RecordedEvent | undefined> {
    if (!first) for await (const event of log.readAll({ limit: 1 })) first = event;
    return first;
  }

  return {
    async refusal(moment) {
      const [begin, head] = await Promise.all([start(), log.head()]);
      if ('position' in moment) {
        if (head === undefined || moment.position > head) return inFuture(`position ${moment.position}`);
        return begin && moment.position < begin.position ? beforeLog(`Position ${moment.position}`) : undefined;
      }
      const time = moment.time.toISOString();
      if (moment.time > clock.now()) return inFuture(time);
      return !begin || moment.time.getTime() < Date.parse(begin.metadata.occurredAt) ? beforeLog(time) : undefined;
    },
  };
}

const inFuture = (what: string): Refusal => ({
  code: 'MOMENT_IN_FUTURE',
  message: `The log has not come to ${what} yet.`,
});

const beforeLog = (what: string): Refusal => ({
  code: 'MOMENT_BEFORE_LOG',
  message: `${what} is before the first event of the log.`,
});

const MAX_POSITION = 2n ** 63n - 1n;

/** A position as it is written outside. */
export const parsePosition = (text: string): Position | undefined =>
  /^\d{1,19}$/.test(text) && BigInt(text) <= MAX_POSITION ? BigInt(text) : undefined;

/** A log position, or a day or time in ISO 8601 (UTC without an offset). Undefined for anything else, 31 February included. */
export function parseMoment(text: string): Moment | undefined {
  const plain = text.trim();
  const position = parsePosition(plain);
  if (position !== undefined) return { position };
  const day = plain.slice(0, 10);
  // JavaScript takes 31 February for 3 March.
  const instant = parseInstant(day)?.slice(0, 10) === day ? parseInstant(plain) : undefined;
  return instant === undefined ? undefined : { time: new Date(instant) };
}
