/** `X-As-Of` on reads of the APIs of old: a log position or a time. They answer as they would have answered then. */
import type { Context } from 'hono';
import type { Moments } from '../application/moments.ts';
import { parseMoment } from '../application/moments.ts';
import type { EventLog, Moment, ReadModels } from '../application/ports.ts';
import type { EdgeEnv } from '../legacy-rest/kit/api.ts';

export interface Past {
  readonly moments: Moments;
  readonly log: Pick<EventLog, 'head'>;
  readonly readModels: ReadModels;
  /** Does the work with all its reads about the moment. */
  readonly inPast: <T>(moment: Moment, work: () => T) => T;
}

/** Why the request cannot be answered, or nothing once it has been. */
export async function answerAsOf(
  c: Context<EdgeEnv>,
  past: Past,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  const text = c.req.header('x-as-of') ?? '';
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
    return refuse(c, 400, 'as_of_needs_a_read', 'X-As-Of is for reads by GET: the past cannot be changed.');
  }
  const moment = parseMoment(text);
  if (!moment)
    return refuse(c, 400, 'as_of_invalid', 'X-As-Of is a log position, or a time such as 2026-01-31T12:00:00Z.');
  const refusal = await past.moments.refusal(moment);
  if (refusal) return refuse(c, 400, refusal.code.toLowerCase(), refusal.message);
  const position = 'position' in moment ? moment.position : await past.log.head();
  if (position !== undefined && !(await past.readModels.reached(position))) {
    return refuse(c, 503, 'position_not_reached', 'The data has not come to this position yet. Try again shortly.');
  }
  await past.inPast(moment, next);
  return undefined;
}

const refuse = (c: Context<EdgeEnv>, status: 400 | 503, error: string, message: string): Response =>
  c.json({ error, message, requestId: c.get('requestId') }, status);
