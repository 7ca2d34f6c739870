/** What is stored about read models: what operators decided where one could not go on by itself. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { text } from '../../kernel/fragments.ts';

/**
 * Names the event for good; positions differ between stores. The type is `Gap` where events before it are missing. The reason is how
 * the fault was described, without values.
 */
const fault = { stream: text, revision: z.int().min(0), type: text, reason: text };

export const ReadModelEventSkipped = defineEvent('ReadModelEventSkipped', {
  summary:
    'An operator let a read model leave out an event that it could not take, or pass over a gap before it. Rebuilds do too.',
  schema: z.strictObject(fault),
});

export const ReadModelRetried = defineEvent('ReadModelRetried', {
  summary: 'An operator let a paused read model try its event again.',
  schema: z.strictObject(fault),
});

export const readModelEvents = { ReadModelEventSkipped, ReadModelRetried };
export type ReadModelEvent = EventOf<typeof readModelEvents>;
