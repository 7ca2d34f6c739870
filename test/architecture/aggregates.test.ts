import { expect, test } from 'vitest';
import { aggregates } from '../../src/domain/aggregates.ts';
import { eventGroups } from '../../src/domain/catalogue.ts';

test('src/domain/aggregates.ts lists every aggregate whose events the catalogue knows', () => {
  const folded = new Set<object>(aggregates.map(({ events }) => events));
  const missing = Object.entries(eventGroups).filter(([, events]) => !folded.has(events));
  expect(missing.map(([group]) => group)).toEqual([]);
});
