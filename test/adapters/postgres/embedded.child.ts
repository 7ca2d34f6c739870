/** A program of its own that uses the embedded server. On SIGINT it works a little more before it stops, as a server does. */
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { findRunningPostgres, startEmbeddedPostgres } from '../../../src/adapters/postgres/embedded.ts';

const [dataDir = '', mode = 'start'] = process.argv.slice(2);
const say = (line: unknown): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

if (mode === 'find') {
  say({ url: (await findRunningPostgres(dataDir)) ?? null });
} else {
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined, durable: false });
  process.on('SIGINT', async () => {
    await sleep(200);
    const sql = postgres(server.url, { max: 1 });
    const rows = await sql`select 'answered' as still`;
    await sql.end();
    await server.stop();
    say(rows[0]);
    process.exit(0);
  });
  say({ url: server.url, adopted: server.adopted });
  setInterval(() => undefined, 60_000);
}
