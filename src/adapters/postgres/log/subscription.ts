/** Follows the log: catches up page by page, then goes with the shared tail. */
import type { EventBatch, Position, SubscribeOptions } from '../../../application/ports.ts';
import { splitStreamName } from '../../../domain/kernel/aggregate.ts';
import { untilAborted } from '../../patience.ts';
import { persistForEver } from './faults.ts';
import type { News } from './news.ts';
import { BEFORE_ALL, PAGE_EVENTS, type Page } from './pages.ts';
import type { Piece, Tail } from './tail.ts';

export interface Source {
  readonly news: News;
  readonly tail: Tail;
  readonly pollMs: number;
  /** The page's `head` counts all that was known before, also positions that no event holds. */
  readAfter(position: Position, limit: number, categories?: readonly string[]): Promise<Page>;
  /** Events were there that nobody had announced. */
  onSilence(): void;
}

interface Wish {
  readonly categories: ReadonlySet<string> | undefined;
  readonly limit: number;
}

/** `options.signal` must be this subscription's own: listeners are put on it. */
export async function* followLog(source: Source, options: SubscribeOptions): AsyncGenerator<EventBatch> {
  const { signal } = options;
  const wish: Wish = {
    categories: options.categories && new Set(options.categories),
    limit: options.batchSize ?? PAGE_EVENTS,
  };
  let position = options.after ?? BEFORE_ALL;
  let announced = true;
  for (let first = true; !signal.aborted; first = false) {
    const from = position;
    const batch = await untilAborted(
      persistForEver(() => nextBatch(source, from, wish), signal),
      signal,
    );
    if (!batch) return;
    position = batch.position;
    if (!announced && position > source.news.latest) source.onSilence();
    if (first || position > from) yield batch;
    announced = !batch.caughtUp || (await source.news.beyond(position, source.pollMs, signal));
  }
}

async function nextBatch(source: Source, position: Position, wish: Wish): Promise<EventBatch> {
  const { tail } = source;
  if (tail.endsAt(position)) {
    await tail.grow();
    if (tail.endsAt(position)) return { events: [], position, caughtUp: true };
  }
  const piece = tail.after(position);
  return piece ? cut(piece, wish, tail) : catchUp(source, position, wish);
}

function cut(piece: Piece, { categories, limit }: Wish, tail: Tail): EventBatch {
  const wanted = categories
    ? piece.events.filter(({ stream }) => categories.has(splitStreamName(stream).category))
    : piece.events;
  const events = wanted.slice(0, limit);
  const end = events.at(-1);
  if (end && events.length < wanted.length) return { events, position: end.position, caughtUp: false };
  return { events, position: piece.to, caughtUp: tail.endsAt(piece.to) };
}

async function catchUp(source: Source, from: Position, { categories, limit }: Wish): Promise<EventBatch> {
  const { events, complete, head } = await source.readAfter(from, limit, categories && [...categories]);
  const reached = complete ? head : (events.at(-1)?.position ?? from);
  const position = reached > from ? reached : from;
  if (complete) source.tail.startAt(position);
  return { events, position, caughtUp: complete };
}
