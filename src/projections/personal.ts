/** What of a read model is personal, as its columns say: rows without it, and expressions that would give it away. */
import { isPersonalAt, masked, maskedWhole } from '../domain/kernel/personal.ts';
import type { Columns, ReadModel } from './engine/model.ts';
import { snakeCase } from './engine/tables.ts';

type Declared = Pick<ReadModel, 'columns'>;

/** The row as those see it who may not see what is personal. */
export function maskedRow<Row extends object>({ columns }: Declared, row: Row): Row {
  const hidden = Object.entries(columns).flatMap(([name, { personal }]) => {
    if (personal === false || !(name in row)) return [];
    const value = row[name as keyof Row];
    return [[name, personal === true ? maskedWhole(value) : masked(personal, value)]];
  });
  return { ...row, ...Object.fromEntries(hidden) };
}

/** A column, and the path into it where it holds a record: `details ->> 'firstName'`, `details #>> '{mainAddress,city}'`. */
const COLUMN = /\b([a-z][a-z0-9_]*)\b"?(?:\s*(?:->>?|#>>?)\s*'\{?([^'}]*)\}?')?/g;

const personalColumns = new WeakMap<Columns, ReadonlyMap<string, Columns[string]>>();

function personalOf({ columns }: Declared): ReadonlyMap<string, Columns[string]> {
  const known = personalColumns.get(columns);
  if (known) return known;
  const found = new Map(
    Object.entries(columns).flatMap(([name, column]) =>
      column.personal === false ? [] : [[snakeCase(name), column] as const],
    ),
  );
  personalColumns.set(columns, found);
  return found;
}

/** Whether an SQL expression over the model's columns, a constant of the program, is about anything personal. */
export function isPersonalExpression(model: Declared, sql: string): boolean {
  const columns = personalOf(model);
  return [...sql.matchAll(COLUMN)].some(([, name = '', path]) => {
    const personal = columns.get(name)?.personal ?? false;
    if (typeof personal === 'boolean') return personal;
    return isPersonalAt(personal, path ? path.split(',') : []);
  });
}
