/** What of a value is personal, by the marks on its schema (`.meta({ personal: true })`), and the value without it. */
import { z } from 'zod';

export const MASK = '***';

type Wrapper = z.ZodOptional<z.ZodType> | z.ZodNullable<z.ZodType> | z.ZodDefault<z.ZodType>;

const isWrapper = (schema: z.ZodType): schema is Wrapper =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;

/** Whether a schema, or what it wraps, is marked as personal. */
export const isMarkedPersonal = (schema: z.ZodType): boolean =>
  schema.meta()?.personal === true ||
  (isWrapper(schema) && isMarkedPersonal(schema.unwrap())) ||
  (schema instanceof z.ZodUnion && schema.options.some((option) => isMarkedPersonal(option as z.ZodType)));

/** Text becomes the mask, what has no room for one becomes null. Records and lists keep their form. */
export function maskedWhole(value: unknown): unknown {
  if (typeof value === 'string') return MASK;
  if (Array.isArray(value)) return value.map(maskedWhole);
  return typeof value === 'object' && value !== null ? mapped(value, maskedWhole) : null;
}

/** The value without what its schema marks. What the schema does not name counts as personal. */
export function masked(schema: z.ZodType, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (isMarkedPersonal(schema)) return hasFormat(schema) ? null : maskedWhole(value);
  if (isWrapper(schema)) return masked(schema.unwrap(), value);
  if (Array.isArray(value) && schema instanceof z.ZodArray)
    return value.map((item) => masked(schema.element as z.ZodType, item));
  if (typeof value !== 'object') return value;
  return mapped(value, (item, name) => {
    const field = fieldOf(schema, name);
    return field ? masked(field, item) : maskedWhole(item);
  });
}

/** Whether there is anything personal at a path of names, or below it. */
export function isPersonalAt(schema: z.ZodType, path: readonly string[]): boolean {
  if (isMarkedPersonal(schema)) return true;
  if (isWrapper(schema)) return isPersonalAt(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return isPersonalAt(schema.element as z.ZodType, path);
  const [name, ...rest] = path;
  if (name !== undefined) {
    const field = fieldOf(schema, name);
    return field === undefined || isPersonalAt(field, rest);
  }
  return fieldsOf(schema).some((field) => isPersonalAt(field, []));
}

/** Days and instants are texts that the mask is none of. */
const hasFormat = (schema: z.ZodType): boolean =>
  isWrapper(schema) ? hasFormat(schema.unwrap()) : schema instanceof z.ZodStringFormat;

function fieldOf(schema: z.ZodType, name: string): z.ZodType | undefined {
  if (schema instanceof z.ZodObject)
    return Object.hasOwn(schema.shape, name) ? (schema.shape[name] as z.ZodType) : undefined;
  return schema instanceof z.ZodRecord ? (schema.valueType as z.ZodType) : undefined;
}

function fieldsOf(schema: z.ZodType): readonly z.ZodType[] {
  if (schema instanceof z.ZodObject) return Object.values(schema.shape) as z.ZodType[];
  return schema instanceof z.ZodRecord ? [schema.valueType as z.ZodType] : [];
}

const mapped = (record: object, map: (value: unknown, name: string) => unknown): object =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
