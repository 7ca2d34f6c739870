/**
 * The log as a file: a line of JSON per event between a first and a last line. Each line carries a checksum over itself and all
 * before it, so that a line that is damaged, missing, doubled or out of place is found, and so is a file that was cut off.
 */
import { createHash } from 'node:crypto';
import type { Json } from '../domain/kernel/event.ts';
import { Continuity, type Gap, type Standing, sayGap } from './continuity.ts';
import type { EventLog, EventMetadata, Position, RecordedEvent } from './ports.ts';

/** What is wrong with a file or with where it is to go; the message names the line. */
export class LogTransferError extends Error {
  override readonly name = 'LogTransferError';
}

export interface Transferred {
  readonly events: number;
  readonly position: Position | undefined;
}

export type OnTransfer = (done: number, total: number) => void;

export interface ExportOptions {
  readonly onProgress?: OnTransfer;
  /** Told of each place where events are missing. The file says so too, and is not imported by mistake. */
  readonly onGap?: (gap: Gap) => void;
}

export interface ImportOptions {
  readonly onEvent?: (count: number) => void;
  /** Takes a file although events are missing from it. */
  readonly despiteGaps?: boolean;
}

const FORMAT = { format: 'tributary-log', version: 1 } as const;
const BATCH = 1_000;

interface StoredLine {
  readonly position: string;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: Json;
  readonly metadata: EventMetadata;
}

/** `sum` stands at the end of the line: what comes before it is what was summed. */
const SUM = /,"sum":"([0-9a-f]{32})"\}$/;

/** Up to the head of the log as it is at the beginning. */
export async function* exportLog(log: EventLog, { onProgress, onGap }: ExportOptions = {}): AsyncGenerator<string> {
  const head = await log.head();
  const seal = createSeal();
  const gaps = createGapWatch(log, onGap);
  yield seal({ ...FORMAT, head: head?.toString() ?? null });
  let events = 0;
  for await (const event of head === undefined ? [] : log.readAll()) {
    if (event.position > (head ?? 0n)) break;
    const { position, stream, revision, id, type, data, metadata } = event;
    yield seal({ position: position.toString(), stream, revision, id, type, data, metadata });
    await gaps.watch({ position, stream, revision });
    events += 1;
    onProgress?.(Number(position), Number(head));
  }
  onProgress?.(Number(head ?? 0n), Number(head ?? 0n));
  yield seal({ end: true, events, ...(await gaps.found()) });
}

/** Looks at many events at once, but keeps no more of them than their places: some are large. */
function createGapWatch(log: EventLog, onGap: ExportOptions['onGap']) {
  const continuity = new Continuity(log);
  const unwatched: Standing[] = [];
  let gaps = 0;
  let firstGap: string | undefined;
  const look = async () => {
    for (const gap of await continuity.gapsIn(unwatched.splice(0))) {
      gaps += 1;
      firstGap ??= sayGap(gap);
      onGap?.(gap);
    }
  };
  return {
    async watch(event: Standing): Promise<void> {
      if (unwatched.push(event) === BATCH) await look();
    },
    async found(): Promise<object> {
      await look();
      return firstGap === undefined ? {} : { gaps, firstGap };
    },
  };
}

/** Chains each line to all before it. */
function createSeal(): (value: object) => string {
  let sum = '';
  return (value) => {
    const body = JSON.stringify(value).slice(0, -1);
    sum = digest(sum, body);
    return `${body},"sum":"${sum}"}\n`;
  };
}

const digest = (before: string, body: string): string =>
  createHash('sha256').update(before).update(body).digest('hex').slice(0, 32);

/** The events of a file, each only after its checksum was found right. Ends with an error unless the file is whole. */
export async function* readExport(
  lines: AsyncIterable<string>,
  { despiteGaps = false }: ImportOptions = {},
): AsyncGenerator<RecordedEvent> {
  let number = 0;
  let sum = '';
  let events = 0;
  let ended = false;
  for await (const line of lines) {
    number += 1;
    if (ended) throw new LogTransferError(`Line ${number} comes after the end of the export`);
    sum = checkedSum(line, sum, number);
    const value = JSON.parse(line) as Record<string, unknown>;
    if (number === 1) checkHeader(value);
    else if (value.end === true) {
      ended = checkedEnd(value, events, number);
      if (!despiteGaps) checkWhole(value);
    } else {
      events += 1;
      yield toEvent(value as unknown as StoredLine);
    }
  }
  if (!ended) throw new LogTransferError(`The file ends after line ${number}, in the middle of the export`);
}

