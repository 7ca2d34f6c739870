/**
 * What an event is. One schema object gives its name, its validation and its type, so a stored shape is never typed twice.
 *
 * These declarations are the storage format: a released version is never edited, a new one is added with an upcaster.
 */
import type { z } from 'zod';

/** JSON as it is stored. Anything an event carries must survive `JSON.parse(JSON.stringify(x))` unchanged. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** An event type, whatever its data. */
export interface AnyEventDefinition {
  readonly type: string;
  /** The version that is written today. Older ones are upcast on reading. */
  readonly version: number;
  readonly schema: z.ZodType;
  /** `upcasts[n]` turns the data of version n into that of version n + 1. */
  readonly upcasts: Readonly<Record<number, (data: never) => unknown>>;
  /** One sentence for `docs/events.md`. */
  readonly summary: string;
}

export interface EventDefinition<Type extends string, Data> extends AnyEventDefinition {
  readonly type: Type;
  /** Makes an event of this type; the schema is checked when it is encoded for the log. */
  (data: Data): DomainEvent<Type, Data>;
}

export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/** The union of events that a record of definitions can make. */
export type EventOf<Definitions> = {
  [K in keyof Definitions]: Definitions[K] extends EventDefinition<infer Type, infer Data>
    ? DomainEvent<Type, Data>
    : never;
}[keyof Definitions];

interface EventOptions<Data> {
  readonly summary: string;
  readonly schema: z.ZodType<Data>;
  readonly version?: number;
  readonly upcasts?: Readonly<Record<number, (data: never) => unknown>>;
}

/**
 * Declares an event.
 *
 * @example
 * export const ContactDeleted = defineEvent('ContactDeleted', { summary: 'A contact was removed.', schema: z.strictObject({}) });
 */
export function defineEvent<Type extends string, Data>(
  type: Type,
  options: EventOptions<Data>,
): EventDefinition<Type, Data> {
  const version = options.version ?? 1;
  const upcasts = options.upcasts ?? {};
  for (let from = 1; from < version; from++) {
    if (!upcasts[from]) throw new Error(`${type}: version ${version} needs an upcaster from version ${from}`);
  }
  const make = (data: Data): DomainEvent<Type, Data> => ({ type, data });
  return Object.assign(make, { type, version, upcasts, schema: options.schema, summary: options.summary });
}
