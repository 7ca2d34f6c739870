/** Questions for everything that GraphQL shows, as the schema lists it. */
import {
  type GraphQLField,
  type GraphQLOutputType,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { LOADERS } from '../../src/graphql/nodes.ts';
import { schema } from '../../src/graphql/schema.ts';

/** All fields that need no argument. Other records are named only: they are asked for themselves. */
function selection(type: ReturnType<typeof getNamedType>, depth: number): string {
  if (!isObjectType(type)) return '__typename';
  if (depth === 0) return '__typename';
  const fields = Object.values(type.getFields()).filter(
    (field) => !field.args.some(isRequiredArgument) && field.name !== 'edges',
  );
  return fields.map((field) => selected(field, depth)).join(' ');
}

function selected({ name, type, args }: GraphQLField<unknown, unknown>, depth: number): string {
  const inner = getNamedType(type);
  if (isLeafType(inner)) return name;
  const isOther = inner.name in LOADERS && depth < 6;
  const few = args.some((arg) => arg.name === 'first') ? '(first: 2)' : '';
  return `${name}${few} { ${isOther ? '__typename' : selection(inner, depth - 1)} }`;
}

export type Query = GraphQLField<unknown, unknown>;

/** Queries that answer without being told what to look for. */
export const queries = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(
  ({ name, type, args }) =>
    !args.some(isRequiredArgument) &&
    !['key', 'id'].some((given) => args.some((arg) => arg.name === given && name !== 'changes' && name !== 'audit')) &&
    !isLeafType(getNamedType(type)),
);

/** Asks it for all that its records show. */
export function askingAll({ name, type, args }: Query): string {
  const inner = getNamedType(type);
  const few = args.some((arg) => arg.name === 'first') ? '(first: 20)' : '';
  return `{ ${name}${few} { ${isObjectType(inner) && inner.name in LOADERS ? selection(inner, 5) : selectionOfPage(inner)} } }`;
}

function selectionOfPage(type: ReturnType<typeof getNamedType>): string {
  const nodes = isObjectType(type) ? type.getFields().nodes : undefined;
  return nodes ? `nodes { ${selection(getNamedType(nodes.type), 5)} }` : selection(type, 5);
}

/** Notes which fields were asked for, and which of them had something to show. */
export function note(type: GraphQLOutputType, value: unknown, seen: { asked: Set<string>; shown: Set<string> }): void {
  const inner = getNamedType(type);
  if (Array.isArray(value)) for (const item of value) note(type, item, seen);
  else if (isObjectType(inner) && typeof value === 'object' && value !== null) {
    for (const [name, shown] of Object.entries(value)) {
      const field = inner.getFields()[name];
      if (!field) continue;
      seen.asked.add(`${inner.name}.${name}`);
      if (shown !== null && !(Array.isArray(shown) && shown.length === 0)) seen.shown.add(`${inner.name}.${name}`);
      note(field.type, shown, seen);
    }
  }
}
