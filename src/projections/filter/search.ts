/** Free text search: part of any of some texts, or of a phone number however either is spaced. */
import type { Fragment } from 'postgres';
import type { Db } from '../engine/db.ts';
import { likeEscape } from './filter.ts';
import { storable } from './operands.ts';

export interface Searched {
  /** Lower-case SQL expressions of the model; each has or can have a trigram index. */
  readonly texts: readonly string[];
  /** SQL expression of all phone numbers, without blanks and punctuation. */
  readonly phones: string;
}

export interface SearchText {
  readonly search?: string;
  /** `%` stands for any text and `_` for any character. */
  readonly wildcards?: boolean;
}

/** Undefined when nothing is searched for. */
export function searchCondition(
  db: Db,
  { search, wildcards }: SearchText,
  { texts, phones }: Searched,
): Fragment | undefined {
  const text = storable(search ?? '')
    .trim()
    .toLowerCase();
  if (text === '') return undefined;
  const pattern = `%${wildcards ? wildcardPattern(text) : likeEscape(text)}%`;
  const inTexts = texts
    .map((sql) => db`${db.unsafe(sql)} like ${pattern}`)
    .reduce((left, right) => db`${left} or ${right}`);
  const digits = text.replace(/[ .()-]/g, '');
  return /^\+?\d{3,}$/.test(digits) ? db`(${inTexts} or ${db.unsafe(phones)} like ${`%${digits}%`})` : db`(${inTexts})`;
}

/** Only the backslash stands for itself. */
const wildcardPattern = (text: string): string => text.replaceAll('\\', '\\\\');
