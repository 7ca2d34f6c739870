/** `tributary webhooks list|deliveries|attempts|replay|pause|resume|test` */
import type { Command } from 'commander';
import { systemContext } from '../application/bootstrap.ts';
import type { Result } from '../application/context.ts';
import { DELIVERY_STATES, type DeliveryState } from '../application/deliveryPorts.ts';
import type { Core } from '../core.ts';
import { listWebhooks, type WebhookRow } from '../projections/webhooks/queries.ts';
import { createOutput, UsageError } from './output.ts';
import { withCore } from './session.ts';

interface Json {
  readonly json?: boolean;
}

interface Range {
  readonly after?: string;
  readonly upTo?: string;
  readonly state?: string;
}

export function webhooksCommand(program: Command): void {
  const webhooks = program.command('webhooks').description('receivers that are told of events, and what became of it');

  webhooks
    .command('list')
    .description('all of them, with how they do')
    .option('--json', 'print one JSON object a line')
    .action(({ json }: Json) => withCore((core) => list(core, json ?? false)));

  webhooks
    .command('deliveries [webhook]')
    .description('what was sent or is to be sent, newest first; finished ones are kept for 30 days')
    .option('--state <list>', `comma-separated, of ${DELIVERY_STATES.join(', ')}`)
    .option('--after <position>', 'only of events after this place in the log')
    .option('--up-to <position>', 'only of events up to this place in the log')
    .option('--limit <number>', 'how many', '50')
    .option('--before <seq>', 'go on after the last one of the page before')
    .option('--json', 'print one JSON object a line')
    .action((webhook: string | undefined, options: Range & Json & { limit: string; before?: string }) =>
      withCore((core) => deliveries(core, webhook, options)),
    );

  webhooks
    .command('attempts <delivery>')
    .description('each attempt with status, duration and answer')
    .option('--json', 'print one JSON object a line')
    .action((delivery: string, { json }: Json) =>
      withCore(async ({ app }) => {
        const rows = (await app.webhookDeliveries.attempts(delivery)).map((one) => ({ ...one, ms: one.durationMs }));
        createOutput(json ?? false).table(rows, ['attempt', 'startedAt', 'ms', 'status', 'error', 'response']);
      }),
    );

  webhooks
    .command('replay <webhook>')
    .description('send again: one delivery, or everything of a range; receivers know repetitions by their ids')
    .option('--delivery <id>', 'this one, whatever became of it')
    .option('--after <position>', 'everything since this place in the log')
    .option('--up-to <position>', 'but nothing beyond this one')
    .option('--state <list>', `comma-separated, of ${DELIVERY_STATES.join(', ')}; done,parked when left out`)
    .option('--dry-run', 'only count')
    .option('--json', 'print JSON')
    .action((webhook: string, options: Range & Json & { delivery?: string; dryRun?: boolean }) =>
      withCore((core) => replay(core, webhook, options)),
    );

  webhooks
    .command('pause <webhook>')
    .description('let deliveries wait; none is lost')
    .option('--reason <text>', 'why', 'On request.')
    .option('--json', 'print JSON')
    .action((webhook: string, { reason, json }: Json & { reason: string }) =>
      change(webhook, json, 'is paused', ({ app }, { key }) =>
        app.webhooks.pause(systemContext(app.ids, 'cli'), key, reason),
      ),
    );

  webhooks
    .command('resume <webhook>')
    .description('let waiting deliveries go out')
    .option('--json', 'print JSON')
    .action((webhook: string, { json }: Json) =>
      change(webhook, json, 'goes on', ({ app }, { key }) => app.webhooks.resume(systemContext(app.ids, 'cli'), key)),
    );

  webhooks
    .command('test <webhook>')
    .description('send a message of the topic `test` now, and show the answer')
    .option('--json', 'print JSON')
    .action((webhook: string, { json }: Json) => withCore((core) => test(core, webhook, json ?? false)));
}

