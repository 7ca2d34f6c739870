/** Texts of a record and where they lie in its details: one table per kind of record, read in both directions. */
import { plainText, shortened } from './text.ts';

export interface TextField {
  readonly name: string;
  /** Another name under which it is accepted; the first one wins. */
  readonly alias?: string;
  readonly path: readonly [string, string?];
  readonly most: number;
}

export const addressFields = (prefix: string, path: string, alias?: string): TextField[] =>
  (
    [
      ['addr1', 'line1', 200],
      ['addr2', 'line2', 200],
      ['city', 'city', 200],
      ['county', 'region', 200],
      ['country', 'country', 200],
      ['postcode', 'postcode', 50],
    ] as const
  ).map(([name, part, most]) => ({
    name: `${prefix}${name}`,
    path: [path, part],
    most,
    ...(alias === undefined ? {} : { alias: `${alias}${name}` }),
  }));

export const namesOf = (fields: readonly TextField[]): string[] =>
  fields.flatMap(({ name, alias }) => (alias === undefined ? [name] : [name, alias]));

/** What the texts of a body change. A field that was not sent stays; a blank one is cleared. */
export function textChanges(
  fields: readonly TextField[],
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const { name, alias = name, path, most } of fields) {
    const value = given[name] ?? given[alias];
    if (typeof value === 'string') put(patch, path, shortened(plainText(value), most));
  }
  return patch;
}

function put(target: Record<string, unknown>, [field, part]: TextField['path'], value: string): void {
  if (part === undefined) target[field] = value;
  else target[field] = { ...(target[field] as object | undefined), [part]: value };
}

/** All texts of a record under their names here; unset is blank. */
export const textsIn = (fields: readonly TextField[], details: object): Record<string, string> =>
  Object.fromEntries(fields.map(({ name, path }) => [name, at(details, path)]));

function at(details: object, [field, part]: TextField['path']): string {
  const value: unknown = (details as Record<string, unknown>)[field];
  const inner = part === undefined ? value : (value as Record<string, unknown> | undefined)?.[part];
  return typeof inner === 'string' ? inner : '';
}
