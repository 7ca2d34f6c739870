/** The only SELECTs on API keys. */
import type { Db } from '../engine/db.ts';
import { relation, selectList } from '../engine/relation.ts';
import { type ApiKeyRow, apiKeys } from './model.ts';

export type { ApiKeyRow } from './model.ts';

export async function apiKeyBySecretDigest(db: Db, digest: string): Promise<ApiKeyRow | undefined> {
  const [row] = await db<ApiKeyRow[]>`
    select ${selectList(db, apiKeys)} from ${relation(db, apiKeys)} where secret_digest = ${digest} and revoked_at is null limit 1`;
  return row;
}

export async function apiKeyByPublicKey(db: Db, apiKey: string): Promise<ApiKeyRow | undefined> {
  const [row] = await db<
    ApiKeyRow[]
  >`select ${selectList(db, apiKeys)} from ${relation(db, apiKeys)} where api_key = ${apiKey} limit 1`;
  return row;
}

/** Oldest first. */
export async function listApiKeys(db: Db): Promise<ApiKeyRow[]> {
  return db<ApiKeyRow[]>`select ${selectList(db, apiKeys)} from ${relation(db, apiKeys)} order by issued_at, key`;
}
