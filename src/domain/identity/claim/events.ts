/** What is stored about claims: who holds a value that may exist only once. The value itself is never stored, only its keyed hash in the stream name. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { key } from '../../kernel/fragments.ts';

export const ValueClaimed = defineEvent('ValueClaimed', {
  summary: 'A unique value was taken for a record; a later claim on the same stream takes it over.',
  schema: z.strictObject({ holder: key }),
});

export const ValueReleased = defineEvent('ValueReleased', {
  summary: 'A unique value became free again.',
  schema: z.strictObject({ holder: key }),
});

export const claimEvents = { ValueClaimed, ValueReleased };
export type ClaimEvent = EventOf<typeof claimEvents>;
