/** What a stream's metadata says of which of its events a reader sees. `$all` shows them all the same until a scavenge. */
import type { StoredEvent, Stream } from './store.ts';

export interface StreamMetadata {
  readonly $maxCount?: number;
  /** Seconds. */
  readonly $maxAge?: number;
  /** First visible revision. */
  readonly $tb?: number | bigint;
}

/** Numbers above 2^53 lose digits in JSON.parse; all that large mean the same. */
const DELETED_FROM = Number.MAX_SAFE_INTEGER;

/** Metadata that is no JSON object counts as none. */
export function changedMetadata(data: Uint8Array): StreamMetadata {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? restoreLarge(parsed) : {};
  } catch {
    return {};
  }
}

/** So that the number is written back exactly. */
function restoreLarge(metadata: StreamMetadata): StreamMetadata {
  const { $tb } = metadata;
  return typeof $tb === 'number' && $tb > DELETED_FROM ? { ...metadata, $tb: 2n ** 63n - 1n } : metadata;
}

export const isSoftDeleted = ({ metadata }: Stream): boolean => (metadata.$tb ?? 0) > DELETED_FROM;

/** The events of the stream that a reader sees, oldest first. */
export function visibleEvents({ events, metadata }: Stream, now = Date.now()): readonly StoredEvent[] {
  const { $maxCount = Infinity, $maxAge = Infinity, $tb = 0 } = metadata;
  const firstByCount = BigInt(Math.max(0, events.length - $maxCount));
  const first = firstByCount > BigInt($tb) ? firstByCount : BigInt($tb);
  return events.filter(({ revision, createdAt }) => revision >= first && createdAt >= now - $maxAge * 1_000);
}
