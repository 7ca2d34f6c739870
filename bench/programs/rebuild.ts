/** Rebuild of all read models from a log of contacts, in a process of its own, so that its memory can be told. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createPostgresLog } from '../../src/adapters/postgres/log/log.ts';
import type { NewEvent } from '../../src/application/ports.ts';
import { type Figure, type Program, perSecond, withPostgres } from '../harness.ts';

const SIZES = [200_000, 400_000] as const;
const WRITERS = 256;
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
    event('ContactCreated', { ...created, subscribed: true }),
    event('ContactDetailsChanged', { changes: { mainAddress: { city: `City ${number % 500}`, country: 'GB' } } }),
    event('ContactTagged', { tags: [`group ${number % 50}`] }),
    event('ContactStatusChanged', { status: 'Customer' }),
  ];
}

function event(type: string, data: NewEvent['data']): NewEvent {
  const context = { requestId: 'r', correlationId: 'r', causationId: 'r', commandId: 'c' };
  const actor = { kind: 'apiKey', id: 'bench' } as const;
  const metadata = {
    schemaVersion: 1,
    occurredAt: new Date().toISOString(),
    actor,
    surface: 'cli',
    ...context,
  } as const;
  return { id: randomUUID(), type, data, metadata };
}

export async function fillLog(url: string, contacts: { readonly from: number; readonly to: number }): Promise<void> {
  const log = await createPostgresLog({ url });
  let next = contacts.from;
  const writer = async () => {
    while (next < contacts.to) {
      const number = next++;
      const stream = `contact-${String(number).padStart(18, '0')}`;
      const answer = await log.append(stream, lifeOf(number), 'no-stream');
      if (!answer.ok) throw new Error('A stream was there already');
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  await log.close();
}

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
    const to = 1 + events / EVENTS_PER_CONTACT;
    await fillLog(url, { from, to });
    from = to;
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
