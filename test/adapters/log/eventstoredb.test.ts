import { afterAll } from 'vitest';
import { createEventStoreDbLog } from '../../../src/adapters/eventstoredb/log.ts';
import { startTarget } from '../../support/eventstoredb/target.ts';
import { describeLog } from './conformance.ts';

// Here and not in a hook, because the name of the suite says which server it ran against.
const target = await startTarget();
afterAll(() => target.stop());

describeLog(`EventStoreDB, ${target.name}`, async () => createEventStoreDbLog({ connectionString: target.url }));
