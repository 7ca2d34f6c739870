/** Ranked search over kinds of record at once that forgives typing errors: words are compared by the trigrams they share. */
import type { Fragment } from 'postgres';
import type { Db } from '../engine/db.ts';
import type { ReadModel } from '../engine/model.ts';
import { relation } from '../engine/relation.ts';
import { likeEscape } from './filter.ts';
import { storable } from './operands.ts';

export interface Searchable {
  readonly kind: string;
  readonly model: ReadModel;
  /** Lower-case SQL expression of the model; has a trigram index. */
  readonly text: string;
}

export interface Hit {
  readonly kind: string;
  readonly key: string;
  /** From 0 to 1: how alike the words and the best fitting part of the record are. */
  readonly score: number;
}

/** Best first; of equals the newest. Nothing for a text without a letter or a digit. */
export async function searchSimilar(db: Db, kinds: readonly Searchable[], text: string, limit: number): Promise<Hit[]> {
  const wanted = storable(text).trim().toLowerCase();
  if (!/[\p{L}\p{N}]/u.test(wanted) || kinds.length === 0) return [];
  const lists = kinds
    .map((searchable) => db`(${hitsOf(db, searchable, wanted, limit)})`)
    .reduce((left, right) => db`${left} union all ${right}`);
  return db<Hit[]>`select kind, key, score from (${lists}) as hits order by score desc, ref desc, kind limit ${limit}`;
}

function hitsOf(db: Db, { kind, model, text }: Searchable, wanted: string, limit: number): Fragment {
  const target = db.unsafe(text);
  return db`
    select ${kind}::text as kind, key, ref, word_similarity(${wanted}::text, ${target})::float8 as score
    from ${relation(db, model)}
    where ${wanted}::text <% ${target} or ${target} like ${`%${likeEscape(wanted)}%`}
    order by score desc, ref desc limit ${limit}`;
}
