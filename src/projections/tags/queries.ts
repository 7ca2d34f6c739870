/** The only SELECTs on tags. */
import type { Db } from '../engine/db.ts';
import { relation } from '../engine/relation.ts';
import { tags } from './model.ts';

export interface NumberedTag {
  /** 1 for the tag that was used first. */
  readonly ref: number;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly firstUsedAt: string;
}

/** Tags with these names, letter case included. */
export async function tagsByName(db: Db, names: readonly string[]): Promise<NumberedTag[]> {
  if (names.length === 0) return [];
  return db<NumberedTag[]>`
    select ref, name, to_char(first_used_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "firstUsedAt"
    from (
      select name, first_used_at, (row_number() over (order by first_position, first_place))::integer as ref
      from ${relation(db, tags)}
    ) as numbered
    where name = any(${[...new Set(names)]}::text[])`;
}
