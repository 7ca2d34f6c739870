/** One record of every kind that there is, with every event that leaves it there, and marks in all that is personal. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { aggregates, isInternal } from '../../src/domain/aggregates.ts';
import { catalogue } from '../../src/domain/catalogue.ts';
import { isMarkedPersonal } from '../../src/domain/kernel/personal.ts';
import type { TestApp } from './app.ts';

/** The key of each record. */
export const KEY = 'zebra';

/** The value with a marked text wherever its schema says that it is personal. */
function marked(type: z.ZodType, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (type instanceof z.ZodOptional || type instanceof z.ZodNullable)
    return isMarkedPersonal(type) ? mark(type.unwrap() as z.ZodType) : marked(type.unwrap() as z.ZodType, value);
  if (isMarkedPersonal(type)) return mark(type);
  if (Array.isArray(value)) return value.map((item) => marked((type as z.ZodArray).element as z.ZodType, item));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const field =
        type instanceof z.ZodObject
          ? (type.shape[name] as z.ZodType)
          : ((type as z.ZodRecord).valueType as z.ZodType | undefined);
      return [name, field ? marked(field, item) : item];
    }),
  );
}

const mark = (type: z.ZodType): string =>
  type instanceof z.ZodStringFormat ? '1811-11-11' : 'zebulon@zebulon.example';

const GONE = /(Deleted|Removed|HoldAbandoned|ActivityCancelled)$/;

/** Puts the stored example of every event of every kind of record into the log, one record of each kind. */
export async function writeEverything(app: TestApp): Promise<void> {
  for (const { category, events } of aggregates) {
    if (isInternal(category)) continue;
    const types = Object.keys(events).filter((type) => !GONE.test(type));
    const written = types.map((type) => {
      const fixture = readFileSync(new URL(`../fixtures/events/${type}.v1.json`, import.meta.url), 'utf8');
      const { data } = catalogue.decode({ type, data: JSON.parse(fixture), schemaVersion: 1 });
      const definition = catalogue.definitions.get(type);
      if (!definition) throw new Error(`There is no type ${type}`);
      const encoded = catalogue.encode({ type, data: marked(definition.schema, data) as object });
      return {
        id: randomUUID(),
        type,
        data: encoded.data,
        metadata: {
          ...{ schemaVersion: encoded.schemaVersion, occurredAt: '2026-05-01T10:00:00.000Z', surface: 'cli' as const },
          ...{ actor: { kind: 'system' as const, id: 'test' }, requestId: 'r', correlationId: 'r', causationId: 'r' },
          commandId: 'c',
        },
      };
    });
    await app.log.append(`${category}-${KEY}`, written, 'no-stream');
  }
  await app.app.readModels.reached((await app.log.head()) ?? 0n);
}
