/** Events as people may see them: what a schema marks as secret is left out. */
import { z } from 'zod';
import type { Catalogue } from '../domain/kernel/codec.ts';
import type { Json } from '../domain/kernel/event.ts';
import type { RecordedEvent } from './ports.ts';

export const HIDDEN = '(hidden)';

/** The data of an event with every top-level field that is marked `secret` replaced. Unknown types are hidden whole. */
export function withoutSecrets(catalogue: Catalogue, event: Pick<RecordedEvent, 'type' | 'data'>): Json {
  const schema = catalogue.definitions.get(event.type)?.schema;
  if (
    !(schema instanceof z.ZodObject) ||
    typeof event.data !== 'object' ||
    event.data === null ||
    Array.isArray(event.data)
  )
    return HIDDEN;
  const shape = schema.shape as Readonly<Record<string, z.ZodType>>;
  return Object.fromEntries(
    Object.entries(event.data).map(([name, value]) => [name, isSecret(shape[name]) ? HIDDEN : value]),
  );
}

function isSecret(schema: z.ZodType | undefined): boolean {
  if (!schema) return true;
  if (schema.meta()?.secret === true) return true;
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? isSecret(schema.unwrap() as z.ZodType)
    : false;
}
