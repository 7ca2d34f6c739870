import { test } from 'vitest';
import { readModel } from '../../../src/domain/operations/readModel/decide.ts';
import { ReadModelEventSkipped, ReadModelRetried } from '../../../src/domain/operations/readModel/events.ts';
import { given } from '../../support/decider.ts';

const place = { stream: 'contact-1', revision: 3 };
const fault = { ...place, type: 'ContactCreated', reason: 'Database error 22003' };
const wish = { ...place, eventType: 'ContactCreated', reason: 'Database error 22003' };

test('an event is skipped once', () => {
  given(readModel)
    .when({ type: 'SkipReadModelEvent', ...wish })
    .thenEvents([ReadModelEventSkipped(fault)]);
  given(readModel, ReadModelEventSkipped(fault))
    .when({ type: 'SkipReadModelEvent', ...wish, revision: 4 })
    .thenEvents([ReadModelEventSkipped({ ...fault, revision: 4 })]);
});

test('a gap before an event and the event itself are skipped one by one', () => {
  given(readModel, ReadModelEventSkipped({ ...fault, type: 'Gap' }))
    .when({ type: 'SkipReadModelEvent', ...wish })
    .thenEvents([ReadModelEventSkipped(fault)]);
});

test('each new try is recorded', () => {
  given(readModel, ReadModelRetried(fault), ReadModelEventSkipped(fault))
    .when({ type: 'RetryReadModel', ...wish })
    .thenEvents([ReadModelRetried(fault)], { unlessRepeated: 'another try is another wish' });
});
