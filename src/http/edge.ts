/** The HTTP edge: one port, all fronts, and what is common to them: request ids, the access log, metrics, limits. */
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { EdgeEnv } from '../legacy-rest/kit/api.ts';
import { describeError, type Logger } from '../logger.ts';
import { answerAsOf, type Past } from './asOf.ts';
import type { HttpMetrics } from './metrics.ts';

export { admit, TooManyRequests } from '../legacy-rest/kit/admit.ts';
export type { EdgeEnv } from '../legacy-rest/kit/api.ts';
export { BodyTooLarge, readBody } from '../legacy-rest/kit/request.ts';

export interface Mount {
  /** `graphql`, `jetpack`, … : names the front in logs and metrics. */
  readonly name: string;
  readonly routes: Hono<EdgeEnv>;
  /** Also reachable below this prefix. */
  readonly prefix?: string;
}

export interface EdgeOptions {
  readonly mounts: readonly Mount[];
  readonly logger: Logger;
  readonly metrics: HttpMetrics;
  /** How reads about the past are answered. */
  readonly past: Past;
}

/** What a caller may choose as a request id: it goes into logs and metadata. */
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

export function createEdge({ mounts, logger, metrics, past }: EdgeOptions): Hono<EdgeEnv> {
  const edge = new Hono<EdgeEnv>({ strict: false });

  edge.use(async (c, next) => {
    const given = c.req.header('x-request-id');
    const requestId = given && REQUEST_ID.test(given) ? given : randomUUID();
    c.set('requestId', requestId);
    const started = performance.now();
    await next();
    c.get('leave')?.();
    // Not `c.header`: of an answer that is there already it makes a stream, which is sent much later.
    c.res.headers.set('X-Request-Id', requestId);
    const milliseconds = performance.now() - started;
    const front = frontOf(mounts, c.req.path);
    metrics.observe(front, c.req.method, c.res.status, milliseconds / 1000);
    logger.debug(
      { requestId, front, method: c.req.method, status: c.res.status, ms: Math.round(milliseconds) },
      'request',
    );
  });

  edge.use(async (c, next) => {
    const isAsked = c.req.header('x-as-of') !== undefined && LEGACY.has(frontOf(mounts, c.req.path));
    return isAsked ? answerAsOf(c, past, next) : next();
  });

  for (const { routes, prefix } of mounts) {
    edge.route('/', routes);
    if (prefix) edge.route(prefix, routes);
  }

  edge.notFound((c) =>
    c.json({ error: 'not_found', message: 'There is nothing at this address. See / for what is.' }, 404),
  );
  edge.onError((error, c) => {
    const requestId = c.get('requestId');
    logger.error({ requestId, error: describeError(error) }, 'request failed');
    return c.json({ error: 'internal', message: 'Something went wrong on our side.', requestId }, 500);
  });
  return edge;
}

const frontOf = (mounts: readonly Mount[], path: string): string =>
  mounts.find(({ prefix }) => prefix && path.startsWith(prefix))?.name ??
  FRONT_BY_PATH.find(([start]) => path.startsWith(start))?.[1] ??
  'other';

const FRONT_BY_PATH: readonly (readonly [string, string])[] = [
  ['/graphql', 'graphql'],
  ['/zbs_api', 'jetpack'],
  ['/api/v2/admin', 'treepl'],
  ['/api/v1/oauth', 'treepl'],
  ['/api/site', 'simvoly'],
  ['/api', 'salessystem'],
  ['/v1', 'salessystem'],
  ['/members', 'members'],
];

/** GraphQL has an argument of its own for past moments. */
const LEGACY: ReadonlySet<string> = new Set(['jetpack', 'treepl', 'simvoly', 'salessystem']);
