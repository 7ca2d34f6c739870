/** Indexes that cannot answer a question exactly but leave few rows to look at. */
import type { Fragment, Sql } from 'postgres';
import type { FilterField } from './filter.ts';

/**
 * `beginning`: an index on the beginning of the text, since an index cannot hold a text of any length. Otherwise an index on the
 * whole record that the value is in, as lower case text (a constant of the model, never input): there stand before the value
 * its name, a colon and a blank.
 */
export type Narrowing = 'beginning' | { readonly record: string; readonly before: string };

const BEGINNING = 64;

/** What an index for `narrowed: 'beginning'` is on. */
export const beginningOf = (text: string): string => `("left"(lower(${text}), ${BEGINNING}))`;

type Narrowed = Pick<FilterField, 'sql' | 'type' | 'narrowed'>;

/** ` and …`, true for every row whose field equals the operand and for few others; nothing where it would not help. */
export function narrowing(
  sql: Sql,
  { sql: target, type, narrowed }: Narrowed,
  operand: string | number | boolean,
): Fragment {
  if (!narrowed || (type !== 'text' && type !== 'number')) return sql``;
  if (narrowed === 'beginning')
    return sql` and ${sql.unsafe(beginningOf(target))} = "left"(lower(${String(operand)}::text), ${sql.unsafe(String(BEGINNING))})`;
  const { record, before } = narrowed;
  const has = (value: Fragment) =>
    sql`${sql.unsafe(record)} like '%' || ${escaped(sql, sql`lower(${before}::text) || ${value}`)} || '%'`;
  if (type === 'number') return sql` and ${has(sql`to_jsonb(${String(operand)}::text::numeric)::text`)}`;
  const text = String(operand);
  const quoted = has(sql`to_jsonb(lower(${text}::text))::text`);
  // A text field may hold a number or a boolean that was written as one.
  return LITERAL.test(text) ? sql` and (${quoted} or ${has(sql`lower(${text}::text)`)})` : sql` and ${quoted}`;
}

const LITERAL = /^(-?\d[\d.]*|true|false)$/i;

/** What `like` would read as a wildcard stands for itself. */
const escaped = (sql: Sql, text: Fragment): Fragment => sql`regexp_replace(${text}, '([\\\\%_])', '\\\\\\1', 'g')`;
