/** Names that filters and sorting on contacts may use, and what each means in SQL. */
import { z } from 'zod';
import { contactDetails } from '../../domain/crm/contact/events.ts';
import { type CustomDefinition, customFields } from '../filter/custom.ts';
import type { FieldResolver, FieldType, FilterField } from '../filter/filter.ts';
import { CONTACT_GROUPS_SQL } from '../members/fields.ts';
import { CONTACT_CUSTOM_SQL } from './model.ts';

/**
 * `ref`, `email`, `createdAt`…; details by their own names (`firstName`, `mainAddress.city`); custom values as
 * `custom.<group>.<alias>` for the fields that are defined.
 */
export function contactFields(definitions: readonly CustomDefinition[]): FieldResolver {
  const custom = customFields(definitions, CONTACT_CUSTOM_SQL);
  return (name) => FIELDS.get(name) ?? custom(name);
}

const columns: readonly (readonly [string, FilterField])[] = [
  ['key', { sql: 'key', type: 'text' }],
  ['ref', { sql: 'ref', type: 'number' }],
  ['email', { sql: 'email', type: 'text' }],
  ['aliases', { sql: 'aliases', type: 'text', list: true }],
  ['status', { sql: 'status', type: 'text' }],
  ['owner', { sql: 'owner', type: 'number' }],
  ['tags', { sql: 'tags', type: 'text', list: true }],
  ['lists', { sql: 'lists', type: 'number', list: true }],
  ['memberGroups', { sql: CONTACT_GROUPS_SQL, type: 'number', list: true }],
  ['companyKey', { sql: 'company', type: 'text' }],
  ['subscribed', { sql: 'subscribed', type: 'boolean' }],
  ['createdAt', { sql: 'created_at', type: 'instant' }],
  ['updatedAt', { sql: 'updated_at', type: 'instant' }],
  [
    'name',
    { sql: "trim(coalesce(details ->> 'firstName', '') || ' ' || coalesce(details ->> 'lastName', ''))", type: 'text' },
  ],
];

/** Fields of the short views in `application/contactViews.ts`. */
const views: readonly (readonly [string, FilterField])[] = [
  [
    'mainPhone',
    { sql: "coalesce(details ->> 'phoneWork', details ->> 'phoneMobile', details ->> 'phoneHome')", type: 'text' },
  ],
  ['mainAddress.street', { sql: street('mainAddress'), type: 'text' }],
  ['billingAddress.street', { sql: street('billingAddress'), type: 'text' }],
];

function street(address: string): string {
  const lines = ['line1', 'line2', 'line3'].map((line) => `details #>> '{${address},${line}}'`);
  return `concat_ws(', ', ${lines.join(', ')})`;
}

/** Details whose beginnings have an index. */
const INDEXED: ReadonlySet<string> = new Set(['lastName', 'mainAddress.city']);

const FIELDS: ReadonlyMap<string, FilterField> = new Map([...columns, ...views, ...fieldsOf(contactDetails.shape, [])]);

function fieldsOf(shape: Readonly<Record<string, unknown>>, path: readonly string[]): [string, FilterField][] {
  return Object.entries(shape).flatMap(([name, schema]) => {
    const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
    const here = [...path, name];
    if (inner instanceof z.ZodObject) return fieldsOf(inner.shape, here);
    return [[here.join('.'), detailField(here, typeOf(inner))]];
  });
}

function typeOf(schema: unknown): FieldType {
  if (schema instanceof z.ZodNumber) return 'number';
  return schema instanceof z.ZodBoolean ? 'boolean' : 'text';
}

function detailField(path: readonly string[], type: FieldType): FilterField {
  const value = path.length === 1 ? `(details ->> '${path[0]}')` : `(details #>> '{${path.join(',')}}')`;
  if (type === 'boolean') return { sql: `coalesce(${value}::boolean, false)`, type };
  if (type === 'number') return { sql: `${value}::numeric`, type };
  return INDEXED.has(path.join('.')) ? { sql: value, type, narrowed: 'beginning' } : { sql: value, type };
}

/** The same field where unset counts as this value. */
export const withDefault = (field: FilterField, value: string | number): FilterField => ({
  ...field,
  sql: `coalesce(${field.sql}, ${typeof value === 'number' ? value : `'${value.replaceAll("'", "''")}'`})`,
});

/** The same field of the contact that a row of another table names in its column `contact`. */
export const ofContact = (table: string, { sql, type }: FilterField): FilterField => ({
  sql: `(select ${sql} from read.contacts as of_row where of_row.key = ${table}.contact)`,
  type,
});
