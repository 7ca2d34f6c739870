/** The texts of a customer and where they lie in a contact: one table, read in both directions. */
import type { ContactDetails, ContactDetailsPatch } from '../../../domain/crm/contact/events.ts';
import { plainLines, plainText, shortened } from '../text.ts';

interface TextField {
  readonly name: string;
  /** Another name under which it is accepted; the first one wins. */
  readonly alias?: string;
  readonly path: readonly [keyof ContactDetails, string?];
  readonly most: number;
}

const address = (prefix: string, path: 'mainAddress' | 'secondAddress', alias?: string): TextField[] =>
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

/** In the order in which the original shows them. */
export const TEXT_FIELDS: readonly TextField[] = [
  { name: 'prefix', path: ['prefix'], most: 30 },
  { name: 'fname', path: ['firstName'], most: 100 },
  { name: 'lname', path: ['lastName'], most: 100 },
  ...address('', 'mainAddress'),
  ...address('secaddr_', 'secondAddress', 'sec'),
  { name: 'hometel', path: ['phoneHome'], most: 40 },
  { name: 'worktel', path: ['phoneWork'], most: 40 },
  { name: 'mobtel', path: ['phoneMobile'], most: 40 },
  { name: 'tw', path: ['profiles', 'twitter'], most: 100 },
  { name: 'li', path: ['profiles', 'linkedin'], most: 300 },
  { name: 'fb', path: ['profiles', 'facebook'], most: 200 },
];

export const textFieldNames: readonly string[] = TEXT_FIELDS.flatMap(({ name, alias }) =>
  alias === undefined ? [name] : [name, alias],
);

/** What the texts of a body change. A field that was not sent stays; a blank one is cleared. */
export function detailsFrom(given: Readonly<Record<string, unknown>>): ContactDetailsPatch {
  const patch: Record<string, unknown> = {};
  for (const { name, alias = name, path, most } of TEXT_FIELDS) {
    const value = given[name] ?? given[alias];
    if (typeof value === 'string') put(patch, path, shortened(plainText(value), most));
  }
  if (typeof given.notes === 'string') patch.notes = plainLines(given.notes);
  return patch as ContactDetailsPatch;
}

function put(target: Record<string, unknown>, [field, part]: TextField['path'], value: string): void {
  if (part === undefined) target[field] = value;
  else target[field] = { ...(target[field] as object | undefined), [part]: value };
}

/** All texts of a contact under their names here; unset is blank. */
export const textsOf = (details: ContactDetails): Record<string, string> =>
  Object.fromEntries(TEXT_FIELDS.map(({ name, path }) => [name, at(details, path)]));

function at(details: ContactDetails, [field, part]: TextField['path']): string {
  const value: unknown = details[field];
  const inner = part === undefined ? value : (value as Record<string, unknown> | undefined)?.[part];
  return typeof inner === 'string' ? inner : '';
}
