/** The `tributary` command. */
import { Command } from 'commander';
import { presumeProduction } from '../config.ts';

presumeProduction();

type Register = (program: Command) => void;

/** Each start loads what its own command needs: loading everything takes seconds. */
const COMMANDS: readonly (readonly [names: readonly string[], load: () => Promise<Register>])[] = [
  [['start'], async () => (await import('./start.ts')).startCommand],
  [['demo'], async () => (await import('./demo.ts')).demoCommand],
  [['keys'], async () => (await import('./keys.ts')).keysCommand],
  [['projections', 'verify'], async () => (await import('./projections.ts')).projectionsCommand],
  [['history', 'show'], async () => (await import('./history.ts')).historyCommands],
  [['log'], async () => (await import('./log.ts')).logCommand],
  [['audit'], async () => (await import('./audit.ts')).auditCommand],
  [['replay'], async () => (await import('./replay.ts')).replayCommand],
  [['webhooks'], async () => (await import('./webhooks.ts')).webhooksCommand],
];

/** Without a command, or with one that is none, help and suggestions need them all. */
async function createProgram(wanted: string | undefined): Promise<Command> {
  const program = new Command('tributary')
    .description('One event stream; every CRM API flows out of it.')
    .showHelpAfterError('(--help shows what there is)');
  const own = COMMANDS.filter(([names]) => wanted !== undefined && names.includes(wanted));
  for (const [, load] of own.length > 0 ? own : COMMANDS) (await load())(program);
  return program;
}

/** Errors whose message tells the caller what to put right; anything else keeps its stack. */
const EXPECTED = new Set(['UsageError', 'ConfigError', 'EmbeddedPostgresError', 'ListenError']);

function fail(error: unknown): never {
  const expected = error instanceof Error && EXPECTED.has(error.name);
  process.stderr.write(`${expected ? error.message : readable(error)}\n`);
  process.exit(1);
}

const readable = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

createProgram(process.argv[2])
  .then((program) => program.parseAsync())
  .catch(fail);
