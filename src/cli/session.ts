/** Runs one command with everything but the fronts; beside a running server it uses that server's database. */
import { readConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import { type Core, openCore } from '../main.ts';

export async function withCore<T>(work: (core: Core) => Promise<T>): Promise<T> {
  const config = readConfig();
  const core = await openCore(config, createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel));
  try {
    return await work(core);
  } finally {
    await core.close();
  }
}
