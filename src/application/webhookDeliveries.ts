/** What became of the messages to webhooks, and what operators can do about it. */
import { WEBHOOK_TOPICS, type WebhookTopic } from '../domain/integration/webhook/events.ts';
import { type RequestContext, type Result, refused, success } from './context.ts';
import type {
  DeliveryAttempt,
  DeliveryOutbox,
  DeliveryRecord,
  DeliverySelection,
  DeliveryState,
  DestinationHealth,
  ProbedReceiver,
  ProbeReceiver,
} from './deliveryPorts.ts';
import type { Idempotency } from './idempotency.ts';
import type { EventLog, Position } from './ports.ts';

export interface WebhookDelivery extends DeliveryRecord {
  /** Key of the webhook. */
  readonly webhook: string;
  readonly topic: WebhookTopic;
  /** Key of the record that it tells of. */
  readonly subject: string;
}

export interface DeliveryQuery {
  /** Key of the webhook; those of all when left out. */
  readonly webhook?: string;
  readonly states?: readonly DeliveryState[];
  readonly after?: Position;
  readonly upTo?: Position;
  readonly limit?: number;
  readonly before?: string;
}

export interface ReplayInput {
  /** Key of the webhook. */
  readonly webhook: string;
  /** One delivery, whatever became of it. */
  readonly delivery?: string;
  /** Everything since a position, exclusive; up to another, inclusive. */
  readonly after?: Position;
  readonly upTo?: Position;
  /** Those that were delivered or given up, when left out. */
  readonly states?: readonly DeliveryState[];
  /** Only counts. */
  readonly dryRun?: boolean;
}

export interface Replayed {
  readonly key: string;
  readonly count: number;
  /** Where the log stands. A replay is no event: it tells again what was told. */
  readonly position: Position;
}

export type Probed = Awaited<ReturnType<ProbeReceiver>> & { readonly key: string; readonly position: Position };

export interface WebhookDeliveries {
  /** Newest first. Finished ones are kept for 30 days. */
  list(query: DeliveryQuery): Promise<readonly WebhookDelivery[]>;
  attempts(delivery: string): Promise<readonly DeliveryAttempt[]>;
  /** How each receiver does, by key of the webhook. */
  health(): Promise<ReadonlyMap<string, DestinationHealth>>;
  /**
   * Sends again, with the ids and contents of the first time. What a paused webhook is to get waits until it is resumed. Refuses
   * with WEBHOOK_NOT_FOUND and INPUT_INVALID.
   */
  replay(context: RequestContext, input: ReplayInput): Promise<Result<Replayed>>;
  /** Sends a message of the topic `test` and tells what the receiver answered. Refuses with WEBHOOK_NOT_FOUND. */
  test(key: string): Promise<Result<Probed>>;
}

interface Dependencies {
  readonly outbox: DeliveryOutbox;
  readonly probe: ProbeReceiver;
  readonly idempotency: Idempotency;
  readonly log: Pick<EventLog, 'head'>;
  readonly lookup: { webhook(key: string): Promise<ProbedReceiver | undefined> };
}

const KIND = 'webhook';
const PREFIX = `${KIND}:`;
const MAX_PAGE = 500;

export function createWebhookDeliveries(deps: Dependencies): WebhookDeliveries {
  const { outbox, probe, idempotency, log, lookup } = deps;

  return {
    async list({ webhook, limit = 50, before, ...rest }) {
      const selection = { kind: KIND, ...rest, ...(webhook === undefined ? {} : { destination: PREFIX + webhook }) };
      const page = { limit: Math.min(Math.max(limit, 1), MAX_PAGE), ...(before === undefined ? {} : { before }) };
      return (await outbox.list(selection, page)).flatMap(toDelivery);
    },

    attempts: async (delivery) => (UUID.test(delivery) ? outbox.attempts(delivery) : []),

    async health() {
      const all = (await outbox.destinations()).filter(({ destination }) => destination.startsWith(PREFIX));
      return new Map(all.map((health) => [health.destination.slice(PREFIX.length), health]));
    },

    replay: (context, input) => idempotency.once(context, 'replayWebhookDeliveries', input, () => replay(input)),

    async test(key) {
      const receiver = await lookup.webhook(key);
      if (!receiver) return notFound;
      return success({ ...(await probe(receiver)), key, position: (await log.head()) ?? 0n });
    },
  };

  async function replay(input: ReplayInput): Promise<Result<Replayed>> {
    const { webhook, dryRun = false } = input;
    if (!(await lookup.webhook(webhook))) return notFound;
    const selection = selectionOf(input);
    if (!selection) return refused('INPUT_INVALID', 'Say which delivery, or since which position.', 'delivery');
    const count = await (dryRun ? outbox.count(selection) : outbox.retry(selection));
    return success({ key: webhook, count, position: (await log.head()) ?? 0n });
  }
}

const notFound = refused('WEBHOOK_NOT_FOUND', 'There is no such webhook.');

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Nothing is replayed by oversight: one delivery, or a beginning. */
function selectionOf({ webhook, delivery, after, upTo, states }: ReplayInput): DeliverySelection | undefined {
  const common = { kind: KIND, destination: PREFIX + webhook };
  if (delivery !== undefined)
    return UUID.test(delivery)
      ? { ...common, ids: [delivery], states: ['due', 'done', 'parked', 'discarded'] }
      : undefined;
  if (after === undefined) return undefined;
  return { ...common, after, ...(upTo === undefined ? {} : { upTo }), states: states ?? ['done', 'parked'] };
}

/** The payload is the process's own: a message that is none of its own is passed over. */
function toDelivery(record: DeliveryRecord): WebhookDelivery[] {
  const { webhook, topic, key } = record.payload as Readonly<Record<string, unknown>>;
  const known = WEBHOOK_TOPICS.find((one) => one === topic);
  if (typeof webhook !== 'string' || typeof key !== 'string' || !known) return [];
  return [{ ...record, webhook, topic: known, subject: key }];
}
