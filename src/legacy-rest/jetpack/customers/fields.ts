/** The texts of a customer and where they lie in a contact. */
import type { ContactDetails, ContactDetailsPatch } from '../../../domain/crm/contact/events.ts';
import { plainLines } from '../text.ts';
import { addressFields, namesOf, type TextField, textChanges, textsIn } from '../texts.ts';

/** In the order in which the original shows them. */
const TEXT_FIELDS: readonly TextField[] = [
  { name: 'prefix', path: ['prefix'], most: 30 },
  { name: 'fname', path: ['firstName'], most: 100 },
  { name: 'lname', path: ['lastName'], most: 100 },
  ...addressFields('', 'mainAddress'),
  ...addressFields('secaddr_', 'secondAddress', 'sec'),
  { name: 'hometel', path: ['phoneHome'], most: 40 },
  { name: 'worktel', path: ['phoneWork'], most: 40 },
  { name: 'mobtel', path: ['phoneMobile'], most: 40 },
  { name: 'tw', path: ['profiles', 'twitter'], most: 100 },
  { name: 'li', path: ['profiles', 'linkedin'], most: 300 },
  { name: 'fb', path: ['profiles', 'facebook'], most: 200 },
];

export const textFieldNames: readonly string[] = namesOf(TEXT_FIELDS);

export function detailsFrom(given: Readonly<Record<string, unknown>>): ContactDetailsPatch {
  const notes = typeof given.notes === 'string' ? { notes: plainLines(given.notes) } : {};
  return { ...textChanges(TEXT_FIELDS, given), ...notes };
}

export const textsOf = (details: ContactDetails): Record<string, string> => textsIn(TEXT_FIELDS, details);
