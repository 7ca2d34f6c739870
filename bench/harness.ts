/** What the programs share: a database of their own, medians, and the table that goes into README.md. */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../src/adapters/postgres/embedded.ts';

export interface Figure {
  readonly what: string;
  readonly value: string;
  /** What it is measured against, or aims at. */
  readonly against?: string;
}

export interface Program {
  readonly name: string;
  readonly about: string;
  run(): Promise<readonly Figure[]>;
}

/** `BENCH_SCALE=0.05` tries a program on a twentieth of its data. Such figures are never written down. */
export const SCALE = Number(process.env.BENCH_SCALE ?? 1);
export const scaled = (whole: number): number => Math.max(1, Math.round(whole * SCALE));

/** Runs with a fresh embedded PostgreSQL with the durability of production. */
export async function withPostgres<T>(work: (url: string, dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tributary-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  try {
    return await work(postgres.url, dataDir);
  } finally {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`;
export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;

export function machine(): string {
  const [first] = cpus();
  return `${cpus().length} cores (${first?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}
