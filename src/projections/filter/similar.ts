/** Ranked search over kinds of record at once that forgives typing errors: words are compared by the trigrams they share. */
import type { Fragment } from 'postgres';
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import type { ReadModel } from '../engine/model.ts';
import { relation, type Tabled } from '../engine/relation.ts';
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
export async function searchSimilar(
  db: Db,
  kinds: readonly Searchable[],
  wanted: string,
  { limit, asOf }: { readonly limit: number; readonly asOf?: Moment | undefined },
): Promise<Hit[]> {
  if (!isSearchable(wanted) || kinds.length === 0) return [];
  const lists = kinds
    .map(({ kind, model, text }) => {
      const rows = similarRows(db, model, { wanted, text }, asOf);
      return db`(select ${kind}::text as kind, key, ref, score from ${rows} order by score desc, ref desc limit ${limit})`;
    })
    .reduce((left, right) => db`${left} union all ${right}`);
  return db<Hit[]>`
    select kind, key, score::float8 as score from (${lists}) as hits
    order by hits.score desc, ref desc, kind limit ${limit}`;
}

/** What the rows of a model are to be like, and the expression of the model that is compared, as in `Searchable`. */
export interface Similar {
  readonly wanted: string;
  readonly text: string;
}

/** The FROM part of a query, as `relation` gives it: only rows that are like something, each with how much as `score`, from 0 to 1. */
export function similarRows(db: Db, model: Tabled, { wanted, text }: Similar, asOf?: Moment): Fragment {
  const rows = relation(db, model, asOf);
  const name = db(model.name);
  if (!isSearchable(wanted)) return db`(select *, 0::numeric as score from ${rows} where false) as ${name}`;
  const target = db.unsafe(text);
  const sought = storable(wanted).trim().toLowerCase();
  // Of so many digits that a place in the list is told exactly.
  return db`(select *, round(word_similarity(${sought}::text, ${target})::numeric, 6) as score from ${rows}
    where ${sought}::text <% ${target} or ${target} like ${`%${likeEscape(sought)}%`}) as ${name}`;
}

/** Without a letter or a digit nothing is like it. */
const isSearchable = (wanted: string): boolean => /[\p{L}\p{N}]/u.test(wanted);
