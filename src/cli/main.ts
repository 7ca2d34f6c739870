/** The `tributary` command. */
import { Command } from 'commander';
import { EmbeddedPostgresError } from '../adapters/postgres/embedded.ts';
import { ConfigError } from '../config.ts';
import { ListenError } from '../http/listen.ts';
import { auditCommand } from './audit.ts';
import { demo } from './demo.ts';
import { historyCommands } from './history.ts';
import { keysCommand } from './keys.ts';
import { logCommand } from './log.ts';
import { UsageError } from './output.ts';
import { projectionsCommand } from './projections.ts';
import { replayCommand } from './replay.ts';
import { start } from './start.ts';
import { webhooksCommand } from './webhooks.ts';

const program = new Command('tributary')
  .description('One event stream; every CRM API flows out of it.')
  .showHelpAfterError('(--help shows what there is)');

program.command('start').description('run the server until Ctrl-C').action(start);
program
  .command('demo')
  .description('run the server with a small sample business, and print requests to try')
  .action(demo);
keysCommand(program);
projectionsCommand(program);
historyCommands(program);
logCommand(program);
auditCommand(program);
replayCommand(program);
webhooksCommand(program);

const EXPECTED = [UsageError, ConfigError, EmbeddedPostgresError, ListenError];

/** What the caller can put right is said in one line; anything else keeps its stack. */
function fail(error: unknown): never {
  const expected = EXPECTED.some((kind) => error instanceof kind);
  process.stderr.write(`${expected ? (error as Error).message : readable(error)}\n`);
  process.exit(1);
}

const readable = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

program.parseAsync().catch(fail);
