/** GraphQL over HTTP: who comes in, in which form, and how faults look from outside. */
import { useDeferStream } from '@graphql-yoga/plugin-defer-stream';
import { NoSchemaIntrospectionCustomRule } from 'graphql';
import { createYoga, type GraphQLParams, type Plugin } from 'graphql-yoga';
import { type Context, Hono } from 'hono';
import type { Principal } from '../application/access.ts';
import type { Application } from '../application/application.ts';
import { admit, BodyTooLarge, type EdgeEnv, readBody, TooManyRequests } from '../http/edge.ts';
import type { Logger } from '../logger.ts';
import { createContext, type GraphqlContext } from './context.ts';
import { type ErrorCode, maskError, publicError } from './errors.ts';
import { exampleTabs } from './examples.ts';
import { isNestedDeeper, LIMITS, limitsPlugin } from './limits.ts';
import { createMasking } from './masking.ts';
import { createPersistedOperations } from './persisted.ts';
import { printedSchema, schema } from './schema.ts';
import { createTimeout } from './timeout.ts';

export interface GraphqlOptions {
  readonly app: Application;
  readonly logger: Logger;
  /** Longest time that a query waits for a position. */
  readonly waitMs?: number;
  /** Longest time that a query or mutation may take. */
  readonly timeoutMs?: number;
  /** Whether clients may ask for the schema by a query; as a file it is there for everybody. */
  readonly introspection?: boolean;
}

const PATH = '/graphql';
const DEFAULT_WAIT_MS = 5_000;
const DEFAULT_TIMEOUT_MS = 30_000;

/** Routes of the GraphQL API: `/graphql` and its schema as SDL. */
export function graphqlRoutes(options: GraphqlOptions): Hono<EdgeEnv> {
  const { app, waitMs = DEFAULT_WAIT_MS } = options;
  const execute = createExecution(options);
  const sdl = printedSchema();
  const routes = new Hono<EdgeEnv>();

  routes.get(`${PATH}/schema.graphql`, (c) => c.body(sdl, 200, { 'content-type': 'text/plain; charset=utf-8' }));

  routes.all(PATH, async (c) => {
    if (isBrowser(c)) return execute(c.req.raw, undefined);
    const params = await paramsOf(c);
    if (params instanceof Response) return params;
    const principal = await authenticated(c, app);
    if (principal instanceof Response) return principal;
    const refused = await refusalOfLimit(c, app, principal);
    if (refused) return refused;
    const context = {
      ...{ app, principal, waitMs },
      requestId: c.get('requestId'),
      host: new URL(c.req.url).host,
      gone: () => c.req.raw.signal,
    };
    return execute(c.req.raw, createContext(context), params);
  });

  return routes;
}

type Execute = (
  request: Request,
  context: GraphqlContext | undefined,
  params?: GraphQLParams | undefined,
) => Promise<Response>;

function createExecution({ logger, timeoutMs, introspection }: GraphqlOptions): Execute {
  const parsed = new WeakMap<Request, GraphQLParams>();
  const yoga = createYoga<GraphqlContext>({
    schema,
    graphqlEndpoint: PATH,
    landingPage: false,
    logging: false,
    multipart: false,
    cors: false,
    batching: false,
    maskedErrors: { maskError: (error) => maskError(error, undefined, logger) },
    plugins: [readAlready(parsed), ...pluginsOf(timeoutMs, introspection), createMasking(logger)],
    // A body has been read, within our own limit, before it comes here.
    maxRequestBodySize: false,
    // From this server, not from a CDN: it also works without the internet. Large, so it is loaded for who opens it.
    renderGraphiQL: async (options) => (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(options),
    graphiql: {
      title: 'Tributary',
      defaultTabs: exampleTabs,
    },
    // The edge sets headers on what it gets back, which must be the platform's own Response.
    fetchAPI: {
      Request,
      Response: PresentResponse,
      Headers,
      ReadableStream,
      TransformStream,
      URL,
      URLSearchParams,
      TextDecoder,
      TextEncoder,
    },
  });
  return (request, context, params) => {
    if (params) parsed.set(request, params);
    // With a second part the context is copied. Alone it would become a prototype, whose map keeps it, and all that was loaded
    // for the request, until the next full collection of garbage.
    return Promise.resolve(yoga.fetch(request, (context ?? {}) as GraphqlContext, {}));
  };
}

/** The one in force when an answer is made: the listener puts its own in the platform's place, which it sends without a stream. */
const PresentResponse = new Proxy(Response, {
  construct: (_, [body, init]: ConstructorParameters<typeof Response>) => new globalThis.Response(body, init),
});

/** The body of a request can be read once only, and that has been done to look at its form. */
const readAlready = (parsed: WeakMap<Request, GraphQLParams>): Plugin<GraphqlContext> => ({
  onRequestParse({ request, setRequestParser }) {
    const params = parsed.get(request);
    if (params) setRequestParser(() => params);
  },
});

const pluginsOf = (timeoutMs = DEFAULT_TIMEOUT_MS, introspection = true): Plugin<GraphqlContext>[] => [
  createPersistedOperations(),
  ...(introspection ? [] : [withoutIntrospection]),
  limitsPlugin,
  createTimeout(timeoutMs),
  // Its type asks for a context with any name in it.
  useDeferStream() as unknown as Plugin<GraphqlContext>,
];

const withoutIntrospection: Plugin<GraphqlContext> = {
  onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule),
};

