/** `tributary history contact <ref>` and `tributary show contact <ref> --as-of <moment>` */
import type { Command } from 'commander';
import type { HistoryEntry } from '../application/history.ts';
import { contact } from '../domain/crm/contact/decide.ts';
import type { Core } from '../main.ts';
import { keyOfContactEver } from '../projections/contacts/queries.ts';
import { createOutput, parseMoment, toJson, UsageError } from './output.ts';
import { withCore } from './session.ts';

export function historyCommands(program: Command): void {
  program
    .command('history <kind> <id>')
    .description(
      'every event of a record: when, who, through which API, what changed. Kind: contact; id: its number or key',
    )
    .option('--json', 'print one JSON object a line')
    .action((kind: string, id: string, { json }: { json?: boolean }) =>
      withCore(async (core) => {
        const output = createOutput(json ?? false);
        for await (const entry of core.app.history.of(contact, await contactKey(core, kind, id))) {
          output.print(entry, entryLines);
        }
      }),
    );

  program
    .command('show <kind> <id>')
    .description('a record as it is, or as it was')
    .option('--as-of <moment>', 'a log position or a time in ISO 8601')
    .option('--json', 'print JSON')
    .action((kind: string, id: string, { json, asOf }: { json?: boolean; asOf?: string }) =>
      withCore(async (core) => {
        const key = await contactKey(core, kind, id);
        const state = asOf
          ? await core.app.history.stateAt(contact, key, parseMoment(asOf))
          : (await core.app.executor.load(contact, key)).state;
        createOutput(json ?? false).print(state, (value) => JSON.stringify(value, null, 2));
      }),
    );
}

function entryLines({ position, metadata, type, changes }: HistoryEntry): string[] {
  const { occurredAt, actor, surface, requestId } = metadata;
  return [
    `${occurredAt}  @${position}  ${type}  by ${actor.kind} ${actor.id} through ${surface}  (request ${requestId})`,
    ...changes.map(({ path, from, to }) => `    ${path}: ${toJson(from)} → ${toJson(to)}`),
  ];
}

async function contactKey({ sql }: Core, kind: string, id: string): Promise<string> {
  if (kind !== 'contact') throw new UsageError(`There is no kind of record "${kind}". There is: contact`);
  if (!/^\d{1,10}$/.test(id)) return id;
  const key = await keyOfContactEver(sql, Number(id));
  if (key === undefined) throw new UsageError(`There is no contact ${id} and never was`);
  return key;
}
