/** What tests of processes share: events in a log, an engine with quick settings on a database of its own, waiting. */
import type { Sql } from 'postgres';
import { createMemoryLog } from '../../src/adapters/memory/log.ts';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createIds } from '../../src/adapters/system/ids.ts';
import type { AppendResult, EventLog, NewEvent, RecordedEvent } from '../../src/application/ports.ts';
import { catalogue } from '../../src/domain/catalogue.ts';
import { contactEvents } from '../../src/domain/crm/contact/events.ts';
import { type WebhookTopic, webhookEvents } from '../../src/domain/integration/webhook/events.ts';
import type { DomainEvent } from '../../src/domain/kernel/event.ts';
import { createLogger } from '../../src/logger.ts';
import {
  createProcesses,
  DEFAULT_SETTINGS,
  type Processes,
  type ProcessesOptions,
} from '../../src/processes/engine/engine.ts';
import type { Attempt, Handler, Outcome } from '../../src/processes/engine/handler.ts';
import { createTestDatabase } from '../support/postgres.ts';

export const ids = createIds(systemClock);
const silent = createLogger('silent');

export function newEvents(events: readonly DomainEvent[], commandId = ids.uuid()): NewEvent[] {
  return events.map((event, index) => {
    const { type, schemaVersion, data } = catalogue.encode(event);
    return {
      id: ids.uuidFrom(`${commandId}:${index}`),
      type,
      data,
      metadata: {
        schemaVersion,
        occurredAt: new Date().toISOString(),
        actor: { kind: 'system', id: 'test' },
        surface: 'cli',
        requestId: 'r',
        correlationId: 'c',
        causationId: 'r',
        commandId,
      },
    };
  });
}

/** Appends as one command, whatever the stream holds. */
export async function append(log: EventLog, stream: string, ...events: readonly DomainEvent[]): Promise<AppendResult> {
  const prepared = newEvents(events);
  const tried = await log.append(stream, prepared, 'no-stream');
  return tried.ok ? tried : log.append(stream, prepared, tried.actual);
}

/** Events as the log gives them back, for pure tests. Each list of events is one command. */
export function recorded(stream: string, ...commands: readonly (readonly DomainEvent[])[]): RecordedEvent[] {
  const events = commands.flatMap((events, n) => newEvents(events, `command-${stream}-${n}`));
  return events.map((event, revision) => ({ ...event, stream, revision, position: nextPosition() }));
}

let last = 0n;
function nextPosition(): bigint {
  last += 1n;
  return last;
}

export const contactCreated = (ref = 1): DomainEvent =>
  contactEvents.ContactCreated({
    ref,
    email: `c${ref}@example.com`,
    details: { firstName: 'Ann' },
    status: null,
    tags: [],
    owner: null,
    custom: {},
    lists: [],
    subscribed: false,
  });

export const renamed = (firstName: string): DomainEvent =>
  contactEvents.ContactDetailsChanged({ changes: { firstName } });

export const registered = (
  target = 'https://example.com/hook',
  topics: WebhookTopic[] = ['contact_updated'],
  secret = 's3cret',
  ref = 1,
): DomainEvent => webhookEvents.WebhookRegistered({ ref, target, secret, topics, source: 'site.example.com' });

export interface World {
  readonly sql: Sql;
  readonly log: EventLog;
  readonly url: string;
  engine(options: Pick<ProcessesOptions, 'processes' | 'handlers'> & Partial<ProcessesOptions>): Processes;
  close(): Promise<void>;
}

export const QUICK = {
  ...DEFAULT_SETTINGS,
  retry: { baseMs: 20, capMs: 100, giveUpAfterMs: 60_000 },
  destinationBackoff: { baseMs: 20, capMs: 100 },
  pollMs: 20,
  stopMs: 500,
};

/** A database and a log in memory; every engine made here is stopped by `close`. */
export async function createWorld(log: EventLog = createMemoryLog()): Promise<World> {
  const database = await createTestDatabase();
  const sql = connect(database.url);
  const engines: Processes[] = [];
  return {
    sql,
    log,
    url: database.url,
    engine(options) {
      const { settings, ...rest } = options;
      const common = { sql, log, catalogue, clock: systemClock, ids, logger: silent };
      const engine = createProcesses({ ...common, ...rest, settings: { ...QUICK, ...settings } });
      engines.push(engine);
      return engine;
    },
    async close() {
      await Promise.all(engines.map((engine) => engine.stop()));
      await log.close();
      await sql.end({ timeout: 1 });
      await database.drop();
    },
  };
}

/** A handler that notes every attempt and answers as told. */
export function recorder(
  answer: (attempt: Attempt) => Outcome | Promise<Outcome> = () => ({ result: 'done' }),
): Handler & { readonly attempts: (Attempt & { readonly at: number })[] } {
  const attempts: (Attempt & { readonly at: number })[] = [];
  return {
    attempts,
    async deliver(attempt) {
      attempts.push({ ...attempt, at: Date.now() });
      return answer(attempt);
    },
  };
}

export async function eventually<T>(look: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  const end = Date.now() + 45_000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error('It did not happen in time');
    await pause(10);
  }
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
