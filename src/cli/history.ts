/** `tributary history <kind> <id>` and `tributary show <kind> <id> --as-of <moment>` */
import type { Command } from 'commander';
import type { HistoryEntry } from '../application/history.ts';
import { parseMoment } from '../application/moments.ts';
import type { Moment } from '../application/ports.ts';
import { shownChanges, stateWithoutSecrets } from '../application/redact.ts';
import type { Core } from '../core.ts';
import { type AnyAggregate, aggregates } from '../domain/aggregates.ts';
import { contact } from '../domain/crm/contact/decide.ts';
import type { Json } from '../domain/kernel/event.ts';
import { contactByEmail } from '../projections/contacts/queries.ts';
import { isNumbered, keyOfRefEver, recordAt } from '../projections/records.ts';
import { createOutput, toJson, UsageError } from './output.ts';
import { withCore } from './session.ts';

interface Options {
  readonly json?: boolean;
}

const ID = 'id: its number or key, of a contact its e-mail address too';

export function historyCommands(program: Command): void {
  program
    .command('history <kind> <id>')
    .description(
      `every event of a record: when, who, through which API, what changed. Kind: contact, order, product, …; ${ID}`,
    )
    .option('--json', 'print one JSON object a line')
    .action((name: string, id: string, { json }: Options) => {
      const kind = kindOf(name);
      return withCore(async (core) => {
        const output = createOutput(json ?? false);
        for await (const entry of core.app.history.of(kind, await keyOf(core, kind, id))) {
          const changes = shownChanges(kind, entry.changes, { seesPersonal: true });
          output.print({ ...entry, changes, data: entry.data() }, entryLines);
        }
      });
    });

  program
    .command('show <kind> <id>')
    .description(`a record as it is, or as it was. Kind: contact, order, product, …; ${ID}`)
    .option('--as-of <moment>', 'a log position or a time in ISO 8601')
    .option('--json', 'print JSON')
    .action((name: string, id: string, { json, asOf }: Options & { readonly asOf?: string }) => {
      const kind = kindOf(name);
      return withCore(async (core) => {
        const key = await keyOf(core, kind, id);
        const moment = asOf === undefined ? undefined : await pastMoment(core, asOf);
        const record =
          (await recordAt(core.sql, kind.category, key, moment)) ?? (await stateAt(core, kind, key, moment));
        createOutput(json ?? false).print(record, (value) => JSON.stringify(value, null, 2));
      });
    });
}

type Told = Omit<HistoryEntry, 'data'> & { readonly data: Json };

/** Of what has no row: a record that does not exist then, and what no query is about. */
async function stateAt({ app }: Core, kind: AnyAggregate, key: string, moment: Moment | undefined): Promise<unknown> {
  const state = moment ? await app.history.stateAt(kind, key, moment) : (await app.executor.load(kind, key)).state;
  return stateWithoutSecrets(kind, state);
}

function entryLines({ position, metadata, type, changes, data }: Told): string[] {
  const { occurredAt, actor, surface, requestId } = metadata;
  return [
    `${occurredAt}  @${position}  ${type}  by ${actor.kind} ${actor.id} through ${surface}  (request ${requestId})`,
    ...(changes.length > 0
      ? changes.map(({ path, from, to }) => `    ${path}: ${toJson(from)} → ${toJson(to)}`)
      : Object.entries(data ?? {}).map(([field, value]) => `    ${field}: ${toJson(value)}`)),
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

/** Looked at before anything is opened, so that a slip of the hand costs no time. */
function kindOf(name: string): AnyAggregate {
  const found = aggregates.find(({ category }) => category.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const names = aggregates.map(({ category }) => category).join(', ');
  throw new UsageError(`There is no kind of record "${name}". There are: ${names}`);
}

/** Whatever became of the record. */
async function keyOf(core: Core, kind: AnyAggregate, id: string): Promise<string> {
  const key = await namedKey(core, kind, id);
  const isKnown = key !== undefined && (await core.app.executor.load(kind, key)).last !== undefined;
  if (!isKnown) throw new UsageError(`There is no ${kind.category} ${id} and never was`);
  return key;
}

async function namedKey({ sql }: Core, { category }: AnyAggregate, id: string): Promise<string | undefined> {
  if (category === contact.category && id.includes('@')) return (await contactByEmail(sql, id))?.key;
  return isNumbered(category) && /^\d{1,10}$/.test(id) ? keyOfRefEver(sql, category, Number(id)) : id;
}
