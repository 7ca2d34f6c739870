/** Pieces of event schemas that several aggregates share. Part of the storage format: widen only, never change a meaning. */
import { z } from 'zod';

/** Text as stored: never empty (unset is absent) and free of characters that JSON or Postgres cannot hold. */
export const text = z.string().min(1);
/** Text about a person: masked for keys without the `pii` scope, and what erasure will remove. */
export const personalText = text.meta({ personal: true });
export const email = z.string().min(3).meta({ personal: true });
/** 18 characters of base62; the id of an aggregate. */
export const key = z.string().min(1).max(64);
/** Business number of a record within its kind: the `id` of the legacy APIs. */
export const ref = z.int().positive();
export const tags = z.array(text);
/** Integer id of the owning staff member; no larger than the integers of a database. */
export const owner = z.int().positive().max(2_147_483_647);
/** A calendar day, `YYYY-MM-DD`. */
export const day = z.iso.date();
/** ISO 8601 instant in UTC with milliseconds. */
export const instant = z.iso.datetime();

export const address = z
  .strictObject({
    line1: personalText,
    line2: personalText,
    line3: personalText,
    city: personalText,
    region: personalText,
    postcode: personalText,
    /** As given: a name, or an ISO 3166-1 alpha-2 code. */
    country: text,
  })
  .partial();
export type Address = z.infer<typeof address>;

/** To whom something is billed or sent, beside the address. */
export const recipientFields = {
  name: personalText,
  phone: personalText,
  companyName: text,
  companyNumber: text,
  vatNumber: text,
};
export const recipient = z.strictObject(recipientFields).partial();
export type Recipient = z.infer<typeof recipient>;

/** Custom values by field name `group.alias`. */
export const customValue = z.union([personalText, z.number(), z.boolean()]);
export const customValues = z.record(z.string(), customValue);
export const customValuesPatch = z.record(z.string(), customValue.nullable());
export type CustomValue = z.infer<typeof customValue>;

/** The schema of a patch of `shape`: every field optional, `null` clears, records are patched field by field. */
export function patchSchema(shape: Readonly<Record<string, z.ZodType>>): z.ZodType<Record<string, unknown>> {
  const entries = Object.entries(shape).map(([name, schema]): [string, z.ZodType] => {
    const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
    const patched = inner instanceof z.ZodObject ? patchSchema(inner.shape as Record<string, z.ZodType>) : inner;
    return [name, patched.nullable().optional()];
  });
  return z.strictObject(Object.fromEntries(entries)) as z.ZodType<Record<string, unknown>>;
}

/** An order, as records that belong to it name it. */
export const orderReference = z.strictObject({ key, ref });
export type OrderReference = Readonly<z.infer<typeof orderReference>>;
