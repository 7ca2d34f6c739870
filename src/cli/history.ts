/** `tributary history contact <ref>` and `tributary show contact <ref> --as-of <moment>` */
import type { Command } from 'commander';
import type { HistoryEntry } from '../application/history.ts';
import { parseMoment } from '../application/moments.ts';
import type { Moment } from '../application/ports.ts';
import type { Core } from '../core.ts';
import { contact } from '../domain/crm/contact/decide.ts';
import { keyOfContactEver } from '../projections/contacts/queries.ts';
import { createOutput, toJson, UsageError } from './output.ts';
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
        const state =
          asOf === undefined
            ? (await core.app.executor.load(contact, key)).state
            : await core.app.history.stateAt(contact, key, await pastMoment(core, asOf));
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

/** A moment as it is given on the command line: a position, or a time in ISO 8601. */
export async function pastMoment({ app }: Core, text: string): Promise<Moment> {
  const moment = parseMoment(text);
  if (!moment) throw new UsageError(`"${text}" is neither a log position nor a time such as 2026-01-31T12:00:00Z`);
  const refusal = await app.moments.refusal(moment);
  if (refusal) throw new UsageError(refusal.message);
  return moment;
}

async function contactKey({ app, sql }: Core, kind: string, id: string): Promise<string> {
  if (kind !== 'contact') throw new UsageError(`There is no kind of record "${kind}". There is: contact`);
  const key = /^\d{1,10}$/.test(id) ? await keyOfContactEver(sql, Number(id)) : id;
  const isKnown = key !== undefined && (await app.executor.load(contact, key)).last !== undefined;
  if (!isKnown) throw new UsageError(`There is no contact ${id} and never was`);
  return key;
}
