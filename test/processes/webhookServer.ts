/** The webhook fan-out as the program runs it, with a plain renderer: the contact's state folded up to the position. */
import type { Sql } from 'postgres';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createIds } from '../../src/adapters/system/ids.ts';
import { createWebhookSender } from '../../src/adapters/webhooks/sender.ts';
import { createExecutor } from '../../src/application/execute.ts';
import { createHistory } from '../../src/application/history.ts';
import type { EventLog } from '../../src/application/ports.ts';
import { catalogue } from '../../src/domain/catalogue.ts';
import { contact } from '../../src/domain/crm/contact/decide.ts';
import { webhook } from '../../src/domain/integration/webhook/decide.ts';
import { createLogger } from '../../src/logger.ts';
import { createProcesses, type Processes, type ProcessSettings } from '../../src/processes/engine/engine.ts';
import type { Handler } from '../../src/processes/engine/handler.ts';
import { createWebhookHandler } from '../../src/processes/webhooks/handler.ts';
import { WEBHOOK_MESSAGE, webhookProcess } from '../../src/processes/webhooks/process.ts';
import { registrationsFromLog } from '../../src/processes/webhooks/registrations.ts';

export interface WebhookServer {
  readonly processes: Processes;
  /** How often something was rendered. */
  rendered(): number;
}

export function webhookHandler(log: EventLog): { handler: Handler; rendered(): number } {
  const history = createHistory({ log, catalogue });
  const executor = createExecutor({ log, catalogue, clock: systemClock, ids: createIds(systemClock) });
  let rendered = 0;
  const handler = createWebhookHandler({
    registrations: registrationsFromLog(log, catalogue),
    async render(_topic, key, position) {
      rendered += 1;
      const state = await history.stateAt(contact, key, { position });
      return JSON.stringify(state.phase === 'active' ? { id: state.ref, name: state.details.firstName } : null);
    },
    sender: createWebhookSender({ clock: systemClock, allowPrivate: true, timeoutMs: 1_000 }),
    webhooks: {
      pause: (context, key, reason) => executor.execute(context, webhook, key, { type: 'PauseWebhook', reason }),
    },
    clock: systemClock,
  });
  return { handler, rendered: () => rendered };
}

export function createWebhookServer(sql: Sql, log: EventLog, settings: Partial<ProcessSettings> = {}): WebhookServer {
  const { handler, rendered } = webhookHandler(log);
  const processes = createProcesses({
    sql,
    log,
    catalogue,
    clock: systemClock,
    ids: createIds(systemClock),
    logger: createLogger('silent'),
    processes: [webhookProcess],
    handlers: { [WEBHOOK_MESSAGE]: handler },
    settings,
  });
  return { processes, rendered };
}
