/** One way to connect: times as ISO strings in UTC, 64-bit integers as numbers (cast to text what may not fit), no chatter. */
import postgres, { type PostgresType, type Sql } from 'postgres';
import { parseArray, serializeArray } from './arrays.ts';

export interface ConnectOptions {
  /** Most connections at a time. */
  readonly max?: number;
  readonly applicationName?: string;
}

/** Seconds before the attempt with this number. */
export const backOff = (attempt: number): number => Math.min(0.02 * 2 ** attempt, 1);

/**
 * postgres.js 3.4.9 puts off what it writes by a turn unless it is 1,024 bytes, and forgets that it did when the connection is
 * lost within that turn: no greeting would leave that connection any more, each attempt timing out. A long greeting leaves at once.
 */
const BLANK_OPTIONS = ' '.repeat(1_024);

const TIMESTAMPTZ = 1184;
const INT8 = 20;

const asIs = (text: string): string => text;
const toIso = (text: string): string => new Date(text).toISOString();
/** Array types by their object ids, which are the same in every PostgreSQL, and how an element is read. */
const ARRAYS: Readonly<Record<string, { readonly oid: number; readonly parse: (text: string) => unknown }>> = {
  boolArray: { oid: 1000, parse: (text) => text === 't' },
  int4Array: { oid: 1007, parse: Number },
  textArray: { oid: 1009, parse: asIs },
  int8Array: { oid: 1016, parse: Number },
  timestamptzArray: { oid: 1185, parse: toIso },
  numericArray: { oid: 1231, parse: asIs },
  uuidArray: { oid: 2951, parse: asIs },
};

export function connect(url: string, { max = 10, applicationName = 'tributary' }: ConnectOptions = {}): Sql {
  return postgres(url, {
    max,
    // The driver would ask each new connection for the array types, and a connection lost just then ends the process.
    fetch_types: false,
    // The driver's own back-off grows to twenty seconds, which would outlast every restart of the server.
    backoff: backOff,
    connect_timeout: 5,
    onnotice: () => undefined,
    connection: {
      application_name: applicationName,
      TimeZone: 'UTC',
      // How alike words must be for a search to find them: a letter too few or too many, not another word.
      'pg_trgm.word_similarity_threshold': '0.45',
      options: BLANK_OPTIONS,
    },
    types: {
      bigint: { to: INT8, from: [INT8], parse: Number, serialize: String },
      date: {
        to: TIMESTAMPTZ,
        from: [TIMESTAMPTZ],
        parse: toIso,
        serialize: (value: Date | string) => new Date(value).toISOString(),
      },
      ...Object.fromEntries(Object.entries(ARRAYS).map(([name, { oid, parse }]) => [name, arrayType(oid, parse)])),
    },
  }) as unknown as Sql;
}

function arrayType(oid: number, parse: (text: string) => unknown): PostgresType {
  return { to: oid, from: [oid], serialize: serializeArray, parse: (text: string) => parseArray(text, parse) };
}
