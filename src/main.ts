/** The composition root: configuration → adapters → application → fronts and workers → graceful stop. */
import type { Sql } from 'postgres';
import { createMailDocuments } from './adapters/mail/documents.ts';
import { createMailFiles, createSmtpMailer } from './adapters/mail/mailer.ts';
import { createOpayoGateway } from './adapters/payment/opayo.ts';
import { createSimulatorGateway } from './adapters/payment/simulator/gateway.ts';
import { connect } from './adapters/postgres/connect.ts';
import { startEmbeddedPostgres } from './adapters/postgres/embedded.ts';
import { createPostgresLog } from './adapters/postgres/log/log.ts';
import { createSessionStore } from './adapters/postgres/sessions/store.ts';
import { systemClock } from './adapters/system/clock.ts';
import { createDigests } from './adapters/system/digests.ts';
import { createIds } from './adapters/system/ids.ts';
import { argon2Passwords } from './adapters/system/passwords.ts';
import { createRateLimiter } from './adapters/system/rateLimiter.ts';
import { createTargetGuard } from './adapters/webhooks/guard.ts';
import { createWebhookSender } from './adapters/webhooks/sender.ts';
import type { IssuedKey } from './application/access.ts';
import { type Application, createApplication } from './application/application.ts';
import { firstKey, installationSalt } from './application/bootstrap.ts';
import { createExecutor } from './application/execute.ts';
import type { Clock, EventLog, Ids } from './application/ports.ts';
import type { Config } from './config.ts';
import { catalogue } from './domain/catalogue.ts';
import { graphqlRoutes } from './graphql/server.ts';
import { auditRoutes } from './http/audit.ts';
import { changeRoutes } from './http/changes.ts';
import { docsRoutes } from './http/docs/routes.ts';
import { createEdge } from './http/edge.ts';
import { healthRoutes } from './http/health.ts';
import { listen } from './http/listen.ts';
import { memberPageRoutes } from './http/memberPage.ts';
import { createMetrics } from './http/metrics.ts';
import { legacyApis } from './legacy-rest/registry.ts';
import { renderDelivery } from './legacy-rest/simvoly/deliveries.ts';
import { websiteAt } from './legacy-rest/simvoly/website.ts';
import type { Logger } from './logger.ts';
import { BOOKING_MESSAGE, bookingProcess, createBookingHandler } from './processes/bookings/process.ts';
import { caseProcess, createOpenCaseHandler, OPEN_CASE_MESSAGE } from './processes/cases/process.ts';
import { createProcesses, type Processes } from './processes/engine/engine.ts';
import { createFollowUps } from './processes/engine/followUps.ts';
import { createOutboxOperations } from './processes/engine/operations.ts';
import { setUpProcesses } from './processes/engine/schema.ts';
import {
  createOrderInvoiceHandler,
  ORDER_INVOICE_MESSAGE,
  orderInvoicesProcess,
} from './processes/orderInvoices/process.ts';
import { createPaymentHandler, PAYMENT_MESSAGE, paymentsProcess } from './processes/payments/process.ts';
import { createWebhookHandler } from './processes/webhooks/handler.ts';
import { createProbe } from './processes/webhooks/probe.ts';
import { WEBHOOK_MESSAGE, webhookProcess } from './processes/webhooks/process.ts';
import { registrationsFromLog } from './processes/webhooks/registrations.ts';
import type { WebhookSender } from './processes/webhooks/sender.ts';
import { watchReceivers } from './processes/webhooks/watch.ts';
import { listApiKeys } from './projections/apiKeys/queries.ts';
import { createProjections, type Projections } from './projections/engine/engine.ts';
import { inPast, pastMoment } from './projections/engine/past.ts';
import { models } from './projections/models.ts';

/** Everything but the fronts: what the server and the command line share. */
export interface Core {
  readonly app: Application;
  readonly projections: Projections;
  readonly log: EventLog;
  readonly sql: Sql;
  readonly sender: WebhookSender;
  readonly databaseUrl: string;
  close(): Promise<void>;
}

