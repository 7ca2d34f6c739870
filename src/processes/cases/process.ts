/** A submitted form opens a case. The use case does so at once; this is for the time when it was cut off before. */
import { z } from 'zod';
import type { RequestContext, Result } from '../../application/context.ts';
import type { SubmissionEvent } from '../../domain/service/submission/events.ts';
import { contextOf, type Handler } from '../engine/handler.ts';
import { definePolicy, send } from '../engine/process.ts';

export const OPEN_CASE_MESSAGE = 'openCase';

const openCaseMessage = z.object({ submission: z.string() });

/** By then the use case is through, nearly always, and this finds nothing to do. */
const GRACE_MS = 5_000;

export const caseProcess = definePolicy<SubmissionEvent>({
  name: 'cases',
  summary: 'Opens a case for each submitted form.',
  categories: ['submission'],
  react: ({ key }) =>
    send({ kind: OPEN_CASE_MESSAGE, destination: 'cases', payload: { submission: key }, delayMs: GRACE_MS }),
});

export interface OpensCases {
  openForSubmission(context: RequestContext, key: string): Promise<Result<unknown>>;
}

export function createOpenCaseHandler(cases: OpensCases): Handler {
  return {
    async deliver({ id, payload }) {
      const opened = await cases.openForSubmission(contextOf('cases', id), openCaseMessage.parse(payload).submission);
      return opened.ok ? { result: 'done' } : { result: 'hopeless', error: opened.refusal.code };
    },
  };
}
