/** Rebuild of all read models from a log of contacts, in a process of its own, so that its memory can be told. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { NewEvent } from '../../src/application/ports.ts';
import { type Figure, type Program, perSecond, withPostgres } from '../harness.ts';
import { fill, keyOf, stored } from '../log.ts';

const SIZES = [200_000, 400_000] as const;
/** A contact's life here: created, then changed three times. */
const EVENTS_PER_CONTACT = 4;

const details = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  companyName: 'Analytical Engines',
  phoneWork: '+44 20 7946 0',
};

function lifeOf(number: number): readonly NewEvent[] {
  const email = `contact${number}@bench.example`;
  const created = { ref: number, email, details, status: 'Lead', tags: ['bench'], owner: null, custom: {}, lists: [] };
  return [
    stored('ContactCreated', { ...created, subscribed: true }),
    stored('ContactDetailsChanged', { changes: { mainAddress: { city: `City ${number % 500}`, country: 'GB' } } }),
    stored('ContactTagged', { tags: [`group ${number % 50}`] }),
    stored('ContactStatusChanged', { status: 'Customer' }),
  ];
}

export const fillLives = (url: string, contacts: { readonly from: number; readonly to: number }): Promise<void> =>
  fill(url, contacts, (append, number) => append(`contact-${keyOf(number)}`, ...lifeOf(number)));

interface Measured {
  readonly seconds: number;
  readonly rows: number;
  readonly peakMegabytes: number;
}

async function rebuildIn(url: string): Promise<Measured> {
  const child = fileURLToPath(new URL('./rebuild.child.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', child, url]);
  return JSON.parse(stdout) as Measured;
}

async function measure(url: string): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  let from = 1;
  for (const events of SIZES) {
    const to = events / EVENTS_PER_CONTACT;
    await fillLives(url, { from, to });
    from = to + 1;
    await rebuildIn(url);
    const { seconds, rows, peakMegabytes } = await rebuildIn(url);
    figures.push({
      what: `${events.toLocaleString('en')} contact events into ${rows.toLocaleString('en')} rows`,
      value: `${perSecond(events / seconds)}, peak memory ${Math.round(peakMegabytes)} MB`,
      against: events === SIZES[0] ? '' : 'aim: memory as with half the events',
    });
  }
  return figures;
}

export const rebuild: Program = {
  name: 'rebuild',
  about: 'Blue/green rebuild of all read models, history included, from the PostgreSQL log in a process of its own.',
  run: () => withPostgres(measure),
};
