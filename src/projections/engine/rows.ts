/** The rows that a batch touches: which to load, how the batch folds over them, and the statements that write each once. */
import { type InsertColumn, insertMany, type TableRow, type Texts, type Write } from './bulk.ts';
import { detached, type Session } from './db.ts';
import type { Step } from './dispatch.ts';
import {
  applyChange,
  type Cell,
  currentVersion,
  openCell,
  type RowValues,
  type StoredRow,
  type Version,
} from './fold.ts';
import { type Build, type CompiledModel, historyOf, selectColumns, tableOf } from './tables.ts';

export type Rows = ReadonlyMap<string, StoredRow>;

/**
 * Keys whose present row matters. A key whose first change is an insert has no row yet, so looking for one is left out;
 * with history the row is needed all the same, to close its last version should there be one.
 */
export function keysToLoad(model: CompiledModel, steps: readonly Step[]): Set<string> {
  const inserted = new Set<string>();
  const keys = new Set<string>();
  for (const { changes } of steps) {
    for (const { kind, key } of changes) {
      if (keys.has(key) || inserted.has(key)) continue;
      if (kind === 'insert' && !model.model.temporal) inserted.add(key);
      else keys.add(key);
    }
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
  const found = await detached<Record<string, unknown>>(
    session.unsafe(
      `select ${selectColumns(model.model)}${sinceColumn(model, build)} from json_array_elements_text($1::text::json) as wanted
       join ${tableOf(model, build)} as present on present.key = wanted`,
      [JSON.stringify([...keys])],
      // A build that is being filled grows beyond what a plan that is kept was made for.
      { prepare: build === 'live' },
    ),
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
export function foldSteps(model: CompiledModel, steps: readonly Step[], rows: Pick<Rows, 'get'>): Cell[] {
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

/** Writes the last version of each cell, and all of them into the history of a temporal model. */
export function writesOf(model: CompiledModel, build: Build, cells: readonly Cell[]): Write[] {
  const table = tableOf(model, build);
  // Deletions go first: a deleted row may hold a unique value that a new one takes over.
  const writes = [remove(table, cells), upsert(model, table, cells)];
  if (model.model.temporal) {
    const past = historyOf(model, build);
    writes.push(closeVersions(past, cells), insertVersions(model, past, cells));
  }
  return writes.filter((write) => write !== undefined);
}

/** As `writesOf`, for a build that one writer alone fills: a row that was not there before is not there now. */
export function fillWritesOf(model: CompiledModel, build: Build, cells: readonly Cell[]): Write[] {
  const table = tableOf(model, build);
  const [known, fresh] = [cells.filter(({ before }) => before), cells.filter(({ before }) => !before)];
  const present = [KEY, POSITION, ...model.columns];
  const texts: Texts = new Map();
  const writes = [remove(table, known), upsert(model, table, known)];
  writes.push(insertMany(table, present, presentRows(fresh), texts) ?? upsert(model, table, fresh));
  if (model.model.temporal) {
    const past = historyOf(model, build);
    const versions = [KEY, ...INTERVAL_COLUMNS, ...model.columns];
    writes.push(closeVersions(past, known));
    writes.push(insertMany(past, versions, cells.flatMap(intervalsOf), texts) ?? insertVersions(model, past, cells));
  }
  return writes.filter((write) => write !== undefined);
}

const KEY: InsertColumn = { field: 'key', sql: 'key', type: 'text' };
const POSITION: InsertColumn = { field: 'position', sql: 'position', type: 'bigint' };
const INTERVAL_COLUMNS: readonly InsertColumn[] = [
  { field: 'validFrom', sql: 'valid_from', type: 'bigint' },
  { field: 'fromTime', sql: 'from_time', type: 'timestamptz' },
  { field: 'validTo', sql: 'valid_to', type: 'bigint' },
  { field: 'toTime', sql: 'to_time', type: 'timestamptz' },
];

/** The statement takes the records as JSON. */
const write = (statement: string, records: readonly object[]): Write | undefined =>
  records.length > 0 ? { statement, records: JSON.stringify(records) } : undefined;

function remove(table: string, cells: readonly Cell[]): Write | undefined {
  const gone = cells.filter((cell) => cell.before && !currentVersion(cell)?.values);
  return write(
    `delete from ${table} where key = any(array(select key from json_to_recordset($1::json) as r(key text)))`,
    gone.map(({ key }) => ({ key })),
  );
}

const presentRows = (cells: readonly Cell[]): TableRow[] =>
  cells.flatMap((cell) => {
    const last = currentVersion(cell);
    return last?.values ? [{ ...last.values, key: cell.key, position: last.at.position.toString() }] : [];
  });

function upsert(model: CompiledModel, table: string, cells: readonly Cell[]): Write | undefined {
  const columns = model.columns.map(({ sql }) => sql);
  const updates = ['position', ...columns].map((name) => `${name} = excluded.${name}`).join(', ');
  return write(
    `insert into ${table} as present (${['key', 'position', ...columns].join(', ')})
     select ${['key', 'position', ...fields(model)].join(', ')}
     from json_to_recordset($1::json) as r(${['key text', 'position bigint', ...typedFields(model)].join(', ')})
     on conflict (key) do update set ${updates} where present.position < excluded.position`,
    presentRows(cells),
  );
}

/** Records carry the field names, so that rows need no renaming on their way out. */
const fields = (model: CompiledModel): string[] => model.columns.map(({ field }) => `"${field}"`);
const typedFields = (model: CompiledModel): string[] => model.columns.map(({ field, type }) => `"${field}" ${type}`);

interface End {
  readonly validTo: string | null;
  readonly toTime: string | null;
}

const endedBy = (next: Version | undefined): End => ({
  validTo: next?.at.position.toString() ?? null,
  toTime: next?.at.time ?? null,
});

function closeVersions(table: string, cells: readonly Cell[]): Write | undefined {
  const closed = cells.flatMap(({ key, before, versions }) =>
    before?.values ? [{ key, was: before.at.position.toString(), ...endedBy(versions[0]) }] : [],
  );
  return write(
    `update ${table} h set valid_to = r."validTo", to_time = r."toTime"
     from json_to_recordset($1::json) as r(key text, was bigint, "validTo" bigint, "toTime" timestamptz)
     where h.key = r.key and h.valid_from = r.was and h.valid_to is null`,
    closed,
  );
}

const INTERVAL = [
  'key text',
  '"validFrom" bigint',
  '"fromTime" timestamptz',
  '"validTo" bigint',
  '"toTime" timestamptz',
];

function insertVersions(model: CompiledModel, table: string, cells: readonly Cell[]): Write | undefined {
  const columns = ['key', 'valid_from', 'from_time', 'valid_to', 'to_time', ...model.columns.map(({ sql }) => sql)];
  return write(
    `insert into ${table} (${columns.join(', ')})
     select ${['key', '"validFrom"', '"fromTime"', '"validTo"', '"toTime"', ...fields(model)].join(', ')}
     from json_to_recordset($1::json) as r(${[...INTERVAL, ...typedFields(model)].join(', ')})
     on conflict (key, valid_from) do nothing`,
    cells.flatMap(intervalsOf),
  );
}

/** A version holds until the next event that touched the row; a deleted row has no version. */
function intervalsOf({ key, versions }: Cell): TableRow[] {
  return versions.flatMap(({ at, values }, index) =>
    values
      ? [{ ...values, key, validFrom: at.position.toString(), fromTime: at.time, ...endedBy(versions[index + 1]) }]
      : [],
  );
}
