/** `tributary log head|read|tail` */
import type { Command } from 'commander';
import type { RecordedEvent } from '../application/ports.ts';
import { withoutSecrets } from '../application/redact.ts';
import { catalogue } from '../domain/catalogue.ts';
import { logTransferCommands } from './logTransfer.ts';
import { createOutput, type Output, toJson, UsageError } from './output.ts';
import { withLog } from './session.ts';
import { stopSignal } from './stopSignal.ts';

interface ReadOptions {
  readonly json?: boolean;
  readonly after?: string;
  readonly limit?: string;
  readonly stream?: string;
}

const DEFAULT_LIMIT = 100;

export function logCommand(program: Command): void {
  const log = program.command('log').description('the event log itself');
  logTransferCommands(log);

  log
    .command('head')
    .description('position of the newest event')
    .option('--json', 'print JSON')
    .action(({ json }: { json?: boolean }) =>
      withLog(async (opened) => {
        const head = await opened.head();
        createOutput(json ?? false).print({ position: head ?? null }, ({ position }) =>
          position === null ? 'The log is empty' : String(position),
        );
      }),
    );

  log
    .command('read')
    .description('events in order, secrets left out')
    .option('--after <position>', 'only events after this position')
    .option('--limit <number>', 'most events', String(DEFAULT_LIMIT))
    .option('--stream <name>', 'only this stream, such as contact-0a1b…')
    .option('--json', 'print one JSON object a line')
    .action((options: ReadOptions) =>
      withLog(async (opened) => {
        const output = createOutput(options.json ?? false);
        const limit = wholeNumber(options.limit ?? String(DEFAULT_LIMIT), '--limit');
        const after = options.after === undefined ? {} : { from: BigInt(wholeNumber(options.after, '--after')) };
        const events = options.stream
          ? opened.readStream(options.stream, { limit })
          : opened.readAll({ limit, ...after });
        let count = 0;
        for await (const event of events) {
          printEvent(output, event);
          count += 1;
        }
        if (options.stream && count === 0) throw new UsageError(`There are no events in stream ${options.stream}`);
      }),
    );

  log
    .command('tail')
    .description('new events as they come, until Ctrl-C')
    .option('--after <position>', 'begin after this position instead of at the end')
    .option('--json', 'print one JSON object a line')
    .action(({ json, after }: ReadOptions) =>
      withLog(async (opened) => {
        const output = createOutput(json ?? false);
        const stop = new AbortController();
        void stopSignal().then(() => stop.abort());
        const from = after === undefined ? await opened.head() : BigInt(wholeNumber(after, '--after'));
        const batches = opened.subscribe({ signal: stop.signal, ...(from === undefined ? {} : { after: from }) });
        for await (const { events } of batches) for (const event of events) printEvent(output, event);
      }),
    );
}

function printEvent(output: Output, event: RecordedEvent): void {
  const shown = { ...event, data: withoutSecrets(catalogue, event) };
  output.print(shown, ({ position, stream, revision, type, data, metadata }) => [
    `@${position}  ${metadata.occurredAt}  ${stream} #${revision}  ${type}  (${metadata.surface})`,
    `    ${toJson(data)}`,
  ]);
}

function wholeNumber(text: string, option: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${option} takes a whole number, not "${text}"`);
  return Number(text);
}
