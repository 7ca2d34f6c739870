/** Applies changes to rows in memory. Pure: a database is only needed to load the rows before and to write them after. */
import type { Position } from '../../application/ports.ts';
import { applyPatch } from '../../domain/kernel/patch.ts';
import type { Change, Operation } from './model.ts';
import type { TableColumn } from './tables.ts';

/** Column values by field. Never changed in place: values are shared with events and earlier versions. */
export type RowValues = Readonly<Record<string, unknown>>;

/** Where in the log and when a change happened. */
export interface Occurrence {
  readonly position: Position;
  /** ISO 8601, UTC. */
  readonly time: string;
}

export interface StoredRow {
  readonly at: Occurrence;
  readonly values: RowValues;
}

/** What a row was from one event on; without values it had been deleted. */
export interface Version {
  readonly at: Occurrence;
  readonly values: RowValues | undefined;
}

/** One row while a batch is folded. */
export interface Cell {
  readonly key: string;
  /** As it was loaded. */
  readonly before: StoredRow | undefined;
  /** Each event that touched the row, oldest first. */
  readonly versions: Version[];
}

export const openCell = (key: string, before: StoredRow | undefined): Cell => ({ key, before, versions: [] });

/** What the row is after the changes so far. */
export const currentVersion = (cell: Cell): Version | undefined => cell.versions.at(-1) ?? cell.before;

/**
 * Applies one change. An event that the row has already seen changes nothing; several changes by one event are one version.
 * Returns whether the row was touched.
 */
export function applyChange(columns: readonly TableColumn[], cell: Cell, change: Change, at: Occurrence): boolean {
  const present = currentVersion(cell);
  const sameEvent = cell.versions.at(-1)?.at.position === at.position;
  if (!sameEvent && present && at.position <= present.at.position) return false;
  if (!present?.values && (change.kind === 'update' || change.kind === 'delete')) return false;
  const values =
    change.kind === 'delete' ? undefined : merge(columns, startOf(columns, change, present), change.values);
  if (sameEvent) cell.versions.pop();
  cell.versions.push({ at: notBefore(present?.at, at), values });
  return true;
}

/** Clocks of several machines differ a little; within one row time never runs backwards, or its versions would overlap. */
const notBefore = (earlier: Occurrence | undefined, at: Occurrence): Occurrence =>
  earlier && earlier.time > at.time ? { ...at, time: earlier.time } : at;

const startOf = (columns: readonly TableColumn[], change: Change, present: Version | undefined): RowValues =>
  (change.kind === 'insert' ? undefined : present?.values) ?? initialValues(columns);

/** By the columns of a model, which are one list for as long as the program runs. */
const emptyRows = new WeakMap<readonly TableColumn[], RowValues>();

function initialValues(columns: readonly TableColumn[]): RowValues {
  const known = emptyRows.get(columns) ?? Object.fromEntries(columns.map(({ field, initial }) => [field, initial]));
  emptyRows.set(columns, known);
  return known;
}

/** Fields that are no columns are left out, so that a handler may spread an event's data. */
function merge(columns: readonly TableColumn[], start: RowValues, values: RowValues): RowValues {
  const result: Record<string, unknown> = { ...start };
  for (const { field } of columns) {
    const value = values[field];
    if (value === undefined) continue;
    result[field] = isOperation(value) ? operate(start[field], value) : value;
  }
  return result;
}

const OPERATIONS: ReadonlySet<unknown> = new Set<Operation['$']>(['patch', 'include', 'exclude', 'plus', 'initial']);

const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && '$' in value && OPERATIONS.has(value.$);

/** The column's new value. */
export function operate(current: unknown, operation: Operation): unknown {
  switch (operation.$) {
    case 'patch':
      return applyPatch((current ?? {}) as object, operation.value);
    case 'include':
      return [...listOf(current), ...new Set(operation.values.filter((value) => !listOf(current).includes(value)))];
    case 'exclude':
      return listOf(current).filter((item) => !operation.values.includes(item));
    case 'plus':
      return Number(current ?? 0) + operation.amount;
    case 'initial':
      return current ?? operation.value;
  }
}

const listOf = (value: unknown): readonly (string | number)[] => (Array.isArray(value) ? value : []);
