/** A server that delivers webhooks until it is killed. */
import { connect } from '../../src/adapters/postgres/connect.ts';
import { createPostgresLog } from '../../src/adapters/postgres/log/log.ts';
import { createWebhookServer } from './webhookServer.ts';

const [url = ''] = process.argv.slice(2);
const log = await createPostgresLog({ url });
await createWebhookServer(connect(url), log, { leaseMs: 1_500 }).processes.start();
process.stdout.write('ready\n');