function checkedSum(line: string, before: string, number: number): string {
  const [tail = '', given] = SUM.exec(line) ?? [];
  const sum = digest(before, line.slice(0, line.length - tail.length));
  if (given === sum) return sum;
  throw new LogTransferError(`Line ${number} is damaged, or a line before it is missing`);
}

function checkHeader({ format, version }: Record<string, unknown>): void {
  if (format !== FORMAT.format) throw new LogTransferError('This is no export of a log');
  if (version !== FORMAT.version) throw new LogTransferError(`This export has version ${String(version)}, known is 1`);
}

function checkedEnd({ events }: Record<string, unknown>, found: number, number: number): boolean {
  if (events === found) return true;
  throw new LogTransferError(`Line ${number} tells of ${String(events)} events, but ${found} came before it`);
}

/** Only the log that was exported could tell a gap from what had been truncated, so the file says what it found. */
function checkWhole({ gaps, firstGap }: Record<string, unknown>): void {
  if (gaps === undefined) return;
  const others = Number(gaps) > 1 ? ` and ${Number(gaps) - 1} more` : '';
  throw new LogTransferError(`The log had a gap when it was exported: ${String(firstGap)}${others}`);
}

const toEvent = ({ position, ...event }: StoredLine): RecordedEvent => ({ ...event, position: BigInt(position) });

/** Reads a whole file without keeping it. */
export async function checkExport(lines: AsyncIterable<string>, options: ImportOptions = {}): Promise<Transferred> {
  let events = 0;
  let position: Position | undefined;
  for await (const event of readExport(lines, options)) {
    events += 1;
    position = event.position;
  }
  return { events, position };
}

/**
 * Puts the events of a file into a log that is empty, or that holds a part of them since an earlier try: what is there already is
 * passed over. A log that can keeps their positions; another one gives its own, in the same order.
 */
export async function importLog(
  log: EventLog,
  lines: AsyncIterable<string>,
  options: ImportOptions = {},
): Promise<Transferred> {
  const put = log.restore ? restorer(log) : appender(log);
  let count = 0;
  let batch: RecordedEvent[] = [];
  const flush = async () => {
    if (batch.length > 0) await put(batch);
    count += batch.length;
    batch = [];
    options.onEvent?.(count);
  };
  for await (const event of readExport(lines, options)) {
    batch.push(event);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  return { events: count, position: await log.head() };
}

type Put = (events: readonly RecordedEvent[]) => Promise<void>;

const restorer =
  (log: EventLog): Put =>
  async (events) => {
    if ((await log.restore?.(events)) !== true) throw otherEvents();
  };

const otherEvents = () => new LogTransferError('The log holds other events: import into an empty one');

function appender(log: EventLog): Put {
  let first = true;
  return async (events) => {
    if (first) await checkBeginning(log, events[0]);
    first = false;
    for (const event of events) await appendOnce(log, event);
  };
}

async function checkBeginning(log: EventLog, event: RecordedEvent | undefined): Promise<void> {
  for await (const found of log.readAll({ limit: 1 })) {
    if (found.id !== event?.id) throw otherEvents();
  }
}

/** Streams that lost their first events begin anew here, so the revision may be another one. */
async function appendOnce(log: EventLog, { stream, revision, id, type, data, metadata }: RecordedEvent): Promise<void> {
  const event = { id, type, data, metadata };
  const answer = await log.append(stream, [event], revision === 0 ? 'no-stream' : revision - 1);
  if (answer.ok) return;
  for await (const found of log.readStream(stream)) if (found.id === id) return;
  const again = await log.append(stream, [event], answer.actual);
  if (!again.ok) throw new LogTransferError('The log was written to by somebody else meanwhile');
}
