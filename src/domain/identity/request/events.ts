/** What is stored about a request that carried an idempotency key, so that its repetition gets the first answer for ever. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';

export const RequestReceived = defineEvent('RequestReceived', {
  summary: 'A write with an idempotency key arrived. Only a keyed digest of its input is kept.',
  schema: z.strictObject({ operation: z.string(), inputDigest: z.string() }),
});

export const RequestAnswered = defineEvent('RequestAnswered', {
  summary: 'The outcome of that write: what a repetition is answered with.',
  schema: z.strictObject({ outcome: z.json() }),
});

export const requestEvents = { RequestReceived, RequestAnswered };
export type RequestEvent = EventOf<typeof requestEvents>;
