/** What the command line prints: lines for people, JSON for programs (`--json`), a progress bar for long work. */
import { once } from 'node:events';

export interface Output {
  readonly json: boolean;
  /** One result: an object as JSON, or as the lines that the function makes of it. */
  print<T>(value: T, lines: (value: T) => string | readonly string[]): void;
  /** A table for people, one JSON object a line for programs. */
  table<T extends Readonly<Record<string, unknown>>>(rows: readonly T[], columns: readonly (keyof T & string)[]): void;
  progress(label: string): Progress;
}

export interface Progress {
  update(done: number, total: number): void;
  end(): void;
}

const BAR_WIDTH = 28;
const REDRAW_MS = 100;
const LINE_MS = 2_000;

/** Whoever reads our output may stop early, as `head` does: that is no fault. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

export function createOutput(json: boolean): Output {
  return {
    json,
    print(value, lines) {
      process.stdout.write(json ? `${toJson(value)}\n` : `${[lines(value)].flat().join('\n')}\n`);
    },
    table(rows, columns) {
      process.stdout.write(json ? rows.map((row) => `${toJson(row)}\n`).join('') : `${drawTable(rows, columns)}\n`);
    },
    progress: (label) => (json ? { update: () => undefined, end: () => undefined } : drawProgress(label)),
  };
}

/** Waits while the reader of our output is busy. */
export async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner));

function drawTable<T extends Readonly<Record<string, unknown>>>(
  rows: readonly T[],
  columns: readonly (keyof T & string)[],
): string {
  if (rows.length === 0) return '(none)';
  const cells = [columns.map(String), ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((text, index) => text.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'object' ? toJson(value) : String(value);
}

/** A bar on a terminal; elsewhere a line now and then. On stderr, so that results can be piped. */
function drawProgress(label: string): Progress {
  const started = Date.now();
  const terminal = process.stderr.isTTY === true;
  let drawnAt = 0;
  let last = '';
  const draw = (done: number, total: number) => {
    last = progressLine(label, done, total, (Date.now() - started) / 1000);
    process.stderr.write(terminal ? `\r\u001b[2K${last}` : `${last}\n`);
    drawnAt = Date.now();
  };
  return {
    update(done, total) {
      if (Date.now() - drawnAt >= (terminal ? REDRAW_MS : LINE_MS) || done >= total) draw(done, total);
    },
    end() {
      if (terminal && last) process.stderr.write('\n');
    },
  };
}

export function progressLine(label: string, done: number, total: number, seconds: number): string {
  const share = total > 0 ? Math.min(done / total, 1) : 1;
  const filled = Math.round(share * BAR_WIDTH);
  const rate = seconds > 0 ? done / seconds : 0;
  const left = rate > 0 ? Math.ceil(Math.max(total - done, 0) / rate) : 0;
  const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
  return `${label} ${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${Math.round(rate)}/s  ${left} s left`;
}

/** Something that the caller can put right; printed without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