async function list({ app, sql }: Core, json: boolean): Promise<void> {
  const [rows, health] = await Promise.all([listWebhooks(sql), app.webhookDeliveries.health()]);
  createOutput(json).table(
    rows.map(({ key, ref, target, topics, pausedAt, pauseReason }) => ({
      ...{ id: `rh_${ref}`, key, target, topics, paused: pausedAt, reason: pauseReason },
      due: health.get(key)?.due ?? 0,
      parked: health.get(key)?.parked ?? 0,
      failing: health.get(key)?.failingSince ?? null,
      next: health.get(key)?.blockedUntil ?? null,
    })),
    ['id', 'target', 'topics', 'due', 'parked', 'failing', 'next', 'paused', 'reason'],
  );
}

async function deliveries(
  core: Core,
  webhook: string | undefined,
  { state, after, upTo, limit, before, json }: Range & Json & { limit: string; before?: string },
): Promise<void> {
  const rows = await core.app.webhookDeliveries.list({
    ...(webhook === undefined ? {} : { webhook: (await find(core, webhook)).key }),
    ...(state === undefined ? {} : { states: states(state) }),
    ...(after === undefined ? {} : { after: position(after) }),
    ...(upTo === undefined ? {} : { upTo: position(upTo) }),
    ...(before === undefined ? {} : { before: String(position(before)) }),
    limit: Number(position(limit)),
  });
  createOutput(json ?? false).table(
    rows.map(({ payload: _, destination: _d, lastDurationMs, ...row }) => ({ ...row, ms: lastDurationMs })),
    ['id', 'seq', 'topic', 'subject', 'position', 'state', 'attempts', 'lastStatus', 'ms', 'lastError', 'dueAt'],
  );
}

async function replay(
  core: Core,
  webhook: string,
  { delivery, after, upTo, state, dryRun = false, json }: Range & Json & { delivery?: string; dryRun?: boolean },
): Promise<void> {
  const { app } = core;
  const found = await find(core, webhook);
  const replayed = await app.webhookDeliveries.replay(systemContext(app.ids, 'cli'), {
    ...{ webhook: found.key, dryRun },
    ...(delivery === undefined ? {} : { delivery }),
    ...(after === undefined ? {} : { after: position(after) }),
    ...(upTo === undefined ? {} : { upTo: position(upTo) }),
    ...(state === undefined ? {} : { states: states(state) }),
  });
  const { count } = accepted(replayed);
  const waits = found.pausedAt === null ? '' : ', once the webhook is resumed';
  createOutput(json ?? false).print({ webhook: `rh_${found.ref}`, count, dryRun }, () =>
    dryRun ? `${count} would go out again${waits}` : `${count} go out again${waits}`,
  );
}

const change = (
  webhook: string,
  json: boolean | undefined,
  done: string,
  work: (core: Core, row: WebhookRow) => Promise<Result<unknown>>,
) =>
  withCore(async (core) => {
    const row = await find(core, webhook);
    accepted(await work(core, row));
    createOutput(json ?? false).print({ webhook: `rh_${row.ref}`, done }, () => `rh_${row.ref} ${done}`);
  });

async function test(core: Core, webhook: string, json: boolean): Promise<void> {
  const { status, durationMs, error, response } = accepted(
    await core.app.webhookDeliveries.test((await find(core, webhook)).key),
  );
  createOutput(json).print({ status, durationMs, error, response }, () => [
    `${status ?? error} after ${durationMs} ms`,
    ...(response ? [response] : []),
  ]);
  if (status === null || status < 200 || status > 299) process.exitCode = 1;
}

/** By the id that its receiver knows, its number or its key. */
async function find({ sql }: Core, webhook: string): Promise<WebhookRow> {
  const found = (await listWebhooks(sql)).find(
    ({ key, ref }) => webhook === key || webhook === `rh_${ref}` || webhook === String(ref),
  );
  if (!found) throw new UsageError(`There is no webhook "${webhook}". See: tributary webhooks list`);
  return found;
}

function accepted<T>(result: Result<T>): T {
  if (!result.ok) throw new UsageError(result.refusal.message);
  return result.value;
}

function states(list: string): DeliveryState[] {
  return list.split(',').map((name) => {
    const known = DELIVERY_STATES.find((state) => state === name.trim());
    if (!known) throw new UsageError(`There is no state "${name}". There are: ${DELIVERY_STATES.join(', ')}`);
    return known;
  });
}

function position(text: string): bigint {
  if (!/^\d{1,19}$/.test(text)) throw new UsageError(`"${text}" is not a number`);
  return BigInt(text);
}
