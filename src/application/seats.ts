/** Who follows the log live: so many at a time for an API key, and nobody any more once the key has ended. */
import type { Principal } from './access.ts';

export interface Seat {
  /** Aborts when the key has ended. */
  readonly ended: AbortSignal;
  /** Gives the seat back; more than once is the same as once. */
  leave(): void;
}

export interface Seats {
  /** Undefined when all seats of the key are taken. Each server process counts by itself. */
  take(principal: Pick<Principal, 'apiKey'>): Seat | undefined;
  /** Ends all who follow with this key. */
  end(apiKey: string): void;
}

/** How long who follows may take to notice a revocation by another server process. This one notices its own at once. */
const RECHECK_MS = 2_000;

interface Dependencies {
  readonly perKey: number;
  readonly isValid: (apiKey: string) => Promise<boolean>;
  readonly recheckMs?: number;
}

interface Taken {
  readonly ending: AbortController;
  count: number;
}

export function createSeats({ perKey, isValid, recheckMs = RECHECK_MS }: Dependencies): Seats {
  const taken = new Map<string, Taken>();
  let timer: NodeJS.Timeout | undefined;

  function end(apiKey: string): void {
    taken.get(apiKey)?.ending.abort();
    taken.delete(apiKey);
  }

  /** While somebody follows; a fault of the database is no reason to send them away. */
  function recheckLater(): void {
    if (timer || taken.size === 0) return;
    timer = setTimeout(async () => {
      await Promise.all([...taken.keys()].map(recheck));
      timer = undefined;
      recheckLater();
    }, recheckMs).unref();
  }

  async function recheck(apiKey: string): Promise<void> {
    if (!(await isValid(apiKey).catch(() => true))) end(apiKey);
  }

  return {
    end,

    take({ apiKey }) {
      const held = taken.get(apiKey) ?? { ending: new AbortController(), count: 0 };
      if (held.count >= perKey) return undefined;
      held.count += 1;
      taken.set(apiKey, held);
      recheckLater();
      let isLeft = false;
      return {
        ended: held.ending.signal,
        leave() {
          if (isLeft) return;
          isLeft = true;
          held.count -= 1;
          if (held.count === 0 && taken.get(apiKey) === held) taken.delete(apiKey);
        },
      };
    },
  };
}
