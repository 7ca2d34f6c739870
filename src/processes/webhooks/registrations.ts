/** Where a webhook goes and what signs it, read from its own stream: secrets stay out of states and messages. */
import { decodeRecorded } from '../../application/execute.ts';
import type { EventLog } from '../../application/ports.ts';
import type { WebhookEvent } from '../../domain/integration/webhook/events.ts';
import { streamName } from '../../domain/kernel/aggregate.ts';
import type { Catalogue } from '../../domain/kernel/codec.ts';

export interface WebhookRegistration {
  readonly ref: number;
  readonly target: string;
  readonly secret: string;
  readonly source: string;
}

/** `undefined` when there is no such webhook, or none any more. */
export type FindRegistration = (key: string) => Promise<WebhookRegistration | undefined>;

/** A burst of deliveries asks once. */
const REMEMBER_MS = 2_000;

export function registrationsFromLog(log: EventLog, catalogue: Catalogue): FindRegistration {
  const known = new Map<string, Promise<WebhookRegistration | undefined>>();
  return (key) => {
    const found = known.get(key) ?? read(log, catalogue, key);
    if (!known.has(key)) {
      known.set(key, found);
      setTimeout(() => known.delete(key), REMEMBER_MS).unref();
      found.catch(() => known.delete(key));
    }
    return found;
  };
}

async function read(log: EventLog, catalogue: Catalogue, key: string): Promise<WebhookRegistration | undefined> {
  let registration: WebhookRegistration | undefined;
  for await (const recorded of log.readStream(streamName('webhook', key))) {
    const event = decodeRecorded(catalogue, recorded) as WebhookEvent;
    if (event.type === 'WebhookRegistered') registration = event.data;
    if (event.type === 'WebhookRemoved') registration = undefined;
  }
  return registration;
}
