import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLinks } from '../../../src/adapters/postgres/embedded/binaries.ts';
import { explain, isRace } from '../../../src/adapters/postgres/embedded/fault.ts';
import {
  type EmbeddedPostgres,
  findRunningPostgres,
  startEmbeddedPostgres,
} from '../../../src/adapters/postgres/embedded.ts';
import { roomForData } from '../../support/room.ts';

const CHILD = fileURLToPath(new URL('./embedded.child.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;
const UNPRIVILEGED = { uid: 65534, gid: 65534 };

let dataDir: string;
let said: string[];
let open: EmbeddedPostgres[];
let children: ChildProcess[];

beforeEach(() => {
  dataDir = realpathSync(mkdtempSync(join(roomForData(), `tributary-test-${process.pid}-`)));
  said = [];
  open = [];
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const server of open) await server.stop();
  // A server left by a killed child is adopted once more, so that it can be stopped.
  if (await findRunningPostgres(dataDir).catch(() => undefined)) await (await start()).stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: (message) => said.push(message), durable: false });
  open.push(server);
  return server;
}

async function query<Row>(url: string, text: string): Promise<Row[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe<Row[] & object[]>(text))];
  } finally {
    await sql.end();
  }
}

interface Child {
  readonly process: ChildProcess;
  /** The next line that it prints. */
  next(): Promise<Record<string, unknown>>;
}

function run(mode: 'start' | 'find', options: { uid?: number; gid?: number } = {}): Child {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, dataDir, mode], {
    ...options,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { process: child, next: async () => JSON.parse((await lines.next()).value ?? 'null') };
}

async function kill(child: Child): Promise<void> {
  const exit = once(child.process, 'exit');
  child.process.kill('SIGKILL');
  await exit;
}

const postmasterPid = (): number =>
  Number(readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);

