/** The routes of GraphQL on their own, with parts of the application replaced, and the statements that they make. */
import { Hono } from 'hono';
import postgres from 'postgres';
import { expect } from 'vitest';
import type { Application } from '../../src/application/application.ts';
import { graphqlRoutes } from '../../src/graphql/server.ts';
import type { EdgeEnv } from '../../src/http/edge.ts';
import { createLogger, type Logger } from '../../src/logger.ts';
import { TEST_SECRET, type TestApp } from '../support/app.ts';

export function routesWith(app: TestApp, replaced: Partial<Application>, logger: Logger = createLogger('silent')) {
  const edge = new Hono<EdgeEnv>();
  edge.use(async (c, next) => {
    c.set('requestId', 'req-1');
    await next();
  });
  edge.route('/', graphqlRoutes({ app: { ...app.app, ...replaced }, logger, waitMs: 50 }));
  return async (query: string, variables: Record<string, unknown> = {}, headers: Record<string, string> = {}) => {
    const response = await edge.request('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TEST_SECRET}`, ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, text: await response.text() };
  };
}

export interface Counter {
  /** How many statements a query takes. It must be answered without errors. */
  statementsOf(query: string, variables?: Record<string, unknown>): Promise<number>;
  end(): Promise<void>;
}

export async function countStatements(app: TestApp): Promise<Counter> {
  const statements: string[] = [];
  const sql = postgres(app.databaseUrl, { max: 1, debug: (_connection, query) => statements.push(query) });
  const ask = routesWith(app, { db: sql as unknown as Application['db'] });
  // The first statement of a connection asks for its types, too.
  await sql`select 1`;
  return {
    async statementsOf(query, variables) {
      statements.length = 0;
      const { text } = await ask(query, variables);
      expect(JSON.parse(text)).not.toHaveProperty('errors');
      return statements.length;
    },
    end: () => sql.end(),
  };
}
