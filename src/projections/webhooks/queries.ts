/** The only SELECTs on webhooks. */
import type { Db } from '../engine/db.ts';
import { rowByRef, rowsWhere } from '../engine/list.ts';
import { relation, selectList } from '../engine/relation.ts';
import { type WebhookRow, webhooks } from './model.ts';

export type { WebhookRow } from './model.ts';

/** Oldest first. */
export async function listWebhooks(db: Db): Promise<WebhookRow[]> {
  return db<WebhookRow[]>`select ${selectList(db, webhooks)} from ${relation(db, webhooks)} order by ref`;
}

export const webhookByRef = (db: Db, ref: number): Promise<WebhookRow | undefined> => rowByRef(db, webhooks, ref);

export async function webhookByKey(db: Db, key: string): Promise<WebhookRow | undefined> {
  return (await rowsWhere(db, webhooks, 'key', [key]))[0];
}
