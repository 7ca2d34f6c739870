/** Very many contacts, put into the log as if they had come in one by one. */
import type { NewEvent } from '../src/application/ports.ts';
import { fill, keyOf, stored, timeOf } from './log.ts';

function created(number: number): NewEvent {
  const details = {
    firstName: 'Ada',
    lastName: `Lovelace ${number % 5_000}`,
    mainAddress: { line1: `${number} Main Street`, city: `City ${number % 500}`, country: 'GB' },
  };
  const custom = { 'tastes.colour': `Shade ${number % 2_000}`, 'tastes.vegan': number % 2 === 0 };
  const standing = { status: 'Lead', tags: ['bench'], owner: null, lists: [], subscribed: true };
  const email = `contact${number}@bench.example`;
  return stored('ContactCreated', { ref: number, email, details, custom, ...standing }, timeOf(number));
}

export const fillContacts = (url: string, contacts: number): Promise<void> =>
  fill(url, { to: contacts }, (append, number) => append(`contact-${keyOf(number)}`, created(number)));
