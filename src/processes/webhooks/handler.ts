/** Carries out one delivery of a webhook, and reads the answer. */
import type { RequestContext } from '../../application/context.ts';
import type { Clock, Position } from '../../application/ports.ts';
import type { WebhookTopic } from '../../domain/integration/webhook/events.ts';
import { contextOf, type Handler, type Outcome } from '../engine/handler.ts';
import { webhookMessage } from './process.ts';
import type { FindRegistration } from './registrations.ts';
import type { WebhookAnswer, WebhookSender } from './sender.ts';

/**
 * The resource as JSON, as the API that webhooks were registered through showed it right after that position. Empty when there is
 * nothing to tell after all.
 */
export type RenderWebhook = (topic: WebhookTopic, key: string, position: Position) => Promise<string>;

export interface WebhookHandlerDependencies {
  readonly registrations: FindRegistration;
  readonly render: RenderWebhook;
  readonly sender: WebhookSender;
  /** `app.webhooks`. */
  readonly webhooks: { pause(context: RequestContext, key: string, reason: string): Promise<unknown> };
  readonly clock: Clock;
}

export function createWebhookHandler(deps: WebhookHandlerDependencies): Handler {
  const render = sharedRender(deps.render);
  return {
    prepare: (message) => {
      const { topic, key, position } = webhookMessage.parse(message.payload);
      return render(topic, key, BigInt(position));
    },

    async deliver(attempt, signal) {
      if (attempt.prepared === '') return { result: 'unwanted' };
      const { webhook, topic } = webhookMessage.parse(attempt.payload);
      const registration = await deps.registrations(webhook);
      if (!registration) return { result: 'unwanted' };
      const { ref, target, secret, source } = registration;
      const { id, attempt: number, prepared: body } = attempt;
      const registrationId = `rh_${ref}`;
      const answer = await deps.sender
        .send({ id, attempt: number, target, secret, topic, source, registrationId, body }, signal)
        .catch(errorCode);
      if (typeof answer === 'string') return { result: 'failed', error: answer, blame: 'destination' };
      if (answer.status === GONE) await deps.webhooks.pause(contextOf('webhooks', id), webhook, PAUSED_BY_RECEIVER);
      return outcomeOf(answer, deps.clock.now());
    },
  };
}

const GONE = 410;
const PAUSED_BY_RECEIVER = 'The receiver answered 410 Gone.';

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'NO_ANSWER';

function outcomeOf({ status, body, retryAfter }: WebhookAnswer, now: Date): Outcome {
  const facts = { status, response: body };
  if (status >= 200 && status < 300) return { ...facts, result: 'done' };
  const retryAfterMs = retryAfter === undefined ? undefined : retryAfterOf(retryAfter, now);
  return {
    ...facts,
    result: 'failed',
    error: `HTTP_${status}`,
    blame: isAboutMessage(status) ? 'message' : 'destination',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** A receiver that dislikes one topic answers 4xx to it and takes the others; the rest tells of its own troubles. */
const isAboutMessage = (status: number): boolean =>
  status >= 400 && status < 500 && ![408, GONE, 421, 425, 429].includes(status);

const DAY_MS = 86_400_000;

/** Seconds or an HTTP date, no longer than a day. */
function retryAfterOf(header: string, now: Date): number | undefined {
  const milliseconds = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isNaN(milliseconds) ? undefined : Math.min(DAY_MS, Math.max(0, milliseconds));
}

/** Several webhooks for one change are rendered once. */
const REMEMBERED = 500;

function sharedRender(render: RenderWebhook): RenderWebhook {
  const recent = new Map<string, Promise<string>>();
  return (topic, key, position) => {
    const name = `${topic}:${key}:${position}`;
    const found = recent.get(name);
    if (found) return found;
    const rendered = render(topic, key, position);
    recent.set(name, rendered);
    rendered.catch(() => recent.delete(name));
    const [oldest] = recent.keys();
    if (recent.size > REMEMBERED && oldest !== undefined) recent.delete(oldest);
    return rendered;
  };
}
