/** A page of contacts as of a past moment against the live page, and the history of a long-lived contact. */
import { pino } from 'pino';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { createPostgresLog } from '../../src/adapters/postgres/log/log.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createHistory } from '../../src/application/history.ts';
import type { Moment } from '../../src/application/ports.ts';
import { catalogue } from '../../src/domain/catalogue.ts';
import { contact } from '../../src/domain/crm/contact/decide.ts';
import { contactFields } from '../../src/projections/contacts/fields.ts';
import { listContacts } from '../../src/projections/contacts/queries.ts';
import { createProjections } from '../../src/projections/engine/engine.ts';
import { models } from '../../src/projections/models.ts';
import { type Figure, median, milliseconds, type Program, withPostgres } from '../harness.ts';
import { stored } from '../log.ts';
import { contactCreated } from './mixedLog.ts';
import { fillLives } from './rebuild.ts';

const CONTACTS = 50_000;
const PAGE = 50;
const LONG_LIFE = 1_000;
const ROUNDS = 200;

async function measure(url: string): Promise<readonly Figure[]> {
  await fillLives(url, { from: 1, to: CONTACTS });
  const log = await createPostgresLog({ url });
  const life = Array.from({ length: LONG_LIFE - 1 }, (_, number) =>
    stored('ContactStatusChanged', { status: `Status ${number}` }),
  );
  await log.append('contact-longLife', [contactCreated(CONTACTS + 1), ...life], 'no-stream');
  const sql = connect(url);
  const logger = pino({ level: 'silent' });
  const projections = createProjections({ sql, log, catalogue, models, clock: systemClock, logger });
  await projections.start();
  const head = (await log.head()) ?? 0n;
  if (!(await projections.reached(head, { timeoutMs: 600_000 }))) throw new Error('The models did not catch up');

  const page = (offset: number, asOf?: Moment) =>
    listContacts(sql, { limit: PAGE, offset, ...(asOf ? { asOf } : {}) }, contactFields([]));
  const times = { live: [] as number[], asOf: [] as number[], history: [] as number[] };
  const history = createHistory({ log, catalogue });
  const timed = async (into: number[], work: () => Promise<unknown>) => {
    const started = performance.now();
    await work();
    into.push(performance.now() - started);
  };
  const readHistory = async () => {
    let entries = 0;
    for await (const _ of history.of(contact, 'longLife')) entries += 1;
    if (entries !== LONG_LIFE) throw new Error('The history is not whole');
  };
  for (let round = 0; round < ROUNDS; round++) {
    const offset = (round * PAGE) % 1_000;
    await timed(times.live, () => page(offset));
    await timed(times.asOf, () => page(offset, { position: head / 2n }));
    await timed(times.history, readHistory);
  }
  await projections.stop();
  await log.close();
  await sql.end();
  const [live, then] = [median(times.live), median(times.asOf)];
  return [
    { what: `page of ${PAGE} contacts, live`, value: milliseconds(live) },
    {
      what: `the same as of half the log ago`,
      value: `${milliseconds(then)}, ${(then / live).toFixed(1)} times the live page`,
      against: 'aim: 2 times or less',
    },
    {
      what: `history of a contact with ${LONG_LIFE.toLocaleString('en')} events`,
      value: milliseconds(median(times.history)),
      against: 'aim: under 20 ms',
    },
  ];
}

export const asOf: Program = {
  name: 'as-of',
  about: `${CONTACTS.toLocaleString('en')} contacts with four events each, ${ROUNDS} rounds, live and past pages in turn.`,
  run: () => withPostgres(measure),
};
