/** The texts of a company and where they lie in it. */
import type { CompanyDetails, CompanyDetailsPatch } from '../../../domain/crm/company/events.ts';
import { plainLines } from '../text.ts';
import { addressFields, namesOf, type TextField, textChanges, textsIn } from '../texts.ts';

/** In the order in which the original shows them. The second address is read under the names under which it is written. */
const TEXT_FIELDS: readonly TextField[] = [
  ...addressFields('', 'mainAddress'),
  ...addressFields('sec', 'secondAddress', 'secaddr_'),
  { name: 'maintel', path: ['phoneMain'], most: 40 },
  { name: 'sectel', path: ['phoneSecond'], most: 40 },
  { name: 'tw', path: ['profiles', 'twitter'], most: 100 },
  { name: 'li', path: ['profiles', 'linkedin'], most: 300 },
  { name: 'fb', path: ['profiles', 'facebook'], most: 200 },
];

export const textFieldNames: readonly string[] = namesOf(TEXT_FIELDS);

export function detailsFrom(given: Readonly<Record<string, unknown>>): CompanyDetailsPatch {
  const notes = typeof given.notes === 'string' ? { notes: plainLines(given.notes) } : {};
  return { ...textChanges(TEXT_FIELDS, given), ...notes };
}

export const textsOf = (details: CompanyDetails): Record<string, string> => textsIn(TEXT_FIELDS, details);
