/** Runs one command with everything but the fronts; beside a running server it uses that server's database. */
import type { EventLog } from '../application/ports.ts';
import { readConfig } from '../config.ts';
import type { Core } from '../core.ts';
import { createLogger } from '../logger.ts';

export async function withCore<T>(work: (core: Core) => Promise<T>): Promise<T> {
  const { openCore } = await import('../core.ts');
  const config = readConfig();
  const core = await openCore(config, createLogger(config.logLevel === 'info' ? 'warn' : config.logLevel));
  try {
    return await work(core);
  } finally {
    await core.close();
  }
}

/** Runs one command with the log alone, which may be empty and stays as it is. */
export async function withLog<T>(work: (log: EventLog) => Promise<T>): Promise<T> {
  const { openLogAlone } = await import('../core.ts');
  const config = readConfig();
  const { log, close } = await openLogAlone(config, createLogger('warn'));
  try {
    return await work(log);
  } finally {
    await close();
  }
}
