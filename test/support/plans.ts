/** How Postgres carries out what queries ask of it. */
import postgres, { type Sql } from 'postgres';

export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

export interface WatchedDatabase {
  /** One connection; its statements can be explained afterwards. */
  readonly sql: Sql;
  /** All nodes of the plan of the statement that was asked last. */
  planOfLast(): Promise<PlanNode[]>;
}

export function watchDatabase(url: string): WatchedDatabase {
  let last: { readonly query: string; readonly parameters: unknown[] } = { query: 'select 1', parameters: [] };
  const sql = postgres(url, {
    max: 1,
    onnotice: () => undefined,
    debug: (_connection, query, parameters) => {
      last = { query, parameters };
    },
  });
  return {
    sql,
    async planOfLast() {
      const [row] = await sql.unsafe<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(
        `explain (format json) ${last.query}`,
        last.parameters as never[],
      );
      return row ? nodes(row['QUERY PLAN'][0].Plan) : [];
    },
  };
}

const nodes = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
