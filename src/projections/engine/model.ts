/**
 * A read model, declared once. Table, row type, subscription filter, batching, temporal history, rebuild, lag metric and docs
 * derive from the declaration.
 *
 * Handlers are pure: they turn one event into changes as data. The engine loads the touched rows of a whole batch in one
 * statement, applies the changes in memory, and writes each row once, together with the checkpoint, in one transaction.
 * An event at or before the position that a row has already seen changes nothing, so delivery at least once is enough.
 */
import type { z } from 'zod';
import type { Position, RecordedEvent } from '../../application/ports.ts';
import type { DomainEvent, Json } from '../../domain/kernel/event.ts';

export type ColumnType = 'text' | 'integer' | 'bigint' | 'boolean' | 'timestamptz' | 'jsonb' | 'text[]' | 'integer[]';

export interface Column<T = unknown> {
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Value of the column for a row that was inserted without it. */
  readonly initial: T;
  /** What is masked for API keys without the scope `pii`: everything in it, or what the schema of its values marks. */
  readonly personal: boolean | z.ZodType;
}

type ColumnOptions = { readonly personal?: boolean | z.ZodType };

const column = <T>(type: ColumnType, nullable: boolean, initial: T, options: ColumnOptions = {}): Column<T> => ({
  type,
  nullable,
  initial,
  personal: options.personal ?? false,
});

/** Column makers. A column is nullable unless it is `required`, a list or a record. `timestamptz` values are ISO strings. */
export const col = {
  text: <T extends string = string>(o?: ColumnOptions) => column<T | null>('text', true, null, o),
  requiredText: <T extends string = string>(o?: ColumnOptions) => column<T>('text', false, '' as T, o),
  integer: () => column<number | null>('integer', true, null),
  requiredInteger: () => column<number>('integer', false, 0),
  /** Minor units of money, sizes: safe integers. */
  bigint: () => column<number | null>('bigint', true, null),
  requiredBigint: () => column<number>('bigint', false, 0),
  boolean: () => column<boolean>('boolean', false, false),
  timestamp: () => column<string | null>('timestamptz', true, null),
  requiredTimestamp: () => column<string>('timestamptz', false, '1970-01-01T00:00:00.000Z'),
  record: <T = Record<string, Json>>(o?: ColumnOptions) => column<T>('jsonb', false, {} as T, o),
  list: <T = Json>(o?: ColumnOptions) => column<T[]>('jsonb', false, [], o),
  texts: (o?: ColumnOptions) => column<string[]>('text[]', false, [], o),
  integers: () => column<number[]>('integer[]', false, []),
} as const;

export type Columns = Readonly<Record<string, Column>>;

/** A row as queries see it: camelCase keys (`createdAt` is the table column `created_at`). */
export type RowOf<C extends Columns> = { [K in keyof C]: C[K] extends Column<infer T> ? T : never };

/** Operations on a column's present value, as data. */
export type Operation =
  | { readonly $: 'patch'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly $: 'include'; readonly values: readonly (string | number)[] }
  | { readonly $: 'exclude'; readonly values: readonly (string | number)[] }
  | { readonly $: 'plus'; readonly amount: number }
  | { readonly $: 'initial'; readonly value: string | number };

/** `jsonb`: merge by the rule of `kernel/patch.ts` (`null` clears). */
export const patch = (value: object): Operation => ({ $: 'patch', value: value as Readonly<Record<string, unknown>> });
/** Lists: add at the end what is not there yet, keeping order. */
export const include = (values: readonly (string | number)[]): Operation => ({ $: 'include', values });
/** Lists: remove. */
export const exclude = (values: readonly (string | number)[]): Operation => ({ $: 'exclude', values });
/** Sets a column that is unset; the first value stays. */
export const initial = (value: string | number): Operation => ({ $: 'initial', value });
/** Numbers: add (an unset number counts as 0). */
export const plus = (amount: number): Operation => ({ $: 'plus', amount });

export type Values<C extends Columns> = { readonly [K in keyof C]?: RowOf<C>[K] | Operation };

export type Change<C extends Columns = Columns> =
  /** The row must not exist yet (an existing one is replaced on redelivery). Columns left out get their initial value. */
  | { readonly kind: 'insert'; readonly key: string; readonly values: Values<C> }
  /** Changes an existing row; nothing happens when there is none (it was deleted, or never belonged here). */
  | { readonly kind: 'update'; readonly key: string; readonly values: Values<C> }
  /** Update, or insert with initial values first. */
  | { readonly kind: 'upsert'; readonly key: string; readonly values: Values<C> }
  | { readonly kind: 'delete'; readonly key: string };

export interface ChangeMakers<C extends Columns> {
  insert(key: string, values: Values<C>): Change<C>;
  update(key: string, values: Values<C>): Change<C>;
  upsert(key: string, values: Values<C>): Change<C>;
  remove(key: string): Change<C>;
}

/** What a handler knows of an event: its decoded data and where it stands. `id` is the aggregate's key (stream name without category). */
export interface Envelope<Data> {
  readonly data: Data;
  readonly id: string;
  readonly category: string;
  readonly revision: number;
  readonly position: Position;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  readonly recorded: RecordedEvent;
}

export type Handlers<C extends Columns, Event extends DomainEvent> = {
  readonly [E in Event as E['type']]?: (
    event: Envelope<E['data']>,
    change: ChangeMakers<C>,
  ) => Change<C> | readonly Change<C>[];
};

export interface Index {
  /** Columns, or an SQL expression in parentheses such as `(lower(email))`. */
  readonly on: readonly string[];
  readonly unique?: boolean;
  readonly using?: 'btree' | 'gin' | 'brin';
  /** Operator class, e.g. `gin_trgm_ops`. */
  readonly operators?: string;
  readonly where?: string;
}

/** Every table also has `key text primary key`, `position bigint` (last event of the row) — these are part of each row. */
export interface BaseRow {
  readonly key: string;
  /** Decimal string. */
  readonly position: string;
}

export interface ReadModel<C extends Columns = Columns> {
  /** Table name, snake_case plural: `contacts`. */
  readonly name: string;
  /** Raise it whenever columns or handlers change; the engine then rebuilds by itself beside the live table. */
  readonly version: number;
  readonly summary: string;
  /** Stream categories this model listens to. */
  readonly categories: readonly string[];
  readonly columns: C;
  readonly indexes: readonly Index[];
  /** Keep every version of every row in `<name>_history` for as-of queries. */
  readonly temporal: boolean;
  readonly handlers: Readonly<
    Record<string, (event: Envelope<never>, change: ChangeMakers<C>) => Change<C> | readonly Change<C>[]>
  >;
}

export type ModelRow<M> = M extends ReadModel<infer C> ? BaseRow & RowOf<C> : never;

/**
 * Declares a read model. `Event` is the union of events of the listed categories: `defineModel<ContactEvent>()({...})`.
 *
 * @example
 * export const tagsModel = defineModel<TagEvent>()({
 *   name: 'tags', version: 1, summary: 'Tags by name.', categories: ['tag'], temporal: true,
 *   columns: { name: col.requiredText(), usedAt: col.timestamp() },
 *   indexes: [{ on: ['name'], unique: true }],
 *   handlers: { TagCreated: (event, change) => change.insert(event.id, { name: event.data.name }) },
 * });
 */
export const defineModel =
  <Event extends DomainEvent>() =>
  <C extends Columns>(
    model: Omit<ReadModel<C>, 'handlers'> & { readonly handlers: Handlers<C, Event> },
  ): ReadModel<C> =>
    model as unknown as ReadModel<C>;
