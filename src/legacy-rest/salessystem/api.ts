/** The SalesSystemCRM API v1: one endpoint, methods by name, by GET and POST, as JSON and as JSONP. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Principal } from '../../application/access.ts';
import type { Application } from '../../application/application.ts';
import { describeError, type Logger } from '../../logger.ts';
import { admit, TooManyRequests } from '../kit/admit.ts';
import type { EdgeEnv, LegacyApi, LegacyApiOptions } from '../kit/api.ts';
import { callerAddress, isAllowedHost, isAllowedReferrer } from '../kit/callers.ts';
import { bearerToken, mayUse, requestContext } from '../kit/request.ts';
import { errorBody, type Fields, type Output, outputOf, send, successBody } from './answer.ts';
import { type Body, queryPairs, readBodyPairs } from './body.ts';
import { SalesSystemError } from './errors.ts';
import type { Call, Method } from './method.ts';
import { findMethod } from './methods.ts';
import { createParameters, type Parameters } from './parameters.ts';
import { reference } from './reference.ts';

/** The endpoint and its aliases, longer ones first: `/api/v1` is no method `v1` of `/api`. Each also takes a method behind it. */
const ENDPOINTS = ['/api/v1', '/api/1.0', '/v1', '/api'] as const;

export const salessystem: LegacyApi = {
  name: 'salessystem',
  reference,
  routes(options) {
    const api = new Hono<EdgeEnv>({ strict: false });
    for (const endpoint of ENDPOINTS) {
      api.all(endpoint, (c) => answer(c, options));
      api.all(`${endpoint}/:call`, (c) => answer(c, options));
    }
    return api;
  },
};

/** A request as it came, before anybody is asked who sends it. */
interface Received {
  readonly parameters: Parameters;
  readonly body: Body;
  readonly methodName: string | undefined;
  readonly output: Output;
}

async function answer(c: Context<EdgeEnv>, options: LegacyApiOptions): Promise<Response> {
  const received = await receive(c);
  const session: { sessionId: Call['sessionId'] } = { sessionId: null };
  try {
    return send(c, received.output, successBody(await perform(c, options, received, session)));
  } catch (error) {
    return send(c, received.output, errorBody(told(error, c, options.logger), session.sessionId ?? null));
  }
}

/** A fault of ours is told by the code that the original has for itself, with status 200 as everything is. */
function told(error: unknown, c: Context<EdgeEnv>, logger: Logger): SalesSystemError {
  if (error instanceof SalesSystemError) return error;
  if (error instanceof TooManyRequests) return new SalesSystemError(9050);
  logger.error({ requestId: c.get('requestId'), front: 'salessystem', error: describeError(error) }, 'request failed');
  return new SalesSystemError(2003);
}

async function receive(c: Context<EdgeEnv>): Promise<Received> {
  const body = await readBodyPairs(c);
  const parameters = createParameters(queryPairs(c.req.url), body.pairs);
  const [, inPath, suffix] = /^(.*?)(?:\.(jsonp?))?$/is.exec(c.req.param('call') ?? '') ?? [];
  const named = parameters.first('method', 'action', 'call', 'function', 'cmd', 'api_method');
  return { parameters, body, methodName: named ?? (inPath || undefined), output: outputOf(parameters, suffix) };
}

async function perform(
  c: Context<EdgeEnv>,
  { app, site }: LegacyApiOptions,
  { parameters, body, methodName, output }: Received,
  session: { sessionId: Call['sessionId'] },
): Promise<Fields> {
  const principal = await authenticate(c, app, parameters);
  checkOrigin(c, principal, output);
  const method = methodFor(c, methodName);
  if (!principal.scopes.includes(method.scope)) throw new SalesSystemError(9008);
  if (body.problem) throw body.problem;
  const context = requestContext(c, 'salessystem', principal);
  const call: Call = Object.assign(session, { app, site, principal, context, parameters });
  const fields = await method.run(call);
  return { session_id: call.sessionId, ...fields };
}

async function authenticate(c: Context<EdgeEnv>, app: Application, parameters: Parameters): Promise<Principal> {
  const secret = givenKey(c, parameters);
  if (secret === undefined) throw new SalesSystemError(9001);
  const principal = await app.access.authenticate({ secret });
  if (!principal || !mayUse(principal, 'salessystem', 'read')) throw new SalesSystemError(9008);
  await admit(c, app, principal);
  return principal;
}

function givenKey(c: Context<EdgeEnv>, parameters: Parameters): string | undefined {
  const authorization = c.req.header('authorization');
  const basic = /^basic\s+(\S+)$/i.exec(authorization?.trim() ?? '')?.[1];
  const [user] = Buffer.from(basic ?? '', 'base64')
    .toString('utf8')
    .split(':');
  const key =
    parameters.first('apikey', 'api_key', 'key', 'apitoken') ?? c.req.header('x-api-key') ?? bearerToken(authorization);
  return key?.trim() || user || undefined;
}

function checkOrigin(c: Context<EdgeEnv>, { allowedHosts, allowedReferrers }: Principal, { kind }: Output): void {
  if (!isAllowedHost(allowedHosts, callerAddress(c))) throw new SalesSystemError(9012);
  const referrers = [c.req.header('referer'), c.req.header('origin')].filter((header) => header !== undefined);
  const foreign = referrers.some((referrer) => !isAllowedReferrer(allowedReferrers, referrer));
  // A script element always comes from a page, and one that hides which is not trusted.
  const hidden = kind === 'JSONP' && referrers.length === 0 && allowedReferrers.length > 0;
  if (foreign || hidden) throw new SalesSystemError(9015);
}

function methodFor(c: Context<EdgeEnv>, name: string | undefined): Method {
  const verb = c.req.method;
  const method = verb === 'GET' || verb === 'POST' ? findMethod(name ?? '') : undefined;
  if (!method) throw new SalesSystemError(9002);
  return method;
}
