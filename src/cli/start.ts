/** `tributary start`: the server, until Ctrl-C or SIGTERM. */
import { readConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import { type Server, startServer } from '../main.ts';

export async function start(): Promise<void> {
  const config = readConfig();
  const logger = createLogger(config.logLevel);
  const server = await startServer(config, logger);
  for (const line of welcome(server, config.databaseUrl === undefined ? config.dataDir : undefined))
    process.stdout.write(`${line}\n`);
  await stopSignal();
  process.stdout.write('\nStopping: running requests are finished first.\n');
  await server.close();
  process.stdout.write('Stopped. Everything is kept for the next start.\n');
}

function welcome({ url, firstKey }: Server, dataDir: string | undefined): string[] {
  const key = firstKey
    ? [
        '',
        '  This log was empty, so a key with all rights was made. The secret is shown this once:',
        `    key     ${firstKey.apiKey}`,
        `    secret  ${firstKey.secret}`,
      ]
    : [];
  return [
    `Tributary is ready at ${url}`,
    ...key,
    '',
    `  GraphQL       ${url}/graphql          (open it in a browser to explore)`,
    `  Jetpack CRM   ${url}/zbs_api/status`,
    `  Treepl        ${url}/api/v2/admin/contacts`,
    `  Simvoly       ${url}/api/site/contacts`,
    `  SalesSystem   ${url}/api/v1/`,
    `  Health        ${url}/readyz`,
    ...(dataDir ? ['', `  Data is kept in ${dataDir}`] : []),
    '  Ctrl-C stops.',
  ];
}

/** The first Ctrl-C or SIGTERM; a second one ends the process at once. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      resolve();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}
