/** What is stored about business numbers: which blocks were handed out, per kind of record. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';

export const NumbersReserved = defineEvent('NumbersReserved', {
  summary: 'A block of business numbers was set aside for one server process. Numbers of a block may stay unused.',
  schema: z.strictObject({ first: z.int().positive(), count: z.int().positive() }),
});

export const numberSequenceEvents = { NumbersReserved };
export type NumberSequenceEvent = EventOf<typeof numberSequenceEvents>;
