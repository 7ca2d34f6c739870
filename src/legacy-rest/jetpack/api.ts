/** The Jetpack CRM API, below `/zbs_api`. Every answer there is JSON in its own dialect, whatever happens. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Principal } from '../../application/access.ts';
import type { Application } from '../../application/application.ts';
import { LogUnavailable } from '../../application/ports.ts';
import { describeError } from '../../logger.ts';
import { admit, TooManyRequests } from '../kit/admit.ts';
import type { EdgeEnv, LegacyApi, LegacyApiOptions } from '../kit/api.ts';
import { mayUse } from '../kit/request.ts';
import { createCompany } from './companies/create.ts';
import { companies } from './companies/list.ts';
import { createCustomer } from './customers/create.ts';
import { customers } from './customers/list.ts';
import { customerSearch } from './customers/search.ts';
import { CONTENT_TYPE, Failure, type FaultStatus, faultBody, HttpFault } from './dialect.ts';
import { checkMethod, type Endpoint } from './endpoint.ts';
import { createEvent } from './events/create.ts';
import { events } from './events/list.ts';
import { reference } from './reference.ts';
import { authenticate, type JetpackRequest, jetpackRequest, type Query, queryOf } from './request.ts';
import { createTransaction } from './sales/createTransaction.ts';
import { invoices } from './sales/invoices.ts';
import { quotes } from './sales/quotes.ts';
import { transactions } from './sales/transactions.ts';
import { endpointName, ROOTS, type Shape, shapeOf } from './shape.ts';
import { status } from './status.ts';
import { timesIn } from './time.ts';
import { webhook } from './webhook.ts';

const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map(
  Object.entries({
    status,
    create_customer: createCustomer,
    customers,
    customer_search: customerSearch,
    quotes,
    invoices,
    create_transaction: createTransaction,
    transactions,
    create_company: createCompany,
    companies,
    create_event: createEvent,
    events,
    webhook,
  }),
);

export const jetpack: LegacyApi = {
  name: 'jetpack',
  reference,
  routes({ app, logger, site: { timeZone, countedStatuses } }) {
    const site = { times: timesIn(timeZone), countedStatuses };
    const routes = new Hono<EdgeEnv>({ strict: false });
    for (const root of Object.values(ROOTS)) {
      routes.all(`${root}/*`, async (c, next) => {
        const shape = shapeOf(c.req.path);
        return shape === undefined ? next() : answer(c, app, shape, site);
      });
    }
    routes.onError((error, c) => {
      if (error instanceof TooManyRequests) return json(faultBody(429), 429, error.retryAfterSeconds);
      if (error instanceof HttpFault) return json(faultBody(error.status, error.words), error.status);
      logger.error({ requestId: c.get('requestId'), front: 'jetpack', error: describeError(error) }, 'request failed');
      const status = error instanceof LogUnavailable ? 503 : 500;
      return json(faultBody(status), status);
    });
    return routes;
  },
  unknownMethod: (options) => (request) => refuseUnknownMethod(options, request),
};

type Site = Pick<JetpackRequest, 'times' | 'countedStatuses'>;

async function answer(c: Context<EdgeEnv>, app: Application, shape: Shape, site: Site): Promise<Response> {
  const query = queryOf(c.req.url);
  const asked = { shape, path: c.req.path, method: c.req.method, query };
  const { principal, endpoint, meant } = await admitted(app, asked);
  await admit(c, app, principal);
  const answered = await endpoint.answer(jetpackRequest(c, app, { shape: meant, query, principal, site }));
  if (!(answered instanceof Failure)) return json(answered, 200);
  return json(answered.body, principal.jetpackOptions.includes('strict_errors') ? 400 : 200);
}

interface Asked {
  readonly shape: Shape;
  readonly path: string;
  readonly method: string;
  readonly query: Query;
}

/** Credentials come first: whoever has none learns nothing about endpoints and methods. Throws HttpFault. */
async function admitted(
  app: Application,
  { shape, path, method, query }: Asked,
): Promise<{ readonly principal: Principal; readonly endpoint: Endpoint; readonly meant: Shape }> {
  const principal = await authenticate(app, query);
  const endpoint = ENDPOINTS.get(endpointName(path));
  if (!endpoint) throw new HttpFault(400);
  // A path that names a shape decides; below the plain one every key may have its own.
  const meant = shape === 'documented' ? (principal.jetpackShape ?? shape) : shape;
  checkMethod(endpoint, meant, method);
  if (!mayUse(principal, 'jetpack', endpoint.scope)) throw new HttpFault(403);
  return { principal, endpoint, meant };
}

/** Methods that Node's parser refuses never reach a route; `BREW` is one of them, and this API has an answer to it. */
async function refuseUnknownMethod(
  { app, logger }: LegacyApiOptions,
  { method, target }: { readonly method: string; readonly target: string },
): Promise<Response | undefined> {
  const [path = ''] = target.split('?');
  const shape = shapeOf(path);
  if (shape === undefined) return undefined;
  const status = await faultOf(admitted(app, { shape, path, method, query: queryOf(target) }));
  if (status >= 500) logger.error({ front: 'jetpack', method }, 'request failed');
  return json(faultBody(status), status);
}

async function faultOf(admission: Promise<unknown>): Promise<FaultStatus> {
  try {
    await admission;
    return 405;
  } catch (error) {
    return error instanceof HttpFault ? error.status : 500;
  }
}

function json(body: unknown, status: number, retryAfterSeconds?: number): Response {
  const retryAfter = retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': CONTENT_TYPE, ...retryAfter } });
}
