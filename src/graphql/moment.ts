/** Which state a query sees: at least as new as a position (`after`), or that of a past moment (`asOf`). */
import type { Moment, Position } from '../application/ports.ts';
import { builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import { publicError } from './errors.ts';

export const AsOf = builder.inputType('AsOf', {
  description: 'A past moment: everything that had happened by it counts, nothing later does.',
  isOneOf: true,
  fields: (t) => ({
    time: t.field({ type: 'DateTime', description: 'By the clock.' }),
    position: t.field({ type: 'Position', description: 'By the place in the event log, the event there included.' }),
  }),
});

export const AS_OF_DESCRIPTION = 'Answers as it was then.';
export const AFTER_DESCRIPTION =
  'Answers only once everything up to this position shows: give the `position` of a mutation to read your own write. ' +
  'POSITION_NOT_REACHED when that takes too long.';

interface MomentInput {
  readonly time?: string | null;
  readonly position?: Position | null;
}

export function momentOf(input: MomentInput | null | undefined): Moment | undefined {
  if (input?.position !== null && input?.position !== undefined) return { position: input.position };
  return input?.time ? { time: new Date(input.time) } : undefined;
}

export const isBy = (moment: Moment, position: Position, occurredAt: string): boolean =>
  'position' in moment ? position <= moment.position : Date.parse(occurredAt) <= moment.time.getTime();

/** The moment that a query asks for, once the read models have come that far. Moments that never were are refused. */
export async function readableMoment(
  context: GraphqlContext,
  args: { readonly asOf?: MomentInput | null | undefined },
  after?: Position | null,
): Promise<Moment | undefined> {
  const moment = momentOf(args.asOf);
  if (after !== null && after !== undefined) await waitFor(context, after);
  if (moment) await waitForMoment(context, moment);
  return moment;
}

async function waitForMoment(context: GraphqlContext, moment: Moment): Promise<void> {
  const refusal = await context.app.moments.refusal(moment);
  if (refusal) throw publicError('ARGUMENT_INVALID', refusal.message, { argument: 'asOf', reason: refusal.code });
  await waitFor(context, 'position' in moment ? moment.position : ((await context.app.log.head()) ?? 0n));
}

/** A position that the log has not come to yet is told at once: nothing says that it ever will. */
async function waitFor({ app, waitMs }: GraphqlContext, position: Position): Promise<void> {
  const head = (await app.log.head()) ?? 0n;
  if (position <= head && (await app.readModels.reached(position, { timeoutMs: waitMs }))) return;
  throw publicError('POSITION_NOT_REACHED', 'The data has not come to this position yet. Try again shortly.', {
    position: String(position),
  });
}
