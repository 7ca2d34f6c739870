/** Rebuilds every read model of the database in its argument and prints how long that took and how much memory it needed. */
import { pino } from 'pino';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { createPostgresLog } from '../../src/adapters/postgres/log/log.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { catalogue } from '../../src/domain/catalogue.ts';
import { createProjections } from '../../src/projections/engine/engine.ts';
import { models } from '../../src/projections/models.ts';

const url = process.argv[2] ?? '';
const sql = connect(url);
const log = await createPostgresLog({ url });
const logger = pino({ level: 'silent' });
const projections = createProjections({ sql, log, catalogue, models, clock: systemClock, logger });
await projections.start();
const head = await log.head();
if (!(await projections.reached(head ?? 0n, { timeoutMs: 600_000 })))
  throw new Error('The live models did not catch up');
const started = performance.now();
await projections.rebuild();
const seconds = (performance.now() - started) / 1000;
const [row] = await sql<{ rows: number }[]>`select count(*)::int as rows from read.contacts`;
console.log(JSON.stringify({ seconds, rows: row?.rows, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
await projections.stop();
await log.close();
await sql.end();
