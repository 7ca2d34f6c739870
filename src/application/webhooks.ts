/** Who is told of what. Deliveries themselves are the work of `processes/`. */
import { webhook } from '../domain/integration/webhook/decide.ts';
import { WEBHOOK_TOPICS, type WebhookTopic } from '../domain/integration/webhook/events.ts';
import { type RequestContext, type Result, refused, success, type Written } from './context.ts';
import type { Executor } from './execute.ts';
import { type Idempotency, newKey } from './idempotency.ts';
import type { Numbers } from './numbers.ts';
import type { Ids, Position, ReadModels } from './ports.ts';

export interface RegisterWebhookInput {
  readonly target: string;
  /** Signs deliveries; empty for none. */
  readonly secret: string;
  readonly topics: readonly string[];
  /** Host name through which the receiver registered. */
  readonly source: string;
}

export interface ChangedWebhook {
  readonly key: string;
  readonly position: Position;
}

export interface Webhooks {
  /** Refuses with WEBHOOK_TARGET_INVALID, WEBHOOK_TARGET_FORBIDDEN and WEBHOOK_TOPICS_INVALID. */
  register(context: RequestContext, input: RegisterWebhookInput): Promise<Result<Written>>;
  remove(context: RequestContext, key: string): Promise<Result<ChangedWebhook>>;
  /** Notes since when the receiver has been failing. */
  noteFailing(context: RequestContext, key: string, since: string): Promise<Result<ChangedWebhook>>;
  pause(context: RequestContext, key: string, reason: string): Promise<Result<ChangedWebhook>>;
  resume(context: RequestContext, key: string): Promise<Result<ChangedWebhook>>;
}

interface Dependencies {
  readonly executor: Executor;
  readonly numbers: Numbers;
  readonly ids: Ids;
  readonly idempotency: Idempotency;
  readonly readModels: ReadModels;
  /** Whether deliveries may go to this host; private networks are closed unless configuration opens them. */
  readonly mayDeliverTo: (target: URL) => Promise<boolean>;
}

export function createWebhooks(deps: Dependencies): Webhooks {
  const { executor, numbers, ids, idempotency, readModels } = deps;

  return {
    register: (context, input) => idempotency.once(context, 'registerWebhook', input, () => register(context, input)),
    remove: (context, key) =>
      idempotency.once(context, 'removeWebhook', { key }, () => change(context, key, { type: 'RemoveWebhook' })),
    noteFailing: (context, key, since) => change(context, key, { type: 'NoteWebhookFailing', since }),
    pause: (context, key, reason) =>
      idempotency.once(context, 'pauseWebhook', { key, reason }, () =>
        change(context, key, { type: 'PauseWebhook', reason }),
      ),
    resume: (context, key) =>
      idempotency.once(context, 'resumeWebhook', { key }, () => change(context, key, { type: 'ResumeWebhook' })),
  };

  async function register(context: RequestContext, input: RegisterWebhookInput): Promise<Result<Written>> {
    const target = parseTarget(input.target);
    if (!target) return refused('WEBHOOK_TARGET_INVALID', 'The target must be an http or https address.', 'target');
    if (!(await deps.mayDeliverTo(target))) {
      return refused('WEBHOOK_TARGET_FORBIDDEN', 'The target is in a network that deliveries may not go to.', 'target');
    }
    if (input.topics.length === 0 || !input.topics.every(isTopic)) {
      return refused('WEBHOOK_TOPICS_INVALID', `The events must be some of: ${WEBHOOK_TOPICS.join(', ')}.`, 'events');
    }
    const key = newKey(ids, 'webhook', context);
    const ref = await numbers.next(context, 'webhook');
    const executed = await executor.execute(context, webhook, key, {
      ...input,
      type: 'RegisterWebhook',
      ref,
      topics: input.topics,
    });
    if (!executed.ok) return executed;
    const position = executed.position ?? 0n;
    await readModels.reached(position);
    return success({ key, ref, position });
  }

  async function change(
    context: RequestContext,
    key: string,
    command: Parameters<typeof webhook.decide>[1],
  ): Promise<Result<ChangedWebhook>> {
    const executed = await executor.execute(context, webhook, key, command);
    if (!executed.ok) return executed;
    const position = executed.position ?? 0n;
    await readModels.reached(position);
    return success({ key, position });
  }
}

const isTopic = (topic: string): topic is WebhookTopic => (WEBHOOK_TOPICS as readonly string[]).includes(topic);

function parseTarget(target: string): URL | undefined {
  try {
    const url = new URL(target);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
  } catch {
    return undefined;
  }
}
