/** From the append of an event to the moment when queries show it, at a steady pace of commands. */
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { createPostgresLog } from '../../src/adapters/postgres/log/log.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { catalogue } from '../../src/domain/catalogue.ts';
import { createProjections } from '../../src/projections/engine/engine.ts';
import { models } from '../../src/projections/models.ts';
import { type Figure, median, milliseconds, type Program, withPostgres } from '../harness.ts';
import { contactCreated } from './mixedLog.ts';

const PER_SECOND = 500;
const SECONDS = 20;
const TICK_MS = 10;

async function measure(url: string): Promise<readonly Figure[]> {
  const log = await createPostgresLog({ url });
  const sql = connect(url);
  const logger = pino({ level: 'silent' });
  const projections = createProjections({ sql, log, catalogue, models, clock: systemClock, logger });
  await projections.start();
  const lags: number[] = [];
  const running: Promise<void>[] = [];
  const command = async (number: number) => {
    const answer = await log.append(`contact-lag${number}`, [contactCreated(number + 1)], 'no-stream');
    if (!answer.ok) throw new Error('A stream was there already');
    const appended = performance.now();
    if (!(await projections.reached(answer.position, { timeoutMs: 10_000 }))) throw new Error('Never readable');
    lags.push(performance.now() - appended);
  };
  const began = performance.now();
  for (let number = 0; number < PER_SECOND * SECONDS; ) {
    const due = Math.floor(((performance.now() - began) / 1000) * PER_SECOND);
    for (; number < due; number++) running.push(command(number));
    await delay(TICK_MS);
  }
  await Promise.all(running);
  await projections.stop();
  await log.close();
  await sql.end();
  const sorted = lags.toSorted((a, b) => a - b);
  return [
    { what: 'append to readable, median', value: milliseconds(median(sorted)), against: 'aim: under 10 ms' },
    {
      what: 'append to readable, 99th percentile',
      value: milliseconds(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
      against: 'aim: under 50 ms',
    },
  ];
}

export const lag: Program = {
  name: 'lag',
  about: `${PER_SECOND} commands a second for ${SECONDS} s, log and all read models in one process, embedded PostgreSQL.`,
  run: () => withPostgres(measure),
};
