/** Flattens a JSON schema into rows for a table: one per value, objects by dotted path. */

export interface Field {
  readonly path: string;
  readonly optional: boolean;
  readonly type: string;
  readonly personal: boolean;
}

/** The part of JSON Schema that zod writes, plus the mark that our schemas add. */
interface Node {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly additionalProperties?: Node | boolean;
  readonly personal?: boolean;
}

export function fieldsOf(schema: object, prefix = ''): Field[] {
  const node: Node = schema;
  const required = new Set(node.required ?? []);
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    rows(`${prefix}${name}`, !required.has(name), child),
  );
}

/** An object becomes the rows of its fields; that it may be `null` as a whole needs a row of its own. */
function rows(path: string, optional: boolean, node: Node): Field[] {
  const object = alternatives(node).find((part) => part.properties);
  if (!object) return [{ path, optional, type: typeOf(node), personal: isPersonal(node) }];
  const inner = fieldsOf(object, `${path}.`);
  if (object === node && !optional) return inner;
  return [{ path, optional, type: typeOf(node), personal: node.personal === true }, ...inner];
}

const alternatives = (node: Node): readonly Node[] => node.anyOf ?? node.oneOf ?? [node];

function typeOf(node: Node): string {
  if (node.anyOf || node.oneOf) return [...new Set(alternatives(node).map(typeOf))].join(' | ');
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (node.enum) return node.enum.map((value) => `\`${JSON.stringify(value)}\``).join(' | ');
  if (node.type === 'array') return `list of ${node.items ? typeOf(node.items) : 'anything'}`;
  if (node.type === 'object' && !node.properties) return mapType(node);
  return node.format ?? [node.type ?? 'anything'].flat().join(' | ');
}

function mapType(node: Node): string {
  return typeof node.additionalProperties === 'object' ? `map of ${typeOf(node.additionalProperties)}` : 'object';
}

/** A list or map of personal values is personal, and so is a choice with one personal arm. */
function isPersonal(node: Node): boolean {
  const values = typeof node.additionalProperties === 'object' ? [node.additionalProperties] : [];
  const parts = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.items ? [node.items] : []), ...values];
  const inner = Object.values(node.properties ?? {});
  return node.personal === true || [...parts, ...inner].some(isPersonal);
}
