/** `tributary demo`: the server, a small sample business loaded through its own APIs, and a request for each of them to copy. */
import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import { loadBusiness } from './demo/business.ts';
import { examples } from './demo/examples.ts';
import { withKey } from './demo/keys.ts';
import { loadServices } from './demo/services.ts';
import { loadShop } from './demo/shop.ts';
import { createOutput } from './output.ts';
import { stopSignal } from './stopSignal.ts';

export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('run the server with a small sample business, and print requests to try')
    .action(demo);
}

async function demo(): Promise<void> {
  const { startServer } = await import('../main.ts');
  const environment = readConfig();
  const bootstrap = environment.bootstrap ?? { key: 'demo_key', secret: `demo_${randomBytes(12).toString('hex')}` };
  const config = { ...environment, bootstrap, webhookAllowPrivate: true };
  const server = await startServer(config, createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel));
  const key = await withKey(server, bootstrap);
  const progress = createOutput(false).progress('Loading the sample business');
  await loadBusiness(server.url, key, (done, total) => progress.update(done, total));
  await loadServices(server.url, key);
  await loadShop(server.url, key);
  progress.end();
  const lines = [
    `\nTributary is ready at ${server.url} with a small sample business.`,
    ...examples(server.url, key),
    '\nCtrl-C stops; the data stays.',
  ];
  const stopped = stopSignal();
  process.stdout.write(`${lines.join('\n')}\n`);
  await stopped;
  await server.close();
  process.stdout.write('\nStopped.\n');
}
