/** What every log checks before it touches its store, so that one bad append is its caller's fault alone. */
import type { ExpectedRevision, NewEvent } from '../application/ports.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const CONTROL = /\p{Cc}/u;
const MAX_NAME_LENGTH = 500;

/** Throws a TypeError for what no store could keep. The message names the problem, never a value. */
export function checkAppend(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): void {
  checkName('The stream name', stream);
  if (events.length === 0) throw new TypeError('An append needs at least one event');
  if (expected !== 'no-stream' && !(Number.isSafeInteger(expected) && expected >= 0)) {
    throw new TypeError('The expected revision must be a whole number from 0, or no-stream');
  }
  const ids = new Set(events.map(({ id }) => id.toLowerCase()));
  if (ids.size < events.length) throw new TypeError('Two events of one append have the same id');
  for (const event of events) {
    checkName('The event type', event.type);
    if (!UUID.test(event.id)) throw new TypeError('The event id must be a UUID');
    if (event.data === undefined) throw new TypeError('The event has no data');
  }
}

function checkName(what: string, name: string): void {
  const bad = name.length === 0 || name.length > MAX_NAME_LENGTH || CONTROL.test(name) || !name.isWellFormed();
  if (bad) throw new TypeError(`${what} must have 1 to ${MAX_NAME_LENGTH} printable characters`);
}
