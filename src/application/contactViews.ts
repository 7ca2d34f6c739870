/**
 * Short views of a contact, for callers that can say less than we know: one name, one phone number, one street line, a country's
 * code instead of its name as it was written. The rule:
 * writing back what was shown changes nothing; writing something else replaces only what the view can express.
 */
import type { ContactDetails, ContactDetailsPatch } from '../domain/crm/contact/events.ts';
import type { Address } from '../domain/kernel/fragments.ts';
import type { Patch } from '../domain/kernel/patch.ts';
import { countryCode } from './countries.ts';

/** Missing means unchanged, `null` or blank means cleared. */
export interface ContactView {
  readonly name?: string | null;
  readonly phone?: string | null;
  readonly street?: string | null;
  readonly billingStreet?: string | null;
  /** Code of the main address's country. */
  readonly countryCode?: string | null;
}

/** First and last name as one text. */
export const fullName = ({ firstName, lastName }: Pick<ContactDetails, 'firstName' | 'lastName'>): string =>
  [firstName, lastName].filter(Boolean).join(' ');

/** The number to call first. */
export const mainPhone = ({ phoneWork, phoneMobile, phoneHome }: ContactDetails): string | undefined =>
  phoneWork ?? phoneMobile ?? phoneHome;

/** The lines of an address above the city as one text. */
export const streetOf = ({ line1, line2, line3 }: Address = {}): string =>
  [line1, line2, line3].filter(Boolean).join(', ');

/** What a view that was written means for the details of a contact as it is. */
export function detailsFromView(view: ContactView, current: ContactDetails): ContactDetailsPatch {
  return {
    ...(view.name === undefined ? {} : splitName(view.name ?? '', current)),
    ...(view.phone === undefined ? {} : phone(view.phone ?? '', current)),
    ...mainAddress(view, current.mainAddress),
    ...(view.billingStreet === undefined
      ? {}
      : { billingAddress: splitStreet(view.billingStreet ?? '', current.billingAddress) }),
  };
}

function mainAddress({ street, countryCode: code }: ContactView, current: Address = {}): ContactDetailsPatch {
  const lines = street === undefined ? undefined : splitStreet(street ?? '', current);
  const country = code === undefined ? undefined : countryOf(code?.trim() ?? '', current);
  return lines || country ? { mainAddress: { ...lines, ...country } } : {};
}

/** The last name begins at the first blank. */
function splitName(name: string, current: ContactDetails): ContactDetailsPatch {
  const text = name.trim().replace(/\s+/g, ' ');
  if (text === fullName(current)) return {};
  const blank = text.indexOf(' ');
  return blank < 0
    ? { firstName: text, lastName: null }
    : { firstName: text.slice(0, blank), lastName: text.slice(blank + 1) };
}

/** Clearing the number that was shown clears that number only, so another one may show up in its place. */
function phone(value: string, current: ContactDetails): ContactDetailsPatch {
  const text = value.trim();
  if (text === (mainPhone(current) ?? '')) return {};
  if (text !== '' || current.phoneWork !== undefined) return { phoneWork: text };
  return current.phoneMobile === undefined ? { phoneHome: null } : { phoneMobile: null };
}

function splitStreet(street: string, current: Address = {}): Patch<Address> {
  return street.trim() === streetOf(current) ? {} : { line1: street.trim(), line2: null, line3: null };
}

/** The code that a country was shown as leaves the country as it is written. */
function countryOf(code: string, { country = '' }: Address): Patch<Address> {
  const shown = countryCode(country) ?? '';
  return code.toUpperCase() === shown ? {} : { country: code };
}
