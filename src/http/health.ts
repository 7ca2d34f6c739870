/** Whether the process lives, whether it should get traffic, and what it measures. */
import { Hono } from 'hono';
import type { EdgeEnv } from '../legacy-rest/kit/api.ts';
import type { Metrics } from './metrics.ts';

export interface ModelHealth {
  readonly model: string;
  /** `live`, `paused`, `rebuilding`, … */
  readonly status: string;
  readonly lagSeconds: number;
  /** Undefined before the model is built for the first time. */
  readonly liveVersion: number | undefined;
  readonly error: string | undefined;
}

export interface HealthChecks {
  /** Rejects when the log does not answer. */
  log(): Promise<void>;
  /** Rejects when the database does not answer. */
  database(): Promise<void>;
  models(): Promise<readonly ModelHealth[]>;
}

export interface HealthOptions {
  readonly checks: HealthChecks;
  readonly metrics: Metrics;
  /** A read model that is further behind than this makes the server not ready. */
  readonly maxLagSeconds: number;
  /** False while the server is stopping. */
  readonly accepting: () => boolean;
}

const CHECK_TIMEOUT_MS = 2_000;

export function healthRoutes({ checks, metrics, maxLagSeconds, accepting }: HealthOptions): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>();
  routes.get('/healthz', (c) => c.json({ status: 'ok' }));
  routes.get('/readyz', async (c) => {
    const [log, database] = await Promise.all([outcome(checks.log()), outcome(checks.database())]);
    const models = database === 'ok' ? await checks.models().catch(() => []) : [];
    // A model that was never built shows nothing, however young the events are that it lacks.
    const isBehind = ({ liveVersion, lagSeconds }: ModelHealth): boolean =>
      liveVersion === undefined || lagSeconds > maxLagSeconds;
    const behind = models.filter(isBehind).map(({ model }) => model);
    const failing = models.filter(({ error }) => error !== undefined).map(({ model }) => model);
    const ready = accepting() && log === 'ok' && database === 'ok' && behind.length === 0 && failing.length === 0;
    const body = {
      status: ready ? 'ready' : 'not ready',
      accepting: accepting(),
      log,
      database,
      behind,
      failing,
      models,
    };
    return c.json(body, ready ? 200 : 503);
  });
  routes.get('/metrics', async (c) => c.text(await metrics.render(), 200, { 'Content-Type': metrics.contentType }));
  return routes;
}

/** What is wrong, without the driver's words: they may name hosts and users. */
async function outcome(check: Promise<void>): Promise<'ok' | 'unreachable'> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'unreachable'>((resolve) => {
    timer = setTimeout(() => resolve('unreachable'), CHECK_TIMEOUT_MS);
  });
  const answer = check.then(
    () => 'ok' as const,
    () => 'unreachable' as const,
  );
  return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
}
