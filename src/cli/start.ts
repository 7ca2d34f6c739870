/** `tributary start`: the server, until Ctrl-C or SIGTERM. */
import type { Command } from 'commander';
import type { IssuedKey } from '../application/access.ts';
import { type Config, readConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import type { Server } from '../main.ts';
import { stopSignal } from './stopSignal.ts';

export function startCommand(program: Command): void {
  program.command('start').description('run the server until Ctrl-C').action(start);
}

async function start(): Promise<void> {
  const { startServer } = await import('../main.ts');
  const config = readConfig();
  const logger = createLogger(config.logLevel);
  const server = await startServer(config, logger);
  // Listened for before anybody is told that it works.
  const stopped = stopSignal();
  process.stdout.write(`${welcome(server, config).join('\n')}\n`);
  await stopped;
  process.stdout.write('\nStopping: running requests are finished first.\n');
  await server.close();
  process.stdout.write('Stopped. Everything is kept for the next start.\n');
}

function welcome({ url, firstKey }: Server, { bootstrap, databaseUrl, dataDir }: Config): string[] {
  const key = firstKey ? describeKey(firstKey, bootstrap !== undefined) : [];
  return [
    `Tributary is ready at ${url}`,
    ...key,
    '',
    `  GraphQL       ${url}/graphql          (open it in a browser to explore)`,
    `  Jetpack CRM   ${url}/zbs_api/status`,
    `  Treepl        ${url}/api/v2/admin/contacts`,
    `  Simvoly       ${url}/api/site/contacts`,
    `  SalesSystem   ${url}/api/v1/`,
    `  Docs          ${url}/docs`,
    `  Health        ${url}/readyz`,
    ...(databaseUrl === undefined ? ['', `  Data is kept in ${dataDir}`] : []),
    '  Ctrl-C stops.',
  ];
}

/** Output ends up in log files, so a secret that somebody knows already is not repeated. */
function describeKey({ apiKey, secret }: IssuedKey, chosen: boolean): string[] {
  if (chosen) return ['', `  This log was empty: ${apiKey} with the secret you set is its first key, with all rights.`];
  return [
    '',
    '  This log was empty, so a key with all rights was made. The secret is shown this once:',
    `    key     ${apiKey}`,
    `    secret  ${secret}`,
  ];
}
