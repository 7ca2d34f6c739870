/** What went wrong, without the values of the event: is it worth another try, is it the event's fault, and how to say it. */
import { type Gap, sayGap } from '../../application/continuity.ts';
import type { Position } from '../../application/ports.ts';
import { EventDecodeError, UnknownEventError } from '../../domain/kernel/codec.ts';

/** An event that a model cannot take in. The message holds no values of the event: they may be personal. */
export interface Fault {
  readonly position: Position;
  readonly type: string;
  readonly message: string;
}

/** Instead of the event's type where it is not to blame: events before it are missing. */
export const GAP = 'Gap';

/** By the position of the event that stands behind the gap. */
export const gapFaults = (gaps: readonly Gap[]): ReadonlyMap<Position, Fault> =>
  new Map(gaps.map((gap) => [gap.position, { position: gap.position, type: GAP, message: sayGap(gap) }]));

/** The checkpoint is not where this projector left it: another one, a swap or an operator was here. Nothing was written. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/** A mistake in a declaration or in a wish of the operator. */
export class ProjectionError extends Error {
  override readonly name = 'ProjectionError';
}

/** SQLSTATE classes of data and schema that one event can be to blame for: data exception, constraint, syntax or missing object. */
const EVENT_CLASSES = new Set(['22', '23', '42', '54']);

interface DatabaseError extends Error {
  readonly code: string;
  readonly table_name?: string;
  readonly column_name?: string;
  readonly constraint_name?: string;
}

const isDatabaseError = (error: unknown): error is DatabaseError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';

/** True when an event (or the schema under it) is to blame, so that trying the same again cannot help. */
export const isEventsFault = (error: unknown): boolean =>
  isDatabaseError(error) && error.name === 'PostgresError' && EVENT_CLASSES.has(error.code.slice(0, 2));

/** Where a build that is being filled could not go on. */
export const sayFault = ({ type, position, message }: Fault): string => `${type} at position ${position}: ${message}`;

/** A sentence for checkpoints, status and log lines. Only our own messages are known to hold no personal values. */
export function describeFault(error: unknown): string {
  if (error instanceof EventDecodeError || error instanceof UnknownEventError || error instanceof ProjectionError) {
    return error.message;
  }
  if (isDatabaseError(error)) return describeDatabaseError(error);
  if (!(error instanceof Error)) return 'The handler threw something that is not an error';
  return `The handler threw ${error.name}${placeOf(error)}`;
}

function describeDatabaseError(error: DatabaseError): string {
  const names = [error.table_name, error.column_name, error.constraint_name].filter((name) => name !== undefined);
  return `Database error ${error.code}${names.length > 0 ? ` (${names.join(', ')})` : ''}`;
}

/** The place in the code instead of the message, which may quote a value. */
function placeOf(error: Error): string {
  const frame = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  const place = frame?.match(/([^/\\(]+:\d+):\d+\)?$/)?.[1];
  return place ? ` at ${place}` : '';
}
