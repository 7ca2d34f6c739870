/** Events as people and programs may see them: secrets are left out, personal data where the viewer may not see it. */
import { z } from 'zod';
import type { AnyAggregate } from '../domain/aggregates.ts';
import type { Catalogue } from '../domain/kernel/codec.ts';
import type { Json } from '../domain/kernel/event.ts';
import type { FieldChange } from '../domain/kernel/patch.ts';
import { MASK } from '../domain/kernel/personal.ts';
import { decodeRecorded } from './execute.ts';
import type { RecordedEvent } from './ports.ts';

export const HIDDEN = '(hidden)';

export interface Viewer {
  readonly seesPersonal: boolean;
}

/** The data of an event in its newest version. What cannot be read is hidden whole. */
export function shownData(catalogue: Catalogue, event: RecordedEvent, viewer: Viewer): Json {
  const schema = catalogue.definitions.get(event.type)?.schema;
  if (!schema) return HIDDEN;
  try {
    return shown(schema, decodeRecorded(catalogue, event).data as Json, viewer);
  } catch {
    return HIDDEN;
  }
}

/** The same for a program's own operator: all but secrets. */
export const withoutSecrets = (catalogue: Catalogue, event: RecordedEvent): Json =>
  shownData(catalogue, event, { seesPersonal: true });

function shown(schema: z.ZodType, value: Json, viewer: Viewer): Json {
  if (value === null) return value;
  const mark = markOf(schema);
  if (mark === 'secret') return HIDDEN;
  if (mark === 'personal') return viewer.seesPersonal ? value : masked(value);
  const inner = unwrapped(schema);
  if (inner !== schema) return shown(inner, value, viewer);
  if (inner instanceof z.ZodUnion) return shown(optionFor(inner, value), value, viewer);
  if (Array.isArray(value)) {
    return inner instanceof z.ZodArray ? value.map((item) => shown(inner.element as z.ZodType, item, viewer)) : HIDDEN;
  }
  return typeof value === 'object' ? shownRecord(inner, value, viewer) : value;
}

function shownRecord(schema: z.ZodType, value: Readonly<Record<string, Json>>, viewer: Viewer): Json {
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const field = fieldOf(schema, name);
      return [name, field ? shown(field, item, viewer) : HIDDEN];
    }),
  );
}

function fieldOf(schema: z.ZodType, name: string): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return (schema.shape as Readonly<Record<string, z.ZodType>>)[name];
  return schema instanceof z.ZodRecord ? (schema.valueType as z.ZodType) : undefined;
}

/** A union may hold personal and other alternatives: the first that the value fits, as it was parsed. */
const optionFor = (union: z.ZodUnion, value: Json): z.ZodType =>
  (union.options as readonly z.ZodType[]).find((option) => option.safeParse(value).success) ??
  z.string().meta({ secret: true });

type Mark = 'secret' | 'personal' | undefined;

function markOf(schema: z.ZodType): Mark {
  const meta = schema.meta();
  if (meta?.secret === true) return 'secret';
  return meta?.personal === true ? 'personal' : undefined;
}

const isWrapper = (schema: z.ZodType): schema is z.ZodOptional<z.ZodType> =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;

const unwrapped = (schema: z.ZodType): z.ZodType => (isWrapper(schema) ? (schema.unwrap() as z.ZodType) : schema);

const masked = (value: unknown): Json => (typeof value === 'string' ? MASK : null);

/** What the fields of an aggregate's events are, by their names: a state calls its fields as its events do. */
type FieldMarks = ReadonlyMap<string, 'secret' | 'personal' | 'plain'>;

const marksOf = new WeakMap<AnyAggregate, FieldMarks>();

function fieldMarks(aggregate: AnyAggregate): FieldMarks {
  const known = marksOf.get(aggregate);
  if (known) return known;
  const marks = new Map<string, 'secret' | 'personal' | 'plain'>();
  for (const { schema } of Object.values(aggregate.events)) collect(schema, undefined, marks);
  marksOf.set(aggregate, marks);
  return marks;
}

function collect(schema: z.ZodType, name: string | undefined, marks: Map<string, 'secret' | 'personal' | 'plain'>) {
  const inner = unwrapped(schema);
  const mark = markOf(schema);
  if (name !== undefined && (mark || isLeaf(inner))) marks.set(name, stricter(marks.get(name), mark ?? 'plain'));
  if (inner !== schema) collect(inner, name, marks);
  if (inner instanceof z.ZodArray) collect(inner.element as z.ZodType, name, marks);
  if (inner instanceof z.ZodRecord) collect(inner.valueType as z.ZodType, name, marks);
  if (inner instanceof z.ZodUnion) for (const option of inner.options) collect(option as z.ZodType, name, marks);
  if (!(inner instanceof z.ZodObject)) return;
  for (const [field, type] of Object.entries(inner.shape)) collect(type as z.ZodType, field, marks);
}

const isLeaf = (schema: z.ZodType): boolean =>
  !(
    isWrapper(schema) ||
    schema instanceof z.ZodObject ||
    schema instanceof z.ZodUnion ||
    schema instanceof z.ZodArray ||
    schema instanceof z.ZodRecord
  );

const STRICTNESS = ['plain', 'personal', 'secret'] as const;

function stricter<T extends (typeof STRICTNESS)[number]>(known: T | undefined, found: T): T {
  return known && STRICTNESS.indexOf(known) > STRICTNESS.indexOf(found) ? known : found;
}

/** What a state knows beyond its events' fields, and what is no secret of anybody. */
const OWN_FIELDS = new Set(['phase']);

/** Changes as the viewer may see them. A field that no event names may hold anything, so it counts as personal. */
export function shownChanges(aggregate: AnyAggregate, changes: readonly FieldChange[], viewer: Viewer): FieldChange[] {
  const marks = fieldMarks(aggregate);
  return changes.map((change) => {
    const found = change.path.split('.').flatMap((part) => (OWN_FIELDS.has(part) ? 'plain' : (marks.get(part) ?? [])));
    if (found.includes('secret')) return { ...change, from: hiddenIfSet(change.from), to: hiddenIfSet(change.to) };
    const personal = found.includes('personal') || found.length === 0;
    return personal && !viewer.seesPersonal
      ? { ...change, from: masked(change.from), to: masked(change.to) }
      : { ...change };
  });
}

/** A state for the program's own operator: all but secrets. */
export function stateWithoutSecrets(aggregate: AnyAggregate, state: unknown): unknown {
  const marks = fieldMarks(aggregate);
  const shownPart = (value: unknown, name: string | undefined): unknown => {
    if (name !== undefined && marks.get(name) === 'secret') return hiddenIfSet(value);
    if (Array.isArray(value)) return value.map((item) => shownPart(item, name));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([field, item]) => [field, shownPart(item, field)]));
  };
  return shownPart(state, undefined);
}

const hiddenIfSet = (value: unknown): unknown => (value === null || value === undefined ? null : HIDDEN);
