/** Two builds of a model, row by row. */
import type { Position } from '../../application/ports.ts';
import { sameValue } from '../../domain/kernel/patch.ts';
import type { Db } from './db.ts';
import { type Build, type CompiledModel, historyOf, tableOf } from './tables.ts';

export interface Difference {
  readonly table: string;
  readonly key: string;
  /** `*` for a whole row that is missing or should not be there. */
  readonly column: string;
  /** Undefined: no such row. Values may be personal. */
  readonly expected: unknown;
  readonly found: unknown;
  /** The last event that touched the row. */
  readonly position: Position;
}

export interface Comparison {
  readonly equal: boolean;
  readonly rows: number;
  /** The first few. */
  readonly differences: readonly Difference[];
}

const MOST_DIFFERENCES = 10;

export async function compareBuilds(sql: Db, model: CompiledModel, expected: Build, found: Build): Promise<Comparison> {
  const columns = model.columns.map(({ sql: column }) => column);
  const present = { name: model.name, key: ['key'], columns: ['position', ...columns], position: 'position' };
  const past = {
    name: `${model.name}_history`,
    key: ['key', 'valid_from'],
    columns: ['valid_to', ...columns],
    position: 'valid_from',
  };
  const differences = await compareTables(sql, present, tableOf(model, expected), tableOf(model, found));
  if (model.model.temporal) {
    differences.push(...(await compareTables(sql, past, historyOf(model, expected), historyOf(model, found))));
  }
  const [count] = await sql.unsafe<{ rows: string }[]>(`select count(*)::text as rows from ${tableOf(model, found)}`);
  const first = differences.slice(0, MOST_DIFFERENCES);
  return { equal: first.length === 0, rows: Number(count?.rows ?? 0), differences: first };
}

interface Compared {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
  readonly position: string;
}

interface Pair {
  readonly key: string;
  readonly position: string;
  readonly expected: Record<string, unknown> | null;
  readonly found: Record<string, unknown> | null;
}

async function compareTables(sql: Db, table: Compared, expected: string, found: string): Promise<Difference[]> {
  const row = (alias: string): string => `row(${table.columns.map((column) => `${alias}.${column}`).join(', ')})`;
  const pairs = await sql.unsafe<Pair[]>(
    `select key, greatest(e.${table.position}, f.${table.position})::text as position,
       case when e.${table.position} is not null then to_jsonb(e) end as expected,
       case when f.${table.position} is not null then to_jsonb(f) end as found
     from ${expected} e full join ${found} f using (${table.key.join(', ')})
     where e.${table.position} is null or f.${table.position} is null or ${row('e')} is distinct from ${row('f')}
     order by greatest(e.${table.position}, f.${table.position}), 1 limit ${MOST_DIFFERENCES}`,
  );
  return pairs.flatMap((pair) => differencesOf(table, pair));
}

function differencesOf(table: Compared, { key, position, expected, found }: Pair): Difference[] {
  const place = { table: table.name, key, position: BigInt(position) };
  if (!expected || !found) {
    return [{ ...place, column: '*', expected: expected ?? undefined, found: found ?? undefined }];
  }
  const names = table.columns.map((column) => column.replaceAll('"', ''));
  const differing = names.filter((name) => !sameValue(expected[name], found[name]));
  return differing.map((column) => ({ ...place, column, expected: expected[column], found: found[column] }));
}
