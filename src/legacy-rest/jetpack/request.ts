/** A request of this API: who asks, in which shape, with what. */
import type { Context } from 'hono';
import type { Principal } from '../../application/access.ts';
import type { Application } from '../../application/application.ts';
import type { RequestContext } from '../../application/context.ts';
import type { JetpackOption } from '../../domain/access/apiKey/events.ts';
import type { EdgeEnv } from '../kit/api.ts';
import { BodyTooLarge, type Parsed, parseJson, readBody, requestContext } from '../kit/request.ts';
import { HttpFault } from './dialect.ts';
import type { Shape } from './shape.ts';
import { type Times, UTC } from './time.ts';

/** Of several parameters with one name the last one counts. */
export type Query = ReadonlyMap<string, string>;

export interface JetpackRequest {
  readonly app: Application;
  readonly shape: Shape;
  readonly query: Query;
  readonly options: readonly JetpackOption[];
  readonly times: Times;
  /** Statuses of transactions that count in totals, in lower case. */
  readonly countedStatuses: readonly string[];
  /** Who writes, for the events. */
  readonly context: RequestContext;
  /** The body as JSON, whatever its content type says: an object or a list. */
  body(): Promise<Parsed>;
}

export const queryOf = (url: string): Query => new Map(new URL(url, 'http://localhost').searchParams);

/** Key and secret count in the query only; one and the same answer for everything that is wrong with them. */
export async function authenticate(app: Application, query: Query): Promise<Principal> {
  const apiKey = query.get('api_key');
  const secret = query.get('api_secret');
  const principal = apiKey && secret ? await app.access.authenticate({ apiKey, secret }) : undefined;
  if (!principal) throw new HttpFault(401);
  return principal;
}

interface Asking extends Pick<JetpackRequest, 'shape' | 'query'> {
  readonly principal: Principal;
  readonly site: Pick<JetpackRequest, 'times' | 'countedStatuses'>;
}

export function jetpackRequest(
  c: Context<EdgeEnv>,
  app: Application,
  { shape, query, principal, site }: Asking,
): JetpackRequest {
  return {
    ...{ app, shape, query, options: principal.jetpackOptions },
    ...{ times: shape === 'beta' ? UTC : site.times, countedStatuses: site.countedStatuses },
    context: requestContext(c, 'jetpack', principal),
    body: () => jsonBody(c),
  };
}

const MAX_BODY = 2 * 1024 * 1024;
/** Deeper than this the original did not read either. */
const MAX_DEPTH = 512;

async function jsonBody(c: Context<EdgeEnv>): Promise<Parsed> {
  const text = await readBody(c, MAX_BODY).catch((error: unknown) => {
    throw error instanceof BodyTooLarge ? new HttpFault(413) : error;
  });
  const parsed = parseJson(text);
  return parsed.ok && isTree(parsed.value) && !isDeeperThan(parsed.value, MAX_DEPTH) ? parsed : { ok: false };
}

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isDeeperThan = (value: unknown, most: number): boolean =>
  isTree(value) && (most === 0 || Object.values(value).some((inner) => isDeeperThan(inner, most - 1)));
