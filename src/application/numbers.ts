/** Business numbers: reserved from the log in blocks, so that they survive a rebuild and two servers never give the same one. */
import { numberSequence } from '../domain/identity/numberSequence/decide.ts';
import type { RequestContext } from './context.ts';
import type { Executor } from './execute.ts';
import { withoutKey } from './idempotency.ts';
import type { Clock } from './ports.ts';

/** Kinds of record that have a business number. */
export type NumberedKind =
  | 'activity'
  | 'bookableEvent'
  | 'booking'
  | 'cartLine'
  | 'case'
  | 'category'
  | 'company'
  | 'contact'
  | 'form'
  | 'invoice'
  | 'payment'
  | 'product'
  | 'sale'
  | 'saleLine'
  | 'staff'
  | 'submission'
  | 'member'
  | 'memberGroup'
  | 'subscriberList'
  | 'webhook'
  /** A custom field that counts, by its key. */
  | `customField.${string}`;

export interface Numbers {
  next(context: RequestContext, kind: NumberedKind): Promise<number>;
}

interface Block {
  next: number;
  end: number;
  size: number;
  reservedAt: number;
}

const MAX_BLOCK = 500;
/** A block that lasted less than this is followed by one twice as large; a quiet server goes back to single numbers. */
const BUSY_MS = 1_000;

export function createNumbers(deps: { executor: Executor; clock: Clock }): Numbers {
  const blocks = new Map<NumberedKind, Block>();
  const reserving = new Map<NumberedKind, Promise<void>>();

  async function reserve(context: RequestContext, kind: NumberedKind): Promise<void> {
    const now = deps.clock.now().getTime();
    const previous = blocks.get(kind);
    const size = previous && now - previous.reservedAt < BUSY_MS ? Math.min(previous.size * 2, MAX_BLOCK) : 1;
    const executed = await deps.executor.execute(withoutKey(context), numberSequence, kind, {
      type: 'ReserveNumbers',
      count: size,
    });
    const end = executed.state.next;
    blocks.set(kind, { next: end - size, end, size, reservedAt: now });
  }

  return {
    async next(context, kind) {
      for (;;) {
        const block = blocks.get(kind);
        if (block && block.next < block.end) return block.next++;
        const pending = reserving.get(kind) ?? reserve(context, kind).finally(() => reserving.delete(kind));
        reserving.set(kind, pending);
        await pending;
      }
    },
  };
}
