import { afterAll, beforeAll } from 'vitest';
import { createPostgresLog } from '../../../src/adapters/postgres/log/log.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { describeLog } from './conformance.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => database.drop());

describeLog('postgres', () => createPostgresLog({ url: database.url }));
