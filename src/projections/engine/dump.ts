/** A read model as text that is the same wherever it was built: its rows in the order of their keys, columns by name. */
import type { Db } from './db.ts';
import { type CompiledModel, historyOf, tableOf } from './tables.ts';

const AT_ONCE = 500;

/** JSON lines of the live build, then of its history. Two builds are equal when these are. */
export async function* dumpLines(sql: Db, model: CompiledModel): AsyncGenerator<string> {
  yield* rows(sql, model.name, tableOf(model, 'live'), 'key');
  if (model.model.temporal) yield* rows(sql, `${model.name}_history`, historyOf(model, 'live'), 'key, valid_from');
}

async function* rows(sql: Db, table: string, from: string, order: string): AsyncGenerator<string> {
  // jsonb orders names by itself; "C" orders keys alike on every machine.
  const sorted = order.replace('key', 'key collate "C"');
  const pages = sql
    .unsafe<{ row: string }[]>(`select to_jsonb(t)::text as row from ${from} t order by ${sorted}`)
    .cursor(AT_ONCE);
  for await (const page of pages) {
    for (const { row } of page) yield `{"table":"${table}","row":${row}}\n`;
  }
}
