/** Rebuilds every read model of a database, with another batch size and a part of the log if given, and prints what that took. */
import { pino } from 'pino';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { createPostgresLog } from '../../src/adapters/postgres/log/log.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { logUpTo } from '../../src/application/logView.ts';
import { catalogue } from '../../src/domain/catalogue.ts';
import { createProjections } from '../../src/projections/engine/engine.ts';
import { models } from '../../src/projections/models.ts';

const [url = '', batchSize, limit] = process.argv.slice(2);
const sql = connect(url);
const whole = await createPostgresLog({ url });
const log = limit === undefined ? whole : logUpTo(whole, BigInt(limit));
const options = batchSize === undefined ? {} : { rebuildBatchSize: Number(batchSize) };
const projections = createProjections({
  ...{ sql, log, catalogue, models, clock: systemClock, logger: pino({ level: 'silent' }), options },
});
if (limit !== undefined) {
  for (const schema of ['read', 'read_next', 'read_previous', 'projections']) {
    await sql.unsafe(`drop schema if exists ${schema} cascade`);
  }
}
await projections.prepare();
const started = performance.now();
await projections.rebuild();
const seconds = (performance.now() - started) / 1000;
const [row] = await sql<{ rows: number }[]>`select count(*)::int as rows from read.contacts`;
console.log(JSON.stringify({ seconds, rows: row?.rows ?? 0, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
await whole.close();
await sql.end();
