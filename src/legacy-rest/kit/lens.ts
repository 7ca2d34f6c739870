/**
 * Views of rich records through APIs that can say less. The rule for all of them: writing back what was read changes nothing;
 * writing something else replaces only what the API can express.
 */
import type { ContactDetails, ContactDetailsPatch } from '../../domain/crm/contact/events.ts';
import type { Address } from '../../domain/kernel/fragments.ts';
import type { Patch } from '../../domain/kernel/patch.ts';

/** First and last name as one text. */
export const fullName = ({ firstName, lastName }: Pick<ContactDetails, 'firstName' | 'lastName'>): string =>
  [firstName, lastName].filter(Boolean).join(' ');

/** One name field as first and last name: the last name begins at the first blank. */
export function splitName(
  name: string,
  current: ContactDetails = {},
): Pick<ContactDetailsPatch, 'firstName' | 'lastName'> {
  const text = name.trim().replace(/\s+/g, ' ');
  if (text === fullName(current)) return {};
  const blank = text.indexOf(' ');
  return blank < 0
    ? { firstName: text, lastName: null }
    : { firstName: text.slice(0, blank), lastName: text.slice(blank + 1) };
}

/** The street lines of an address as one text. */
export const streetOf = ({ line1, line2, line3 }: Address = {}): string =>
  [line1, line2, line3].filter(Boolean).join(', ');

/** One street field as lines; text that equals what is shown leaves the lines as they are. */
export function splitStreet(street: string | null, current: Address = {}): Patch<Address> {
  if ((street ?? '').trim() === streetOf(current)) return {};
  return { line1: street, line2: null, line3: null };
}