describe('the ordinary life', () => {
  test('what was written is there after a stop and a start, on the same port', async () => {
    const first = await start();
    expect(first.adopted).toBe(false);
    await query(first.url, 'create table kept as select 42 as n');
    await first.stop();
    expect(await findRunningPostgres(dataDir)).toBeUndefined();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(second.adopted).toBe(false);
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 42 }]);
  });

  test('it is PostgreSQL 18 on loopback alone, and safe against power cuts unless told otherwise', async () => {
    const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
    open.push(server);
    expect(
      await query(
        server.url,
        `select current_setting('server_version_num')::int / 10000 as major, current_setting('listen_addresses') as listens,
          current_setting('fsync') as fsync, current_setting('synchronous_commit') as sync`,
      ),
    ).toEqual([{ major: 18, listens: '127.0.0.1', fsync: 'on', sync: 'on' }]);
  });

  test('the password is random, readable by its owner alone, and needed', async () => {
    const server = await start();
    const file = join(dataDir, 'postgres/password');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').length).toBeGreaterThanOrEqual(32);
    const wrong = new URL(server.url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect(readFileSync(join(dataDir, 'postgres/postgres.log'), 'utf8')).not.toContain(new URL(server.url).password);
  });

  test('values of failed statements stay out of its log', async () => {
    const server = await start();
    await query(server.url, 'create table people (email text primary key)');
    const insert = `insert into people values ('ada@example.com')`;
    await query(server.url, insert);
    await expect(query(server.url, insert)).rejects.toThrow('duplicate key');
    const log = readFileSync(join(dataDir, 'postgres/postgres.log'), 'utf8');
    expect(log).toContain('duplicate key');
    expect(log).not.toContain('ada@example.com');
  });

  test('another port is taken when the old one is gone', async () => {
    const first = await start();
    await first.stop();
    const blocker = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(blocker, 'listening');
    const second = await start();
    blocker.close();
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    expect(await query(second.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  });
});

describe('several processes', () => {
  test('a process that was killed leaves a server that the next start adopts and can stop', async () => {
    const child = run('start');
    const { url, adopted } = await child.next();
    expect(adopted).toBe(false);
    await query(String(url), 'create table kept as select 7 as n');
    await kill(child);
    const next = await start();
    expect([next.adopted, next.url]).toEqual([true, url]);
    expect(await query(next.url, 'select n from kept')).toEqual([{ n: 7 }]);
    await next.stop();
    await expect(query(next.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  test('a command beside the server finds it', async () => {
    const before = run('find');
    expect(await before.next()).toEqual({ url: null });
    const server = await start();
    const beside = run('find');
    expect(await beside.next()).toEqual({ url: server.url });
  });

  test('who stops first does not take the database away from the other', async () => {
    const child = run('start');
    await child.next();
    const second = await start();
    expect(second.adopted).toBe(true);
    await second.stop();
    const url = await findRunningPostgres(dataDir);
    expect(await query(String(url), 'select 1 as n')).toEqual([{ n: 1 }]);
    child.process.kill('SIGINT');
    expect(await child.next()).toEqual({ still: 'answered' });
    expect(await findRunningPostgres(dataDir)).toBeUndefined();
  });

  test('two that start together on an empty folder share one server', async () => {
    const both = await Promise.all([run('start').next(), run('start').next()]);
    expect(both[0]?.url).toBe(both[1]?.url);
    expect(both.map((one) => one.adopted).sort()).toEqual([false, true]);
    expect(readdirSync(join(dataDir, 'postgres')).filter((name) => name.startsWith('creating-'))).toEqual([]);
  });

  test('Ctrl-C in the terminal does not reach the server before the program has finished', async () => {
    const child = run('start');
    await child.next();
    // A terminal signals the whole process group; the child leads one of its own.
    process.kill(-Number(child.process.pid), 'SIGINT');
    expect(await child.next()).toEqual({ still: 'answered' });
  });

  test('a server that dies is started again on its port', async () => {
    const server = await start();
    process.kill(postmasterPid(), 'SIGKILL');
    await vi.waitFor(() => query(server.url, 'select 1'), { timeout: 15_000, interval: 200 });
    expect(said).toContain('The database stopped unexpectedly and is started again.');
  });
});

describe('left-overs and faults', () => {
  test('a left-over postmaster.pid that names a living stranger does not stop the start', async () => {
    await (await start()).stop();
    const file = join(dataDir, 'postgres/cluster/postmaster.pid');
    const text = `${process.pid}\n${dataDir}/postgres/cluster\n1\n5432\n\n127.0.0.1\n0 0\nready   \n`;
    writeFileSync(file, text, { mode: 0o600 });
    expect(await findRunningPostgres(dataDir)).toBeUndefined();
    expect((await start()).adopted).toBe(false);
  });

  test('a data directory of another major version is refused with what to do', async () => {
    await (await start()).stop();
    writeFileSync(join(dataDir, 'postgres/cluster/PG_VERSION'), '17\n');
    await expect(start()).rejects.toThrow(/made by PostgreSQL 17, this program brings PostgreSQL 18/);
  });

  test('a DATA_DIR that is a file is refused by its name', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    await expect(startEmbeddedPostgres({ dataDir: file, log: () => undefined })).rejects.toThrow(
      `DATA_DIR ${file} cannot be used: a part of the path is a file.`,
    );
  });

  test('a home whose pointer leads nowhere is refused instead of starting empty', async () => {
    writeFileSync(join(dataDir, 'postgres.location'), '/nowhere/at/all\n');
    await expect(start()).rejects.toThrow(/postgres.location says .* in \/nowhere\/at\/all, but there is nothing/);
  });

  test.each([
    ['FATAL:  could not write to file: No space left on device', /the disk is full/],
    ['postgres: error while loading shared libraries: libicuuc.so.60', /lacks libraries/],
    ['FATAL:  data directory "x" has invalid permissions', /must belong to the user/],
    ['FATAL:  could not map anonymous shared memory', /too little memory/],
    ['FATAL:  something new', /did not start\.\n\(log x\)\nFATAL: {2}something new/],
  ])('%s is explained', (output, advice) => {
    expect(explain('The database did not start', output, 'log x').message).toMatch(advice);
  });

  test('a taken port or data directory is a race, worth another look', () => {
    expect(isRace('LOG:  could not bind IPv4 address "127.0.0.1": Address already in use')).toBe(true);
    expect(isRace('FATAL:  lock file "postmaster.pid" already exists')).toBe(true);
    expect(isRace('FATAL:  out of memory')).toBe(false);
  });

  test('links that npm did not create are created, also when they exist', () => {
    mkdirSync(join(dataDir, 'native/lib'), { recursive: true });
    writeFileSync(join(dataDir, 'native/lib/libpq.so.5.18'), 'library');
    const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
    writeFileSync(join(dataDir, 'native/pg-symlinks.json'), JSON.stringify(links));
    expect([createLinks(dataDir), createLinks(dataDir)]).toEqual([true, true]);
    expect(readFileSync(join(dataDir, 'native/lib/libpq.so.5'), 'utf8')).toBe('library');
  });
});

describe.runIf(isRoot)('as root', () => {
  test('folders that it creates can be passed through, whatever the umask; folders above stay as they are', async () => {
    const outer = dataDir;
    chmodSync(outer, 0o755);
    mkdirSync(join(outer, 'existing'));
    chmodSync(join(outer, 'existing'), 0o755);
    dataDir = relative(process.cwd(), join(outer, 'existing/a/b'));
    const before = process.umask(0o077);
    const server = await start().finally(() => process.umask(before));
    await server.stop();
    const modes = ['', 'existing', 'existing/a', 'existing/a/b'].map(
      (name) => statSync(join(outer, name)).mode & 0o777,
    );
    expect(modes).toEqual([0o755, 0o755, 0o711, 0o711]);
    expect(said).toEqual([]);
    dataDir = outer;
  });

  test('the server and its files belong to an ordinary account', async () => {
    await start();
    expect(statSync(join(dataDir, 'postgres/cluster')).uid).not.toBe(0);
    expect(statSync(`/proc/${postmasterPid()}`).uid).not.toBe(0);
  });

  test('below a folder that others cannot enter, the data moves to where they can, and is found again', async () => {
    const outer = dataDir;
    chmodSync(outer, 0o700);
    dataDir = join(outer, 'inner');
    const first = await start();
    const home = readFileSync(join(dataDir, 'postgres.location'), 'utf8').trim();
    expect(said[0]).toContain(`The database is kept in ${home}`);
    await query(first.url, 'create table kept as select 1 as n');
    expect(await findRunningPostgres(dataDir)).toBe(first.url);
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'select n from kept')).toEqual([{ n: 1 }]);
    await second.stop();
    rmSync(home, { recursive: true });
    dataDir = outer;
  });

  test('an ordinary user can run it, and is told when the folder is not theirs', async () => {
    chmodSync(dataDir, 0o755);
    const refused = spawn(process.execPath, ['--import', 'tsx', CHILD, dataDir], { ...UNPRIVILEGED, stdio: 'pipe' });
    let complaint = '';
    refused.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    await once(refused, 'close');
    expect(complaint).toContain(`DATA_DIR ${dataDir} cannot be used: this user may not write there.`);

    chownSync(dataDir, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
    const child = run('start', UNPRIVILEGED);
    const { url } = await child.next();
    expect(await query(String(url), 'select 1 as n')).toEqual([{ n: 1 }]);
    expect(existsSync(join(dataDir, 'postgres/cluster/PG_VERSION'))).toBe(true);
  });
});
