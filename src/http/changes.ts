/**
 * `GET /changes?after=POSITION`: every change in the order of the log, as JSONL up to now, or with `Accept: text/event-stream` as
 * server-sent events that go on for ever. `kinds`, `types` and `key` narrow it.
 */
import { type Context, Hono } from 'hono';
import type { Application } from '../application/application.ts';
import { type ChangeEntry, changeLine, type Feed, type Following, KEY_ENDED } from '../application/changes.ts';
import { parsePosition } from '../application/moments.ts';
import type { Position } from '../application/ports.ts';
import { admitted, refusal, streamOf } from './bearer.ts';
import type { EdgeEnv } from './edge.ts';

const KNOWN = new Set(['after', 'kinds', 'types', 'key', 'limit']);
const MAX_LIMIT = 100_000;

/** So that proxies and readers see that the connection lives. */
const KEEP_ALIVE_MS = 15_000;

/** For callers who follow too much at one time; when that ends nobody knows. */
const RETRY_SECONDS = 10;

export function changeRoutes(app: Application): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>();
  routes.get('/changes', async (c) => {
    const principal = await admitted(c, app, 'read');
    if (principal instanceof Response) return principal;
    const query = c.req.query();
    const unknown = Object.keys(query).find((name) => !KNOWN.has(name));
    if (unknown !== undefined) return refusal(c, 400, 'parameter_unknown', `There is no parameter "${unknown}".`);
    const live = (c.req.header('accept') ?? '').includes('text/event-stream');
    // A browser that connects again says itself where it was.
    const given = (live ? c.req.header('last-event-id') : undefined) ?? query.after;
    const after = given === undefined ? undefined : parsePosition(given);
    if (given !== undefined && after === undefined) {
      return refusal(c, 400, 'position_invalid', 'A position is a whole number.');
    }
    const limit = query.limit === undefined ? undefined : Number(query.limit);
    if (limit !== undefined && !(Number.isInteger(limit) && limit > 0 && limit <= MAX_LIMIT)) {
      return refusal(c, 400, 'limit_invalid', `The limit is a whole number from 1 to ${MAX_LIMIT}.`);
    }
    const filter = { kinds: query.kinds?.split(','), types: query.types?.split(','), key: query.key };
    const opened = await app.changes.open(principal, filter, after);
    if (!opened.ok) return refusal(c, 400, opened.refusal.code.toLowerCase(), opened.refusal.message);
    return live ? eventStream(c, opened.value, after) : jsonLines(c, opened.value, after, limit);
  });
  return routes;
}

/** `X-Position` tells where to go on when nothing came, or nothing more. */
function jsonLines(c: Context<EdgeEnv>, feed: Feed, after: Position | undefined, limit: number | undefined): Response {
  return c.body(streamOf(lines(feed.all(after), limit)), 200, {
    'content-type': 'application/jsonl; charset=utf-8',
    ...(feed.head === undefined || limit !== undefined ? {} : { 'x-position': feed.head.toString() }),
  });
}

async function* lines(changes: AsyncIterable<ChangeEntry>, limit = Number.POSITIVE_INFINITY): AsyncIterable<string> {
  let count = 0;
  for await (const change of changes) {
    yield `${changeLine(change)}\n`;
    count += 1;
    if (count === limit) return;
  }
}

function eventStream(c: Context<EdgeEnv>, feed: Feed, after: Position | undefined): Response {
  const left = new AbortController();
  const following = feed.follow(after, AbortSignal.any([left.signal, c.req.raw.signal]));
  if (!following.ok) {
    c.header('Retry-After', String(RETRY_SECONDS));
    return refusal(c, 429, following.refusal.code.toLowerCase(), following.refusal.message);
  }
  const stream = streamOf(events(following.value), () => left.abort());
  return c.body(stream, 200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
}

/** An event without data only moves the place from which a reader goes on; the event `ended` says that the key has. */
async function* events({ batches: source, hasEnded }: Following): AsyncIterable<string> {
  const batches = source[Symbol.asyncIterator]();
  let next = batches.next();
  yield ': following\n\n';
  for (;;) {
    const result = await withinSilence(next);
    if (result === 'silence') {
      yield ': still here\n\n';
      continue;
    }
    if (result.done) break;
    const { changes, position } = result.value;
    for (const change of changes) {
      if (hasEnded()) break;
      yield `id: ${change.position}\nevent: ${change.type}\ndata: ${changeLine(change)}\n\n`;
    }
    if (!hasEnded()) yield `id: ${position}\n\n`;
    next = batches.next();
  }
  if (hasEnded()) yield `event: ended\ndata: ${JSON.stringify({ error: 'unauthenticated', message: KEY_ENDED })}\n\n`;
}

async function withinSilence<T>(next: Promise<T>): Promise<T | 'silence'> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<'silence'>((resolve) => {
    timer = setTimeout(() => resolve('silence'), KEEP_ALIVE_MS);
  });
  try {
    return await Promise.race([next, silence]);
  } finally {
    clearTimeout(timer);
  }
}