export interface Server extends Core {
  readonly url: string;
  /** The key that was made for an empty log: told once. */
  readonly firstKey: IssuedKey | undefined;
  readonly processes: Processes;
}

/** How far behind a read model may be before the server asks for no more traffic. */
const MAX_LAG_SECONDS = 30;

/** Closes in the reverse order of opening, whatever fails. */
function createStack() {
  const closers: (() => Promise<unknown>)[] = [];
  return {
    add: (close: () => Promise<unknown>) => closers.push(close),
    async close(): Promise<void> {
      for (const close of closers.splice(0).reverse()) await close().catch(() => undefined);
    },
  };
}
type Stack = ReturnType<typeof createStack>;

export async function openCore(config: Config, logger: Logger): Promise<Core> {
  const stack = createStack();
  try {
    return await openOnto(stack, config, logger);
  } catch (error) {
    await stack.close();
    throw error;
  }
}

async function openOnto(stack: Stack, config: Config, logger: Logger): Promise<Core> {
  const clock = systemClock;
  const ids = createIds(clock);
  const databaseUrl = config.databaseUrl ?? (await embedded(stack, config, logger));
  const sql = connect(databaseUrl);
  stack.add(() => sql.end({ timeout: 5 }));
  const log = await openLog(config, databaseUrl);
  stack.add(() => log.close());
  const sessionStore = await createSessionStore(sql);
  stack.add(async () => sessionStore.close());
  const digests = createDigests(await installationSalt(createExecutor({ log, catalogue, clock, ids }), ids));
  const projections = createProjections({ sql, log, catalogue, models, clock, logger });
  await projections.start();
  stack.add(() => projections.stop());
  await setUpProcesses(sql);
  const sender = createWebhookSender({ clock, allowPrivate: config.webhookAllowPrivate });
  stack.add(async () => sender.close());
  const mailer = mailerOf(config, clock);
  stack.add(async () => mailer.close());
  const app = createApplication({
    log,
    catalogue,
    db: sql,
    readModels: projections,
    clock,
    ids,
    digests,
    passwords: argon2Passwords,
    sessionStore,
    followUps: createFollowUps(sql),
    isReadOnly: () => pastMoment() !== undefined,
    deliveries: createOutboxOperations(sql, () => clock.now()),
    probeReceiver: createProbe(sender),
    rateLimiter: createRateLimiter(),
    defaultLimits: { requestsPerMinute: config.rateLimitPerMinute, maxConcurrent: config.maxConcurrentPerKey },
    mayDeliverTo: createTargetGuard({ allowPrivate: config.webhookAllowPrivate }),
    gateway: gatewayOf(config, { clock, ids }),
    checkoutSettings: config.checkout,
    mailer,
    mailDocuments: createMailDocuments(config.mail.templates),
  });
  return { app, projections, log, sql, sender, databaseUrl, close: () => stack.close() };
}

/** The log alone: nothing else is opened, and nothing written. For moving it. */
export async function openLogAlone(
  config: Config,
  logger: Logger,
): Promise<{ readonly log: EventLog; close(): Promise<void> }> {
  const stack = createStack();
  try {
    const log = await openLog(config, config.databaseUrl ?? (await embedded(stack, config, logger)));
    stack.add(() => log.close());
    return { log, close: () => stack.close() };
  } catch (error) {
    await stack.close();
    throw error;
  }
}

function gatewayOf({ paymentGateway, payment3dSecure, opayo }: Config, parts: { clock: Clock; ids: Ids }) {
  return paymentGateway === 'opayo'
    ? createOpayoGateway({ ...opayo, secure3d: payment3dSecure })
    : createSimulatorGateway(parts, payment3dSecure);
}

const mailerOf = ({ mail: { smtpUrl: url, from, directory } }: Config, clock: Clock) =>
  url ? createSmtpMailer({ url, from }) : createMailFiles({ directory, from, clock });

