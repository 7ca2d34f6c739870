/** `tributary replay --to <moment> --into <database>` */
import type { Command } from 'commander';
import { connect } from '../adapters/postgres/connect.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { logUpTo } from '../application/logView.ts';
import { createMoments, parseMoment } from '../application/moments.ts';
import type { EventLog, Moment } from '../application/ports.ts';
import { catalogue } from '../domain/catalogue.ts';
import { createLogger } from '../logger.ts';
import { replay } from '../projections/engine/replay.ts';
import { models } from '../projections/models.ts';
import { expected, longWork } from './longWork.ts';
import { createOutput, UsageError } from './output.ts';
import { withLog } from './session.ts';

interface Options {
  readonly to: string;
  readonly into: string;
  readonly json?: boolean;
}

export function replayCommand(program: Command): void {
  program
    .command('replay')
    .description(
      'build a second set of read models as of a past moment in a database of its own, to look into what was',
    )
    .requiredOption('--to <moment>', 'a log position or a time in ISO 8601')
    .requiredOption('--into <url>', 'postgres://… of an empty database, or of one that an earlier replay filled')
    .option('--json', 'print one JSON object a line')
    .action(({ to, into, json }: Options) => withLog((log) => run(log, to, into, json ?? false)));
}

async function run(log: EventLog, to: string, into: string, json: boolean): Promise<void> {
  const moment = await momentOf(log, to);
  if (!/^postgres(ql)?:\/\/./.test(into)) throw new UsageError('--into takes a URL that begins with postgres://');
  const sql = connect(into);
  const output = createOutput(json);
  const { onProgress, signal, end } = longWork(output, 'Replaying');
  const deps = { log, upTo: (position: bigint) => logUpTo(log, position), catalogue, models, clock: systemClock };
  try {
    const replayed = await expected(
      replay({ ...deps, into: sql, logger: createLogger('warn') }, moment, { onProgress, signal }),
      'Stopped. Nothing but that database was touched; the same command goes on.',
    );
    end();
    for (const { model, swapped, error } of replayed.models) {
      const { position } = replayed;
      output.print({ model, position, complete: swapped, error: error ?? null }, () =>
        error ? `${model}: ${error}` : `${model}: as of position ${position}`,
      );
    }
    if (replayed.models.some(({ swapped }) => !swapped)) process.exitCode = 1;
  } finally {
    end();
    await sql.end({ timeout: 5 });
  }
}

async function momentOf(log: EventLog, text: string): Promise<Moment> {
  const moment = parseMoment(text);
  if (!moment) throw new UsageError(`"${text}" is neither a log position nor a time such as 2026-01-31T12:00:00Z`);
  const refusal = await createMoments({ log, clock: systemClock }).refusal(moment);
  if (refusal) throw new UsageError(refusal.message);
  return moment;
}
