/** `tributary projections …` and `tributary verify` */
import type { Command } from 'commander';
import type { Application } from '../application/application.ts';
import type { AuditEntry } from '../application/audit.ts';
import { systemContext } from '../application/bootstrap.ts';
import type { Result } from '../application/context.ts';
import type { Core } from '../core.ts';
import type { Difference, Verified } from '../projections/engine/engine.ts';
import { models } from '../projections/models.ts';
import { expected, longWork } from './longWork.ts';
import { createOutput, type Output, toJson, UsageError, writeOut } from './output.ts';
import { withCore } from './session.ts';

interface Json {
  readonly json?: boolean;
}

export function projectionsCommand(program: Command): void {
  const projections = program.command('projections').description('the read models');

  projections
    .command('list')
    .description('what there is, as declared')
    .option('--json', 'print one JSON object a line')
    .action(({ json }: Json) => {
      const rows = models.map(({ name, version, temporal, categories, summary }) => ({
        name,
        version,
        temporal,
        categories,
        summary,
      }));
      createOutput(json ?? false).table(rows, ['name', 'version', 'temporal', 'categories', 'summary']);
    });

  projections
    .command('status')
    .description('how far each is, and what is wrong')
    .option('--json', 'print one JSON object a line')
    .action(({ json }: Json) =>
      withCore(async ({ projections: running }) => {
        const rows = (await running.status()).map((status) => ({
          ...status,
          lag: `${status.lagSeconds} s`,
          error:
            status.error ??
            (status.rebuild?.error && `rebuild stopped at ${status.fault?.position}: ${status.rebuild.error}`),
        }));
        createOutput(json ?? false).table(rows, ['model', 'status', 'version', 'position', 'head', 'lag', 'error']);
      }),
    );

  projections
    .command('rebuild [model...]')
    .description('fill new tables from the log beside the live ones, compare, and swap; Ctrl-C leaves all as it was')
    .option('--json', 'print one JSON object a line')
    .action((names: string[], { json }: Json) => {
      const wanted = chosen(names);
      return withCore((core) => rebuild(core, wanted, createOutput(json ?? false)));
    });

  projections
    .command('dump [model...]')
    .description('every row as a line of JSON, in one order: two equal builds have equal dumps')
    .option('--json', 'no difference: it is JSON')
    .action((names: string[]) => {
      const wanted = chosen(names);
      return withCore(async ({ projections: running }) => {
        for await (const line of running.dump(wanted)) await writeOut(line);
      });
    });

  projections
    .command('rollback <model>')
    .description('put the tables that the last rebuild replaced back in place')
    .option('--json', 'print JSON')
    .action((name: string, { json }: Json) => {
      const model = known(name);
      return withCore(async ({ projections: running }) => {
        await expected(running.rollBack(model));
        createOutput(json ?? false).print({ model, rolledBack: true }, () => 'Done');
      });
    });

  projections
    .command('retry <model>')
    .description('let a paused model try its event again')
    .option('--json', 'print JSON')
    .action((name: string, { json }: Json) => {
      const model = known(name);
      return repair(json, { model, retried: true }, ({ readModelRepairs, ids }) =>
        readModelRepairs.retry(systemContext(ids, 'cli'), model),
      );
    });

  projections
    .command('skip <model> <position>')
    .description('let a paused model leave out the event that it stands before')
    .option('--json', 'print JSON')
    .action((name: string, text: string, { json }: Json) => {
      const [model, position] = [known(name), toPosition(text)];
      return repair(json, { model, skipped: text }, ({ readModelRepairs, ids }) =>
        readModelRepairs.skip(systemContext(ids, 'cli'), model, position),
      );
    });

  program
    .command('verify [model...]')
    .description('fold the whole log and compare with every read model')
    .option('--json', 'print one JSON object a line')
    .action((names: string[], { json }: Json) => {
      const wanted = chosen(names);
      return withCore((core) => verify(core, wanted, createOutput(json ?? false)));
    });
}

/** Undefined means all. */
type Chosen = readonly string[] | undefined;

async function rebuild({ projections }: Core, models: Chosen, output: Output): Promise<void> {
  const { onProgress, signal, end } = longWork(output, 'Rebuilding');
  const results = await expected(projections.rebuild(models, { onProgress, signal, compare: true }));
  end();
  for (const result of results) {
    output.print(result, ({ model, swapped, comparison, error }) => {
      const compared = comparison
        ? comparison.equal
          ? `equal to the former build (${countOf(comparison.rows)})`
          : 'differs from the former build'
        : 'not compared';
      return [
        error
          ? `${model}: not swapped: ${error}`
          : `${model}: ${swapped ? 'rebuilt and swapped' : 'not swapped'}, ${compared}`,
        ...(comparison?.differences ?? []).map(differenceLine),
      ];
    });
  }
  if (results.some(({ swapped }) => !swapped)) process.exitCode = 1;
}

async function verify(core: Core, models: Chosen, output: Output): Promise<void> {
  const { onProgress, signal, end } = longWork(output, 'Folding the log');
  const results = await expected(core.projections.verify(models, { onProgress, signal }));
  end();
  for (const result of results) output.print(await withCulprit(core, result), verifiedLines);
  if (results.some(({ equal }) => !equal)) process.exitCode = 1;
}

type Explained = Verified & { readonly event: Pick<AuditEntry, 'id' | 'type' | 'category' | 'entity'> | null };

/** The event that last touched the first row that differs. */
async function withCulprit({ app }: Core, verified: Verified): Promise<Explained> {
  const [first] = verified.differences;
  if (!first) return { ...verified, event: null };
  const page = { after: first.position - 1n, before: first.position + 1n, limit: 1 };
  const [entry] = await app.audit.page({}, page, { seesPersonal: false });
  return { ...verified, event: entry ? pick(entry) : null };
}

const pick = ({ id, type, category, entity }: AuditEntry) => ({ id, type, category, entity });

function verifiedLines({ model, equal, rows, error, position, differences, event }: Explained): string[] {
  if (error) return [`${model}: could not be compared: ${error}`];
  const verdict = equal ? 'as the log says' : 'differs from the log';
  const culprit = event
    ? [`    the first of them was last changed by ${event.type} of ${event.category} ${event.entity}`]
    : [];
  const head = `${model}: ${verdict} (${countOf(rows)} at position ${position})`;
  return [head, ...differences.map(differenceLine), ...culprit];
}

const differenceLine = ({ table, key, column, expected: wanted, found, position }: Difference): string =>
  `    ${table} ${key} ${column}: expected ${toJson(wanted) ?? 'no row'}, found ${toJson(found) ?? 'no row'}; last event at ${position}`;

const repair = (
  json: boolean | undefined,
  done: Record<string, unknown>,
  work: (app: Application) => Promise<Result<unknown>>,
) =>
  withCore(async ({ app }) => {
    const result = await work(app);
    if (!result.ok) throw new UsageError(result.refusal.message);
    createOutput(json ?? false).print(done, () => 'Done');
  });

/** Looked at before anything is opened, so that a slip of the hand costs no time. */
const chosen = (names: readonly string[]): Chosen => (names.length > 0 ? names.map(known) : undefined);

function known(name: string): string {
  if (models.some((model) => model.name === name)) return name;
  throw new UsageError(`There is no read model "${name}". There are: ${models.map((model) => model.name).join(', ')}`);
}

function toPosition(text: string): bigint {
  if (!/^\d{1,19}$/.test(text)) throw new UsageError(`"${text}" is not a log position`);
  return BigInt(text);
}

const countOf = (rows: number): string => (rows === 1 ? '1 row' : `${rows} rows`);
