/** What the server and the command line share: configuration → adapters → application, without the fronts and workers. */
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
import { type Application, createApplication } from './application/application.ts';
import { installationSalt } from './application/bootstrap.ts';
import { createExecutor } from './application/execute.ts';
import type { Clock, EventLog, Ids } from './application/ports.ts';
import type { Config } from './config.ts';
import { catalogue } from './domain/catalogue.ts';
import type { Logger } from './logger.ts';
import { createFollowUps } from './processes/engine/followUps.ts';
import { createOutboxOperations } from './processes/engine/operations.ts';
import { setUpProcesses } from './processes/engine/schema.ts';
import { createProbe } from './processes/webhooks/probe.ts';
import type { WebhookSender } from './processes/webhooks/sender.ts';
import { createProjections, type Projections } from './projections/engine/engine.ts';
import { pastMoment } from './projections/engine/past.ts';
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

/** Closes in the reverse order of opening, whatever fails. */
export function createStack() {
  const closers: (() => Promise<unknown>)[] = [];
  return {
    add: (close: () => Promise<unknown>) => closers.push(close),
    async close(): Promise<void> {
      for (const close of closers.splice(0).reverse()) await close().catch(() => undefined);
    },
  };
}
export type Stack = ReturnType<typeof createStack>;

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
    maxLivePerKey: config.maxLivePerKey,
    sessionIdleMinutes: config.sessionIdleMinutes,
    mayDeliverTo: createTargetGuard({ allowPrivate: config.webhookAllowPrivate }),
    gateway: gatewayOf(config, { clock, ids }),
    shopCurrency: config.shopCurrency,
    checkoutSettings: config.checkout,
    mailer,
    mailDocuments: createMailDocuments(config.mail.templates),
    owner: config.mail.owner,
    publicUrl: config.publicUrl,
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

function gatewayOf(config: Config, parts: { clock: Clock; ids: Ids }) {
  const checks = { secure3d: config.payment3dSecure, avsCv2: config.paymentAvsCv2 };
  return config.paymentGateway === 'opayo'
    ? createOpayoGateway({ ...config.opayo, ...checks })
    : createSimulatorGateway(parts, checks);
}

const mailerOf = ({ mail: { smtpUrl: url, from, directory } }: Config, clock: Clock) =>
  url ? createSmtpMailer({ url, from }) : createMailFiles({ directory, from, clock });

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
