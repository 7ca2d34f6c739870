/** Properties of this API are custom fields without groups: how each is named here, and which one a name means. */
import type { Application } from '../../../application/application.ts';
import type { RequestContext } from '../../../application/context.ts';
import {
  aliasFrom,
  type CustomFieldDefinition,
  customValue,
  fieldName,
  GENERAL_GROUP,
} from '../../../application/customFields.ts';
import type { CustomValue } from '../../../domain/kernel/fragments.ts';
import { accepted, SimvolyError } from '../wire.ts';

export interface Property {
  readonly name: string;
  readonly value?: string | number | boolean | null | undefined;
}

interface NamedField {
  readonly name: string;
  readonly field: CustomFieldDefinition;
}

const folded = (name: string): string => name.trim().toLowerCase();

/** A field is called by its label; one whose label an older field has already is called by group and alias as well. */
export function propertyNames(fields: readonly CustomFieldDefinition[]): NamedField[] {
  const taken = new Set<string>();
  return fields.map((field) => {
    const name = taken.has(folded(field.label)) ? fieldName(field) : field.label;
    taken.add(folded(name));
    return { name, field };
  });
}

/** Values by field name. Empty values change nothing; a name that nobody has defined becomes a text field, so nothing is lost. */
export async function customOf(app: Application, context: RequestContext, properties: readonly Property[]) {
  const { idempotencyKey: _, ...plain } = context;
  const custom: Record<string, CustomValue> = {};
  for (const { name, value } of properties) {
    if (isEmpty(value)) continue;
    const field = await fieldCalled(app, plain, name);
    const fitting = customValue(field.type, value);
    if (fitting === undefined)
      throw new SimvolyError(400, `Field properties is not valid: ${name} has to be a ${field.type}`);
    if (fitting !== null) custom[fieldName(field)] = fitting;
  }
  return custom;
}

const isEmpty = (value: Property['value']): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '');

async function fieldCalled(app: Application, context: RequestContext, name: string): Promise<CustomFieldDefinition> {
  const definitions = await app.customFields.definitions('contact');
  const present = propertyNames(definitions).find((named) => folded(named.name) === folded(name));
  if (present) return present.field;
  const alias = freeAlias(definitions, aliasFrom(name) || '_');
  return accepted(await app.customFields.ensure(context, { entity: 'contact', alias, label: name.trim() }));
}

/** Names that differ only in characters that an alias cannot have are still two properties. */
function freeAlias(definitions: readonly CustomFieldDefinition[], wanted: string): string {
  const taken = new Set(definitions.filter(({ group }) => group === GENERAL_GROUP).map(({ alias }) => folded(alias)));
  const candidates = [wanted, ...definitions.map((_, index) => `${wanted.slice(0, 90)}_${index + 2}`)];
  return candidates.find((candidate) => !taken.has(folded(candidate))) ?? wanted;
}
