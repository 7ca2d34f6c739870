/** Loads the rows that a batch touches, folds the batch over them and writes each row once. */
import type { Session } from './db.ts';
import type { Step } from './dispatch.ts';
import { applyChange, type Cell, currentVersion, openCell, type RowValues, type StoredRow, type Version } from './fold.ts';
import { type Build, type CompiledModel, historyOf, selectColumns, tableOf } from './tables.ts';

export type Rows = ReadonlyMap<string, StoredRow>;

/**
 * Keys whose present row matters. A key whose first change is an insert has no row yet, so looking for one is left out;
 * with history the row is needed all the same, to close its last version should there be one.
 */
export function keysToLoad(model: CompiledModel, steps: readonly Step[]): Set<string> {
  const inserted = new Set<string>();
  const keys = new Set<string>();
  for (const change of steps.flatMap((step) => step.changes)) {
    if (keys.has(change.key) || inserted.has(change.key)) continue;
    if (change.kind === 'insert' && !model.model.temporal) inserted.add(change.key);
    else keys.add(change.key);
  }
  return keys;
}

/** One statement for all keys. */
export async function loadRows(
  session: Session,
  model: CompiledModel,
  build: Build,
  keys: ReadonlySet<string>,
): Promise<Rows> {
  if (keys.size === 0) return new Map();
  const found = await session.unsafe<Record<string, unknown>[]>(
    `select ${selectColumns(model.model)}${sinceColumn(model, build)} from ${tableOf(model, build)} as present
     where key = any(array(select json_array_elements_text($1::text::json)))`,
    [JSON.stringify([...keys])],
    { prepare: true },
  );
  return new Map(found.map(({ key, position, since, ...values }) => [String(key), toStored(position, since, values)]));
}

const toStored = (position: unknown, since: unknown, values: RowValues): StoredRow => ({
  at: { position: BigInt(String(position)), time: typeof since === 'string' ? since : '' },
  values,
});

/** When the present version began; only history needs to know. */
const sinceColumn = (model: CompiledModel, build: Build): string =>
  model.model.temporal
    ? `, (select to_char(h.from_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from ${historyOf(model, build)} h
         where h.key = present.key and h.valid_from = present.position) as since`
    : '';

/** Folds the steps in order over the loaded rows. Returns the cells of rows that were really touched. */
export function foldSteps(model: CompiledModel, steps: readonly Step[], rows: Rows): Cell[] {
  const cells = new Map<string, Cell>();
  for (const { changes, at } of steps) {
    for (const change of changes) {
      const cell = cells.get(change.key) ?? openCell(change.key, rows.get(change.key));
      cells.set(change.key, cell);
      applyChange(model.columns, cell, change, at);
    }
  }
  return [...cells.values()].filter((cell) => cell.versions.length > 0);
}

/** Writes the last version of each cell, and all of them into the history of a temporal model. Statements go out together. */
export async function writeCells(session: Session, model: CompiledModel, build: Build, cells: readonly Cell[]): Promise<void> {
  if (cells.length === 0) return;
  const table = tableOf(model, build);
  const writes = [remove(session, table, cells), upsert(session, model, table, cells)];
  if (model.model.temporal) writes.push(...writeHistory(session, model, historyOf(model, build), cells));
  await Promise.all(writes);
}

/** Deletions go first: a deleted row may hold a unique value that a new one takes over. */
async function remove(session: Session, table: string, cells: readonly Cell[]): Promise<void> {
  const keys = cells.filter((cell) => cell.before && !currentVersion(cell)?.values).map(({ key }) => key);
  if (keys.length === 0) return;
  const text = `delete from ${table} where key = any(array(select json_array_elements_text($1::text::json)))`;
  await session.unsafe(text, [JSON.stringify(keys)], { prepare: true });
}

async function upsert(session: Session, model: CompiledModel, table: string, cells: readonly Cell[]): Promise<void> {
  const rows = cells.flatMap(({ key, versions }) => {
    const last = versions.at(-1);
    return last?.values ? [{ key, position: last.at.position.toString(), ...last.values }] : [];
  });
  if (rows.length === 0) return;
  const fields = model.columns.map(({ sql }) => sql);
  const names = ['key', 'position', ...fields].join(', ');
  const updates = ['position', ...fields].map((name) => `${name} = excluded.${name}`).join(', ');
  await session.unsafe(
    `insert into ${table} as present (${names}) select ${selected(model)}
     from json_to_recordset($1::text::json) as r(key text, position bigint, ${recordColumns(model)})
     on conflict (key) do update set ${updates} where present.position < excluded.position`,
    [JSON.stringify(rows)],
    { prepare: true },
  );
}

/** Record columns carry the field names, so that rows need no renaming on their way out. */
const recordColumns = (model: CompiledModel): string =>
  model.columns.map(({ field, type }) => `"${field}" ${type}`).join(', ');

const selected = (model: CompiledModel): string =>
  ['key', 'position', ...model.columns.map(({ field }) => `"${field}"`)].join(', ');

function writeHistory(session: Session, model: CompiledModel, table: string, cells: readonly Cell[]): Promise<unknown>[] {
  const closed = cells.flatMap(({ key, before, versions }) => {
    const first = versions[0];
    return before && first ? [{ key, was: before.at.position.toString(), ...end(first) }] : [];
  });
  const intervals = cells.flatMap(intervalsOf);
  const writes: Promise<unknown>[] = [];
  if (closed.length > 0) writes.push(closeVersions(session, table, closed));
  if (intervals.length > 0) writes.push(insertVersions(session, model, table, intervals));
  return writes;
}

interface End {
  readonly validTo: string | null;
  readonly toTime: string | null;
}
type Interval = RowValues & End & { readonly key: string; readonly validFrom: string; readonly fromTime: string };

const end = (next: Version | undefined): End => ({
  validTo: next?.at.position.toString() ?? null,
  toTime: next?.at.time ?? null,
});

/** A version holds until the next event that touched the row; a deleted row has no version. */
function intervalsOf({ key, versions }: Cell): Interval[] {
  return versions.flatMap(({ at, values }, index) =>
    values
      ? [{ ...values, key, validFrom: at.position.toString(), fromTime: at.time, ...end(versions[index + 1]) }]
      : [],
  );
}

function closeVersions(session: Session, table: string, closed: readonly object[]): Promise<unknown> {
  return session.unsafe(
    `update ${table} h set valid_to = r."validTo", to_time = r."toTime"
     from json_to_recordset($1::text::json) as r(key text, was bigint, "validTo" bigint, "toTime" timestamptz)
     where h.key = r.key and h.valid_from = r.was and h.valid_to is null`,
    [JSON.stringify(closed)],
    { prepare: true },
  );
}

function insertVersions(
  session: Session,
  model: CompiledModel,
  table: string,
  intervals: readonly Interval[],
): Promise<unknown> {
  const names = ['key', 'valid_from', 'from_time', 'valid_to', 'to_time', ...model.columns.map(({ sql }) => sql)];
  return session.unsafe(
    `insert into ${table} (${names.join(', ')})
     select key, "validFrom", "fromTime", "validTo", "toTime"${model.columns.map(({ field }) => `, "${field}"`).join('')}
     from json_to_recordset($1::text::json)
       as r(key text, "validFrom" bigint, "fromTime" timestamptz, "validTo" bigint, "toTime" timestamptz, ${recordColumns(model)})
     on conflict (key, valid_from) do nothing`,
    [JSON.stringify(intervals)],
    { prepare: true },
  );
}