const isBrowser = (c: Context): boolean =>
  c.req.method === 'GET' && (c.req.header('accept') ?? '').includes('text/html');

/**
 * What is asked, or why not; nothing for a query in the address. The form of a request is looked at before who sends it, so that
 * a browser cannot be made to send one by a foreign page.
 */
async function paramsOf(c: Context<EdgeEnv>): Promise<GraphQLParams | Response | undefined> {
  if (c.req.method === 'GET') return undefined;
  if (c.req.method !== 'POST') {
    c.header('Allow', 'GET, POST');
    return refuse(c, 405, 'METHOD_NOT_ALLOWED', 'GraphQL is asked by POST, or by GET for queries.');
  }
  if (!/^application\/(json|graphql\+json)\s*(;|$)/i.test(c.req.header('content-type') ?? '')) {
    return refuse(c, 415, 'UNSUPPORTED_MEDIA_TYPE', 'Send a body of the content type application/json.');
  }
  try {
    return paramsOfBody(c, await readBody(c, LIMITS.bodyBytes));
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    return refuse(c, 413, 'BODY_TOO_LARGE', `A request has at most ${LIMITS.bodyBytes} bytes.`);
  }
}

function paramsOfBody(c: Context<EdgeEnv>, text: string): GraphQLParams | Response {
  const body = parseJson(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return refuse(c, 400, 'BODY_INVALID', 'The body is no JSON object with a query.');
  }
  if (isNestedDeeper(body, LIMITS.variableDepth)) {
    return refuse(c, 400, 'QUERY_TOO_COMPLEX', `Variables may be nested ${LIMITS.variableDepth} deep at most.`);
  }
  return body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const BEARER = /^bearer\s+(\S+)$/i;

async function authenticated(c: Context<EdgeEnv>, app: Application): Promise<Principal | Response> {
  const secret = BEARER.exec(c.req.header('authorization')?.trim() ?? '')?.[1];
  const principal = secret === undefined ? undefined : await app.access.authenticate({ secret });
  if (!principal) {
    c.header('WWW-Authenticate', 'Bearer realm="tributary"');
    return refuse(c, 401, 'UNAUTHENTICATED', 'Send the secret of an API key: `Authorization: Bearer …`.');
  }
  if (!principal.fronts.includes('graphql')) {
    return refuse(c, 403, 'FORBIDDEN', 'This API key may not be used for GraphQL.');
  }
  return principal;
}

async function refusalOfLimit(
  c: Context<EdgeEnv>,
  app: Application,
  principal: Principal,
): Promise<Response | undefined> {
  try {
    await admit(c, app, principal);
    return undefined;
  } catch (error) {
    if (!(error instanceof TooManyRequests)) throw error;
    return refuse(c, 429, 'RATE_LIMITED', `${error.message}. Try again in ${error.retryAfterSeconds} s.`);
  }
}

type Status = 400 | 401 | 403 | 405 | 413 | 415 | 429;

function refuse(c: Context<EdgeEnv>, status: Status, code: ErrorCode, message: string): Response {
  // The rest of the body is not read, so nothing else can come on this connection.
  if (status === 413) c.header('Connection', 'close');
  const { extensions } = publicError(code, message, { requestId: c.get('requestId') });
  return c.json({ errors: [{ message, extensions }] }, status);
}
