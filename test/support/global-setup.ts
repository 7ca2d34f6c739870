/** Starts one PostgreSQL for a whole test run, where each test gets a fresh database, and makes room for the compiled program. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/adapters/postgres/embedded.ts';
import { ROOMS, roomForData } from './room.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
    /** Where the compiled program belongs; inside the project, where its dependencies are found. */
    programFolder: string;
  }
}

const PREFIX = 'tributary-test-';
const CACHE = '.cache';

let stop = async (): Promise<void> => undefined;

export async function setup(project: TestProject): Promise<void> {
  if (project.vitest.projects.every(({ name }) => name === 'architecture')) return;
  await removeLeftovers();
  mkdirSync(CACHE, { recursive: true });
  const programFolder = mkdtempSync(join(CACHE, `${PREFIX}${process.pid}-`));
  project.provide('programFolder', programFolder);
  const dataDir = mkdtempSync(join(roomForData(), `${PREFIX}${process.pid}-`));
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined, durable: false });
  project.provide('postgresUrl', server.url);
  stop = async () => {
    await server.stop();
    for (const folder of [dataDir, programFolder]) rmSync(folder, { recursive: true, force: true });
  };
}

export async function teardown(): Promise<void> {
  await stop();
}

/** A run that was killed could not clean up; the folder name tells which process it was. */
async function removeLeftovers(): Promise<void> {
  for (const dataDir of ROOMS.flatMap(leftoversIn)) {
    await stopServerOf(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  }
  for (const folder of leftoversIn(CACHE)) rmSync(folder, { recursive: true, force: true });
}

function leftoversIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const ours = readdirSync(folder).filter((entry) => entry.startsWith(PREFIX));
  return ours
    .filter((name) => !isAlive(Number(name.slice(PREFIX.length).split('-')[0])))
    .map((name) => join(folder, name));
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
