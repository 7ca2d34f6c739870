/**
 * A real PostgreSQL that needs no installation: the programs come with npm, the data lies below DATA_DIR.
 *
 * The server is a process of its own that outlives a crash of ours; the next start finds and adopts it. Every process that
 * uses it signs in, and the last one that stops takes it down, so a second server or a command on the same DATA_DIR never
 * pulls the database away from the first.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Binaries, prepareBinaries } from './embedded/binaries.ts';
import { ensureCluster } from './embedded/cluster.ts';
import { EmbeddedPostgresError } from './embedded/fault.ts';
import { type Home, locateHome, prepareHome } from './embedded/home.ts';
import {
  findPostmaster,
  isOurs,
  type Postmaster,
  startPostmaster,
  stopPostmaster,
  urlOf,
} from './embedded/postmaster.ts';
import { birthOf, isAlive } from './embedded/process.ts';

export { EmbeddedPostgresError } from './embedded/fault.ts';

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** False gives up safety against power cuts for speed. For tests. */
  readonly durable?: boolean;
}

export interface EmbeddedPostgres {
  /** Of a superuser on the database `postgres`. Stays right while this handle is open. */
  readonly url: string;
  /** True when the server was already running. */
  readonly adopted: boolean;
  /** Fast shutdown, unless another living process uses the server too. */
  stop(): Promise<void>;
}

interface Running extends Postmaster {
  readonly adopted: boolean;
}

const START_ATTEMPTS = 5;
const RETRY_MS = 200;
const WATCH_MS = 1_000;

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const home = prepareHome(options.dataDir, options.log);
  const binaries = prepareBinaries(home, options.log);
  const durable = options.durable ?? true;
  const signOut = signIn(home);
  try {
    await ensureCluster(home, binaries, { durable });
    const first = await bringUp(home, binaries, durable);
    return supervise(home, first, signOut, options.log, () => bringUp(home, binaries, durable));
  } catch (error) {
    signOut();
    throw error;
  }
}

/** The URL of the server that runs on this folder, if one does. For commands beside a running server. */
export async function findRunningPostgres(dataDir: string): Promise<string | undefined> {
  const home = locateHome(dataDir);
  const running = home && (await findPostmaster(home));
  return running && urlOf(home, running.port);
}

async function bringUp(home: Home, binaries: Binaries, durable: boolean): Promise<Running> {
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
    const found = await findPostmaster(home);
    if (found) return { ...found, adopted: true };
    const started = await startPostmaster(home, binaries, durable);
    if (started) return { ...started, adopted: false };
    await sleep(RETRY_MS * attempt);
  }
  throw new EmbeddedPostgresError(
    `The database did not start: others kept taking its port on 127.0.0.1 or its data directory; see ${home.log}.`,
  );
}

/** Starts the server again when it died (out of memory, killed by hand), so that a pool has something to reconnect to. */
function supervise(
  home: Home,
  first: Running,
  signOut: () => void,
  log: (message: string) => void,
  revive: () => Promise<Postmaster>,
): EmbeddedPostgres {
  let current: Postmaster = first;
  let reviving: Promise<void> | undefined;
  const check = async (): Promise<void> => {
    if (isOurs(current.pid, home)) return;
    log('The database stopped unexpectedly and is started again.');
    current = await revive();
    if (current.port !== first.port) log(`The database came back on port ${current.port} instead of ${first.port}.`);
  };
  const watch = setInterval(() => {
    reviving ??= check()
      .catch((error: unknown) => log(`The database did not come back: ${String(error)}`))
      .finally(() => {
        reviving = undefined;
      });
  }, WATCH_MS).unref();
  const leave = async (): Promise<void> => {
    clearInterval(watch);
    await reviving;
    signOut();
    if (!othersUse(home)) await stopPostmaster(home, current.pid);
  };
  let stopping: Promise<void> | undefined;
  return {
    url: urlOf(home, first.port),
    adopted: first.adopted,
    stop() {
      stopping ??= leave();
      return stopping;
    },
  };
}

// --- Who uses it -----------------------------------------------------------------------------------------------------

/** The name holds when this process was born: its number alone may be given to another program later. */
function signIn(home: Home): () => void {
  const handle = randomBytes(8).toString('hex');
  const file = join(home.users, [process.pid, encodeURIComponent(birthOf(process.pid)), handle].join('-'));
  writeFileSync(file, '');
  return () => rmSync(file, { force: true });
}

function othersUse(home: Home): boolean {
  const living = readdirSync(home.users).filter((name) => {
    const [pid, birth] = name.split('-');
    if (isAlive(Number(pid)) && encodeURIComponent(birthOf(Number(pid))) === birth) return true;
    rmSync(join(home.users, name), { force: true });
    return false;
  });
  return living.length > 0;
}
