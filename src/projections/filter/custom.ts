/** Fields that the business defined, for filters and sort keys on any model that keeps their values in a column `custom`. */
import type { CustomFieldType } from '../../domain/crm/customField/events.ts';
import type { FieldResolver, FilterField } from './filter.ts';

export interface CustomDefinition {
  readonly group: string;
  readonly alias: string;
  readonly type: CustomFieldType;
}

/** Each as `custom.<group>.<alias>`. `indexed` is the expression that the model has a trigram index on, if it has one. */
export function customFields(definitions: readonly CustomDefinition[], indexed?: string): FieldResolver {
  const fields = new Map(
    definitions.map((field) => [`custom.${field.group}.${field.alias}`, customField(field, indexed)]),
  );
  return (name) => fields.get(name);
}

/** A value whose type differs from the definition (it was written before the definition) counts as unset. */
function customField({ group, alias, type }: CustomDefinition, indexed: string | undefined): FilterField {
  const name = `${group}.${alias}`.replaceAll("'", "''");
  const narrowed = indexed && { narrowed: { record: indexed, before: `${JSON.stringify(`${group}.${alias}`)}: ` } };
  if (type === 'number' || type === 'counter')
    return {
      sql: `(case when jsonb_typeof(custom -> '${name}') = 'number' then (custom ->> '${name}')::numeric end)`,
      type: 'number',
      ...narrowed,
    };
  if (type === 'boolean')
    return {
      sql: `(case when jsonb_typeof(custom -> '${name}') = 'boolean' then (custom ->> '${name}')::boolean end)`,
      type,
    };
  return { sql: `(custom ->> '${name}')`, type: 'text', ...narrowed };
}
