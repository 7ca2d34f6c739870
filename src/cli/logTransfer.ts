/** `tributary log export|import`: the log as a file, for backups and for moving to another store. */
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { type Gap, sayGap } from '../application/continuity.ts';
import {
  checkExport,
  type ExportOptions,
  exportLog,
  importLog,
  LogTransferError,
  type Transferred,
} from '../application/logTransfer.ts';
import type { EventLog } from '../application/ports.ts';
import { createOutput, type Output, UsageError, writeOut } from './output.ts';
import { withLog } from './session.ts';

interface Json {
  readonly json?: boolean;
}

export function logTransferCommands(log: Command): void {
  log
    .command('export <file>')
    .description(
      'write the whole log into a file, secrets included, with checksums; - is the standard output. Ends with 1 if events are missing',
    )
    .option('--json', 'print JSON about it')
    .action((file: string, { json }: Json) =>
      withLog(async (opened) => {
        const output = createOutput(json ?? false);
        if (file === '-') {
          for await (const line of exportLog(opened, { onGap: warn })) await writeOut(line);
          return;
        }
        const bar = output.progress('Exporting');
        const done = await expected(exportTo(opened, file, { onProgress: bar.update, onGap: warn }));
        bar.end();
        tell(output, { file, ...done }, 'exported');
      }),
    );

  log
    .command('import <file>')
    .description('put an export into an empty log; after an interruption it goes on. Stop the server first')
    .option('--despite-gaps', 'take the file although events are missing from it')
    .option('--json', 'print JSON about it')
    .action((file: string, { json, despiteGaps }: Json & { readonly despiteGaps?: boolean }) =>
      withLog(async (opened) => {
        const output = createOutput(json ?? false);
        const done = await expected(importFrom(opened, { file, output, despiteGaps: despiteGaps ?? false }));
        tell(output, { file, ...done }, 'imported');
      }),
    );
}

/** A file of that name is there only once it is whole. */
async function exportTo(log: EventLog, file: string, options: ExportOptions): Promise<Transferred> {
  const partial = `${file}.part`;
  const handle = await open(partial, 'w', 0o600);
  let lines = 0;
  try {
    for await (const line of exportLog(log, options)) {
      await handle.write(line);
      lines += 1;
    }
    await handle.sync();
    await handle.close();
    await rename(partial, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
  return { events: lines - 2, position: await log.head() };
}

/** The file is whole all the same, and a poor backup is better than none. */
function warn(gap: Gap): void {
  process.stderr.write(`Events are missing: ${sayGap(gap)}, at position ${gap.position}\n`);
  process.exitCode = 1;
}

interface Import {
  readonly file: string;
  readonly output: Output;
  readonly despiteGaps: boolean;
}

/** Nothing is written before the whole file was found right. */
async function importFrom(log: EventLog, { file, output, despiteGaps }: Import): Promise<Transferred> {
  const checking = output.progress('Checking');
  const { events } = await checkExport(linesOf(file), { despiteGaps });
  checking.update(events, events);
  checking.end();
  const restoring = output.progress('Restoring');
  const onEvent = (count: number) => restoring.update(count, events);
  const done = await importLog(log, linesOf(file), { despiteGaps, onEvent });
  restoring.end();
  return done;
}

const linesOf = (file: string): AsyncIterable<string> =>
  createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });

function tell(output: Output, { file, events, position }: Transferred & { file: string }, what: string): void {
  output.print(
    { file, events, position: position ?? null },
    () => `${events} events ${what}, up to position ${position}`,
  );
}

async function expected<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof LogTransferError) throw new UsageError(error.message);
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') {
      throw new UsageError(`The file ${path} cannot be opened (${code})`);
    }
    throw error;
  }
}
