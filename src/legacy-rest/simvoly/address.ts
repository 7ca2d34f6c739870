/** Addresses of this API: a place, which is the contact's, and a recipient, who is the member's. */
import { z } from 'zod';
import type { Address, Recipient } from '../../domain/kernel/fragments.ts';
import type { Patch } from '../../domain/kernel/patch.ts';
import { filled } from './contacts/parse.ts';

const text = z.string().nullish();

export const addressBody = z.object({
  name: text,
  phone: text,
  companyName: text,
  companyId: text,
  vatId: text,
  country: text,
  state: text,
  city: text,
  zipCode: text,
  address: text,
  address2: text,
});
export type AddressBody = z.infer<typeof addressBody>;

export interface WireAddress {
  readonly name: string;
  readonly phone: string;
  readonly companyName: string;
  readonly companyId: string;
  readonly vatId: string;
  readonly country: string;
  readonly state: string;
  readonly city: string;
  readonly zipCode: string;
  readonly address: string;
  readonly address2: string;
}

export const renderAddress = (place: Address = {}, recipient: Recipient = {}): WireAddress => ({
  name: recipient.name ?? '',
  phone: recipient.phone ?? '',
  companyName: recipient.companyName ?? '',
  companyId: recipient.companyNumber ?? '',
  vatId: recipient.vatNumber ?? '',
  country: place.country ?? '',
  state: place.region ?? '',
  city: place.city ?? '',
  zipCode: place.postcode ?? '',
  address: place.line1 ?? '',
  address2: secondLine(place),
});

const secondLine = ({ line2, line3 }: Address): string => [line2, line3].filter(Boolean).join(', ');

/** Only what is not empty. */
export const recipientOf = ({ name, phone, companyName, companyId, vatId }: AddressBody): Patch<Recipient> =>
  filled({ name, phone, companyName, companyNumber: companyId, vatNumber: vatId });

/** Only what is not empty; a second line that comes back as it was shown leaves the lines that it was made of alone. */
export function placeOf(input: AddressBody, current: Address = {}): Patch<Address> {
  const { country, state, city, zipCode, address, address2 } = input;
  const second = address2?.trim();
  return {
    ...filled({ country, region: state, city, postcode: zipCode, line1: address }),
    ...(second && second !== secondLine(current) ? { line2: second, line3: null } : {}),
  };
}
