/**
 * Many new rows in one statement, for builds that are filled from the log. Most of what that costs is reading JSON, so each
 * document is sent and read once: the versions of a row share what did not change.
 */
import type { ColumnType } from './model.ts';

/** A statement whose parameter `$1` is a text. */
export interface Write {
  readonly statement: string;
  readonly records: string;
}

export interface InsertColumn {
  /** Where the record has the value. */
  readonly field: string;
  /** Quoted where that is needed. */
  readonly sql: string;
  readonly type: ColumnType;
}

export type TableRow = Readonly<Record<string, unknown>>;

const [COLUMN, ROW, NULL] = ['\x1d', '\x1e', '\x1f'];

/**
 * The values column by column. Undefined when a text has a separator in it: then they cannot go this way.
 * The first column is the key, which is never empty.
 */
export function insertMany(
  table: string,
  columns: readonly InsertColumn[],
  records: readonly TableRow[],
  texts: Texts = new Map(),
): Write | undefined {
  if (records.length === 0) return undefined;
  const documents: Documents = { texts, numbers: new Map() };
  const parts: string[] = [];
  for (const { field, type } of columns) {
    const values = records.map((record) => encoded(record[field], type, documents));
    if (values.includes(undefined)) return undefined;
    parts.push(values.join(ROW) + ROW);
  }
  const shared = [...documents.numbers.keys()].join(ROW) + ROW;
  return { statement: statementFor(table, columns), records: [shared, ...parts].join(COLUMN) };
}

/** Each list ends with an element too many, because an empty text would be no list at all. */
function statementFor(table: string, columns: readonly InsertColumn[]): string {
  const lists = columns.map((_, nr) => `string_to_array(sent.part[${nr + 2}], E'\\x1e', E'\\x1f')`);
  const values = columns.map(({ type }, nr) => (type === 'jsonb' ? `d${nr}.value` : `c.c${nr}::${type}`));
  const joins = columns.flatMap(({ type }, nr) =>
    type === 'jsonb' ? [`left join document d${nr} on d${nr}.nr = c.c${nr}::bigint`] : [],
  );
  return `
    with sent as materialized (select string_to_array($1, E'\\x1d') as part),
    document as materialized (
      select u.nr, u.value::jsonb as value
      from sent, unnest(string_to_array(sent.part[1], E'\\x1e')) with ordinality as u(value, nr) where u.value <> ''
    )
    insert into ${table} (${columns.map(({ sql }) => sql).join(', ')})
    select ${values.join(', ')}
    from sent cross join lateral unnest(${lists.join(', ')}) as c(${columns.map((_, nr) => `c${nr}`).join(', ')})
    ${joins.join(' ')}
    where c.c0 <> ''`;
}

/** What objects are as JSON, for statements that have them in common. Values are never changed in place. */
export type Texts = Map<object, string>;

interface Documents {
  readonly texts: Texts;
  /** From 1 on, as the statement counts them. */
  readonly numbers: Map<string, number>;
}

function encoded(value: unknown, type: ColumnType, documents: Documents): string | undefined {
  if (value === null || value === undefined) return NULL;
  // JSON has no separator in it: control characters are escaped.
  if (type === 'jsonb') return documentNumber(jsonOf(value, documents.texts), documents.numbers);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = textOf(value);
  return hasSeparator(text) ? undefined : text;
}

const hasSeparator = (text: string): boolean => text.includes(COLUMN) || text.includes(ROW) || text.includes(NULL);

function textOf(value: unknown): string {
  if (Array.isArray(value)) return `{${value.map(elementOf).join(',')}}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Quoted, so that neither commas nor the word null mean anything. */
const elementOf = (value: unknown): string =>
  value === null || value === undefined ? 'null' : `"${String(value).replace(/["\\]/g, '\\$&')}"`;

function documentNumber(json: string, numbers: Map<string, number>): string {
  const known = numbers.get(json) ?? numbers.size + 1;
  numbers.set(json, known);
  return String(known);
}

function jsonOf(value: unknown, texts: Texts): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const known = texts.get(value) ?? JSON.stringify(value);
  texts.set(value, known);
  return known;
}
