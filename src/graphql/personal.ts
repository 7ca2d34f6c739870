/**
 * Masking. Which fields are personal is declared with the events (`.meta({ personal: true })`) and the read model
 * (`col.text({ personal: true })`); a key without the scope `pii` sees text as `***` and other values as null.
 */
import { z } from 'zod';
import type { Principal } from '../application/access.ts';
import { contactDetails } from '../domain/crm/contact/events.ts';
import { contacts } from '../projections/contacts/model.ts';

export const MASK = '***';

export const seesPersonal = ({ scopes }: Pick<Principal, 'scopes'>): boolean => scopes.includes('pii');

/** The value as this caller may see it. `asText` false: its type has no room for the mask. */
export function visible(viewer: Pick<Principal, 'scopes'>, personal: boolean, value: unknown, asText = true): unknown {
  if (!personal || seesPersonal(viewer) || value === null || value === undefined) return value ?? null;
  return asText && typeof value === 'string' ? MASK : null;
}

/** Whether a schema, or what it wraps, is marked as personal. */
export function isMarkedPersonal(schema: z.ZodType): boolean {
  if (schema.meta()?.personal === true) return true;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return isMarkedPersonal(schema.unwrap() as z.ZodType);
  return false;
}

/** Whether a contact's field is personal, by its name in the API: `email`, `firstName`, `mainAddress.city`, `custom.vip.level`. */
export function isPersonalContactField(name: string): boolean {
  const [first = '', ...rest] = name.split('.');
  // The whole name is made of personal fields, but is itself neither column nor detail.
  if (first === 'name') return true;
  const column = (contacts.columns as Readonly<Record<string, { readonly personal: boolean }>>)[first];
  if (column) return column.personal;
  const detail = (contactDetails.shape as Readonly<Record<string, z.ZodType>>)[first];
  return detail === undefined || isPersonalPath(detail, rest);
}

function isPersonalPath(schema: z.ZodType, path: readonly string[]): boolean {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  const [name, ...rest] = path;
  if (name === undefined || !(inner instanceof z.ZodObject)) return isMarkedPersonal(schema);
  const next = (inner.shape as Readonly<Record<string, z.ZodType>>)[name];
  return next === undefined || isPersonalPath(next, rest);
}
