/** The composition root: the core → fronts and workers → graceful stop. */
import type { IssuedKey } from './application/access.ts';
import { firstKey } from './application/bootstrap.ts';
import type { Config } from './config.ts';
import { type Core, createStack, openCore, type Stack } from './core.ts';
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
import { createNoticeHandler, NOTICE_MESSAGE } from './processes/notices/handler.ts';
import { noticesProcess } from './processes/notices/process.ts';
import {
  createOrderInvoiceHandler,
  ORDER_INVOICE_MESSAGE,
  orderInvoicesProcess,
} from './processes/orderInvoices/process.ts';
import { createPaymentHandler, PAYMENT_MESSAGE, paymentsProcess } from './processes/payments/process.ts';
import { createWebhookHandler } from './processes/webhooks/handler.ts';
import { WEBHOOK_MESSAGE, webhookProcess } from './processes/webhooks/process.ts';
import { registrationsFromLog } from './processes/webhooks/registrations.ts';
import { type Watch, watchReceivers } from './processes/webhooks/watch.ts';
import { listApiKeys } from './projections/apiKeys/queries.ts';
import { inPast } from './projections/engine/past.ts';

export interface Server extends Core {
  readonly url: string;
  /** The key that was made for an empty log: told once. */
  readonly firstKey: IssuedKey | undefined;
  readonly processes: Processes;
  /** Looks after receivers of webhooks every now and then, and when asked. */
  readonly receivers: Watch;
}

/** How far behind a read model may be before the server asks for no more traffic. */
const MAX_LAG_SECONDS = 30;

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
    processes: [webhookProcess, bookingProcess, caseProcess, orderInvoicesProcess, paymentsProcess, noticesProcess],
    handlers: {
      [WEBHOOK_MESSAGE]: webhookHandler(core, config),
      [BOOKING_MESSAGE]: createBookingHandler(app.bookings),
      [OPEN_CASE_MESSAGE]: createOpenCaseHandler(app.cases),
      [ORDER_INVOICE_MESSAGE]: createOrderInvoiceHandler(app.invoices),
      [NOTICE_MESSAGE]: createNoticeHandler(app.notices),
      [PAYMENT_MESSAGE]: createPaymentHandler({ orderFor: app.orders.placePaid, reconcile: app.charges.reconcile }),
    },
  });
  await processes.start();
  stack.add(() => processes.stop());
  const receivers = watchReceivers({ ...app.webhookDeliveries, ...app.webhooks, clock: app.clock, logger });
  stack.add(() => receivers.stop());
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
  const legacyOptions = { app, logger, publicUrl: config.publicUrl, site: config.site };
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
        routes: api.routes(legacyOptions),
        prefix: `/${api.name}`,
      })),
    ],
    logger,
    metrics,
    past: { ...app, inPast },
  });
  const unknownMethods = legacyApis.flatMap((api) => api.unknownMethod?.(legacyOptions) ?? []);
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
    receivers,
    close: () => stack.close(),
  };
}

const hostFor = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
