/** Very many contacts, put into the log as if they had come in one by one. */
import { randomUUID } from 'node:crypto';
import { createPostgresLog } from '../src/adapters/postgres/log/log.ts';
import type { NewEvent } from '../src/application/ports.ts';

const WRITERS = 256;

const firstDay = Date.parse('2024-01-01T00:00:00Z');
const MINUTE = 60_000;

/** One contact every five minutes from 2024 on. */
function created(number: number): NewEvent {
  const details = {
    firstName: 'Ada',
    lastName: `Lovelace ${number % 5_000}`,
    mainAddress: { line1: `${number} Main Street`, city: `City ${number % 500}`, country: 'GB' },
  };
  const custom = { 'tastes.colour': `Shade ${number % 2_000}`, 'tastes.vegan': number % 2 === 0 };
  const standing = { status: 'Lead', tags: ['bench'], owner: null, lists: [], subscribed: true };
  const trace = { requestId: 'r', correlationId: 'r', causationId: 'r', commandId: 'c' };
  return {
    id: randomUUID(),
    type: 'ContactCreated',
    data: { ref: number, email: `contact${number}@bench.example`, details, custom, ...standing },
    metadata: {
      schemaVersion: 1,
      occurredAt: new Date(firstDay + number * 5 * MINUTE).toISOString(),
      actor: { kind: 'apiKey', id: 'bench' },
      surface: 'cli',
      ...trace,
    },
  };
}

export async function fillLog(url: string, contacts: number): Promise<void> {
  const log = await createPostgresLog({ url });
  let next = 1;
  const writer = async () => {
    while (next <= contacts) {
      const number = next++;
      await log.append(`contact-${String(number).padStart(18, '0')}`, [created(number)], 'no-stream');
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  await log.close();
}