function webhookHandler({ app, log, sender }: Core, config: Config) {
  const website = websiteAt(config.publicUrl);
  return createWebhookHandler({
    registrations: registrationsFromLog(log, catalogue),
    render: (topic, key, position) => renderDelivery(app, topic, key, position, website),
    sender,
    webhooks: app.webhooks,
    clock: app.clock,
  });
}

/** The gRPC client is loaded only where it is used. */
async function openLog({ eventStoreUrl }: Config, databaseUrl: string): Promise<EventLog> {
  if (!eventStoreUrl) return createPostgresLog({ url: databaseUrl });
  const { createEventStoreDbLog } = await import('./adapters/eventstoredb/log.ts');
  return createEventStoreDbLog({ connectionString: eventStoreUrl });
}

async function embedded(stack: Stack, config: Config, logger: Logger): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log: (message) => logger.warn(message) });
  stack.add(() => postgres.stop());
  return postgres.url;
}

/** Starts everything and listens. */
export async function startServer(config: Config, logger: Logger): Promise<Server> {
  const core = await openCore(config, logger);
  const stack = createStack();
  stack.add(() => core.close());
  try {
    return await serveOnto(stack, core, config, logger);
  } catch (error) {
    await stack.close();
    throw error;
  }
}

async function serveOnto(stack: Stack, core: Core, config: Config, logger: Logger): Promise<Server> {
  const { app, projections, log, sql } = core;
  const processes = createProcesses({
    sql,
    log,
    catalogue,
    clock: app.clock,
    ids: app.ids,
    logger,
    processes: [webhookProcess, bookingProcess, caseProcess, orderInvoicesProcess, paymentsProcess],
    handlers: {
      [WEBHOOK_MESSAGE]: webhookHandler(core, config),
      [BOOKING_MESSAGE]: createBookingHandler(app.bookings),
      [OPEN_CASE_MESSAGE]: createOpenCaseHandler(app.cases),
      [ORDER_INVOICE_MESSAGE]: createOrderInvoiceHandler(app.invoices),
      [PAYMENT_MESSAGE]: createPaymentHandler({ orderFor: app.orders.placePaid, reconcile: app.charges.reconcile }),
    },
  });
  await processes.start();
  stack.add(() => processes.stop());
  const watch = watchReceivers({ ...app.webhookDeliveries, pause: app.webhooks.pause, clock: app.clock, logger });
  stack.add(() => watch.stop());
  const metrics = createMetrics(() => projections.status());
  let accepting = true;
  const health = healthRoutes({
    checks: {
      log: () => log.ping(),
      database: async () => void (await sql`select 1`),
      models: () => projections.status(),
    },
    metrics,
    maxLagSeconds: MAX_LAG_SECONDS,
    accepting: () => accepting,
  });
  const edge = createEdge({
    mounts: [
      { name: 'health', routes: health },
      { name: 'members', routes: memberPageRoutes(app, config.publicUrl) },
      { name: 'audit', routes: auditRoutes(app) },
      { name: 'changes', routes: changeRoutes(app) },
      { name: 'docs', routes: docsRoutes() },
      { name: 'graphql', routes: graphqlRoutes({ app, logger, introspection: config.graphqlIntrospection }) },
      ...legacyApis.map((api) => ({
        name: api.name,
        routes: api.routes({ app, logger, publicUrl: config.publicUrl }),
        prefix: `/${api.name}`,
      })),
    ],
    logger,
    metrics,
    past: { ...app, inPast },
  });
  const unknownMethods = legacyApis.flatMap((api) => api.unknownMethod?.({ app, logger }) ?? []);
  const listener = await listen(edge, config.host, config.port, unknownMethods);
  stack.add(() => listener.close());
  stack.add(async () => {
    accepting = false;
    app.changes.close();
  });
  // Only now: a start that fails on the way must not use up the one time at which the secret is told.
  const issued = await firstKey(app.access, app.ids, (await listApiKeys(sql)).length > 0, config.bootstrap);
  return {
    ...core,
    url: `http://${hostFor(config.host)}:${listener.port}`,
    firstKey: issued,
    processes,
    close: () => stack.close(),
  };
}

const hostFor = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
