/** Starts one PostgreSQL for a whole test run. Each test that wants one gets a fresh database on it. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

const PREFIX = 'tributary-test-';

let stop = async (): Promise<void> => undefined;

export async function setup(project: TestProject): Promise<void> {
  await removeLeftovers();
  const dataDir = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined, durable: false });
  project.provide('postgresUrl', server.url);
  stop = async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}

export async function teardown(): Promise<void> {
  await stop();
}

/** A run that was killed could not stop its server; the folder name tells which process it was. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    if (isAlive(Number(name.slice(PREFIX.length).split('-')[0]))) continue;
    const dataDir = join(tmpdir(), name);
    await stopServerOf(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function stopServerOf(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
  if (!existsSync(pidFile) || !isAlive(Number(readFileSync(pidFile, 'utf8').split('\n')[0]))) return;
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined, durable: false });
  await server.stop();
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
