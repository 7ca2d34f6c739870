/** One way to connect: times as ISO strings in UTC, 64-bit integers as numbers (cast to text what may not fit), no chatter. */
import postgres, { type Sql } from 'postgres';

export interface ConnectOptions {
  /** Most connections at a time. */
  readonly max?: number;
  readonly applicationName?: string;
}

const TIMESTAMPTZ = 1184;
const INT8 = 20;

export function connect(url: string, { max = 10, applicationName = 'tributary' }: ConnectOptions = {}): Sql {
  return postgres(url, {
    max,
    onnotice: () => undefined,
    connection: { application_name: applicationName, TimeZone: 'UTC' },
    types: {
      bigint: { to: INT8, from: [INT8], parse: Number, serialize: String },
      date: {
        to: TIMESTAMPTZ,
        from: [TIMESTAMPTZ],
        parse: toIso,
        serialize: (value: Date | string) => new Date(value).toISOString(),
      },
    },
  }) as unknown as Sql;
}

const toIso = (text: string): string => new Date(text).toISOString();
