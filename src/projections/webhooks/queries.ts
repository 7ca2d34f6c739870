/** The only SELECTs on webhooks. */
import type { WebhookTopic } from '../../domain/integration/webhook/events.ts';
import type { Db } from '../engine/db.ts';
import { relation, selectList } from '../engine/relation.ts';
import { type WebhookRow, webhooks } from './model.ts';

export type { WebhookRow } from './model.ts';

/** Oldest first. */
export async function listWebhooks(db: Db): Promise<WebhookRow[]> {
  return db<WebhookRow[]>`select ${selectList(db, webhooks)} from ${relation(db, webhooks)} order by ref`;
}

export async function webhookByRef(db: Db, ref: number): Promise<WebhookRow | undefined> {
  const [row] = await db<
    WebhookRow[]
  >`select ${selectList(db, webhooks)} from ${relation(db, webhooks)} where ref = ${ref}`;
  return row;
}

export async function webhookByKey(db: Db, key: string): Promise<WebhookRow | undefined> {
  const [row] = await db<
    WebhookRow[]
  >`select ${selectList(db, webhooks)} from ${relation(db, webhooks)} where key = ${key}`;
  return row;
}

/** Who is to be told of the topic, paused receivers included: their deliveries wait. */
export async function webhooksForTopic(db: Db, topic: WebhookTopic): Promise<WebhookRow[]> {
  return db<WebhookRow[]>`
    select ${selectList(db, webhooks)} from ${relation(db, webhooks)} where topics ? ${topic} order by ref`;
}
