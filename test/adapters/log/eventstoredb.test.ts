import { afterAll, beforeAll } from 'vitest';
import { createEventStoreDbLog } from '../../../src/adapters/eventstoredb/log.ts';
import { startTestEventStore, type TestEventStore } from '../../support/eventstoredb/server.ts';
import { describeLog } from './conformance.ts';

let server: TestEventStore;
beforeAll(async () => {
  server = await startTestEventStore();
});
afterAll(async () => server.stop());

describeLog('EventStoreDB (test server)', async () => createEventStoreDbLog({ connectionString: server.url }));
