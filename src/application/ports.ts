/** What the application needs from the outside. Adapters implement these; `main.ts` alone knows which. */
import type { Json } from '../domain/kernel/event.ts';

// --- The log -------------------------------------------------------------------------------------------------------

/** Place of an event in the whole log: grows, may have gaps, compares with `<`. Written as a decimal string outside. */
export type Position = bigint;

/** A position in the log, or a time: then everything that had occurred by it. */
export type Moment = { readonly position: Position } | { readonly time: Date };

/** Who caused an event, on which way and why. Stored beside each event. */
export interface EventMetadata {
  readonly schemaVersion: number;
  /** ISO 8601 with milliseconds, UTC; set by our clock, not by the store's. */
  readonly occurredAt: string;
  readonly actor: Actor;
  readonly surface: Surface;
  readonly requestId: string;
  readonly correlationId: string;
  /** The command or event that led to this one. */
  readonly causationId: string;
  /** Equal for all events of one command; derived from the idempotency key where there is one. */
  readonly commandId: string;
  /** Name of the command, e.g. `CreateContact`. Not on events of old. */
  readonly command?: string;
}

export interface Actor {
  readonly kind: 'apiKey' | 'customer' | 'staff' | 'process' | 'system';
  readonly id: string;
}

export const SURFACES = ['graphql', 'jetpack', 'treepl', 'salessystem', 'simvoly', 'cli', 'process'] as const;
export type Surface = (typeof SURFACES)[number];

/** An event on its way into the log. The id is fixed before the first attempt, so that a retry is recognised. */
export interface NewEvent {
  /** UUID. */
  readonly id: string;
  readonly type: string;
  readonly data: Json;
  readonly metadata: EventMetadata;
}

export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  /** Place in its stream, from 0. */
  readonly revision: number;
  readonly position: Position;
}

/** A revision that the stream must have at the moment of appending. There is no "any" on purpose. */
export type ExpectedRevision = number | 'no-stream';

export type AppendResult =
  /** `position` is that of the last event of this append. */
  | { readonly ok: true; readonly revision: number; readonly position: Position }
  | { readonly ok: false; readonly actual: ExpectedRevision };

export interface ReadStreamOptions {
  readonly direction?: 'forwards' | 'backwards';
  /** Inclusive. Default: the first event forwards, the last one backwards. */
  readonly from?: number;
  readonly limit?: number;
}

export interface ReadAllOptions {
  readonly direction?: 'forwards' | 'backwards';
  /** Exclusive in both directions: forwards gives events after it, backwards events before it. Default: from the respective end. */
  readonly from?: Position;
  readonly limit?: number;
  /** Only streams of these categories; all when absent. */
  readonly categories?: readonly string[];
}

export interface SubscribeOptions {
  /** Exclusive; `undefined` starts at the beginning of the log. */
  readonly after?: Position;
  readonly categories?: readonly string[];
  /** Ends the iteration and frees what it holds. */
  readonly signal: AbortSignal;
  /** Most events in one batch. Default 500. */
  readonly batchSize?: number;
}

/** Where an event stands in its stream. */
export type Place = Pick<RecordedEvent, 'stream' | 'revision'>;

/** Events in log order. A batch may be empty: it then only tells that the log was followed up to `position`. */
export interface EventBatch {
  readonly events: readonly RecordedEvent[];
  /** Everything at or before this position has been delivered (events of other categories were passed over). */
  readonly position: Position;
  /** True when nothing more was in the log as this batch was read. */
  readonly caughtUp: boolean;
}

/**
 * One append-only log of events in streams.
 *
 * - An append is all or nothing. Appending again the same event ids at the same expected revision gives the first answer.
 * - Readers never see a position and later an event with a smaller one.
 * - A stream name is `category-id`; see `kernel/aggregate.ts`.
 */
export interface EventLog {
  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<AppendResult>;
  /**
   * Puts back events that follow each other in an export of a log, with the positions that they had; for a log that holds
   * nothing else: otherwise it does nothing and answers false. Those that are there already are left. Absent where a store
   * gives positions of its own.
   */
  restore?(events: readonly RecordedEvent[]): Promise<boolean>;
  /** A missing or deleted stream reads as empty. */
  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent>;
  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent>;
  /** Reconnects by itself with back-off and goes on after the last delivered event. Pull-based: a slow consumer slows the reader. */
  subscribe(options: SubscribeOptions): AsyncIterable<EventBatch>;
  /** Position of the last event, or `undefined` while the log is empty. */
  head(): Promise<Position | undefined>;
  /** False when the log ends before the position, which was seen in it once: it was restored from an older backup. */
  covers(position: Position): Promise<boolean>;
  /** Those of the places that hold no event though they should: what was truncated or deleted is not missed. */
  missing(places: readonly Place[]): Promise<readonly Place[]>;
  /** Events of the stream before this revision are no longer read from it. They may stay visible in `readAll` for a while. */
  truncateStream(stream: string, beforeRevision: number): Promise<void>;
  /** Removes the stream for readers; a later append continues its numbering. */
  deleteStream(stream: string): Promise<void>;
  /** Resolves when the store answers, rejects with a reason otherwise. For `/readyz`. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Thrown for faults of the store (not for conflicts, which are answers). `retryable` tells whether trying later can help. */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';
  readonly retryable: boolean;
  constructor(message: string, options: { cause?: unknown; retryable?: boolean } = {}) {
    super(message, { cause: options.cause });
    this.retryable = options.retryable ?? true;
  }
}

// --- Everything else that is not pure ------------------------------------------------------------------------------

export interface RateLimiter {
  /** Counts points under a key. Gives the milliseconds to wait when they are more than a minute allows, 0 otherwise. */
  take(key: string, points: number, perMinute: number): Promise<number>;
}

export interface Clock {
  now(): Date;
}

export interface Ids {
  /** 18 characters of base62, time-ordered. */
  key(): string;
  uuid(): string;
  /** The same seed always gives the same key. */
  keyFrom(seed: string): string;
  /** UUIDv5: the same seed always gives the same id. */
  uuidFrom(seed: string): string;
  /** `bytes` random bytes as lower-case hex. */
  randomHex(bytes: number): string;
}

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
}

/** What the write path asks of the read models. */
export interface ReadModels {
  /** True once all models (or the named ones) show everything up to the position; false when that took longer than the limit. */
  reached(
    position: Position,
    options?: { readonly models?: readonly string[]; readonly timeoutMs?: number },
  ): Promise<boolean>;
}

/** The event that a paused read model, or its rebuild, stands before. The message holds no values of it. */
export interface StandingFault {
  readonly position: Position;
  readonly type: string;
  readonly message: string;
}

/** What an operator can tell a paused read model. */
export interface ReadModelOperator {
  /** Undefined when the model is not paused. */
  faultOf(model: string): Promise<StandingFault | undefined>;
  retry(model: string): Promise<void>;
  skip(model: string, position: Position): Promise<void>;
}

/** Keyed digests under the installation's salt; equal input gives equal output for ever. */
export interface Digests {
  /** Lower-case hex, 64 characters. `purpose` separates uses, so that digests cannot be compared across them. */
  digest(purpose: string, value: string): string;
  /** HMAC-SHA256 in base64url, under a key that serves this purpose alone. */
  sign(purpose: string, text: string): string;
}

/** A visit to a shop: operational state, not history. Ids are known here as digests only. */
export interface ShoppingSession {
  /** Digest of API key and session id. */
  readonly digest: string;
  readonly contactKey: string | null;
  readonly expiresAt: Date;
  /** Key of the visitor's cart, once there is one. */
  readonly cartKey: string | null;
  /** Keys of the products that were looked at, newest first. */
  readonly viewed: readonly string[];
  /** Key of the quote or order that was given last. */
  readonly lastOrder: string | null;
}

/** What a login needs of a session. */
export type SessionLogin = Pick<ShoppingSession, 'digest' | 'contactKey' | 'expiresAt'>;

export interface SessionStore {
  /** Sessions that have expired are not found. */
  find(digest: string, now: Date): Promise<ShoppingSession | undefined>;
  /** The living session, or a fresh anonymous one in its place; it lives until `expiresAt`, give or take a minute. */
  open(digest: string, now: Date, expiresAt: Date): Promise<ShoppingSession>;
  save(login: SessionLogin): Promise<void>;
  /** The key of the session's cart; the given one where it has none yet. */
  cartOf(digest: string, newCart: string): Promise<string>;
  /** Puts a product before those looked at earlier. */
  view(digest: string, product: string): Promise<void>;
  rememberOrder(digest: string, order: string): Promise<void>;
  remove(digest: string): Promise<void>;
  /** Ends the logins of a contact in all sessions. */
  forgetContact(contactKey: string): Promise<void>;
}

/** An effect that followed from an event, such as a webhook's delivery. */
export interface Consequence {
  readonly id: string;
  /** Of the event. */
  readonly position: Position;
  readonly process: string;
  /** What it is, e.g. `webhook`. */
  readonly kind: string;
  readonly state: 'due' | 'done' | 'parked' | 'discarded';
  readonly attempts: number;
  /** Status of the last answer, where there was one. */
  readonly status: number | null;
  readonly finishedAt: string | null;
}

/** What processes made of events. */
export interface FollowUps {
  of(positions: readonly Position[]): Promise<readonly Consequence[]>;
}

/** A mail to one person. It holds personal data and perhaps a secret: never log it. */
export interface OutgoingMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

/** It answers; the reason of a failure is a short code that says nothing about the receiver. */
export interface Mailer {
  send(mail: OutgoingMail): Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: string }>;
}

/** Documents of the operator that mails are made of. */
export interface MailDocuments {
  /** The HTML of a document by its name or number. */
  find(name: string): Promise<string | undefined>;
  /** Whether the operator has any that go by numbers. */
  haveNumbers(): Promise<boolean>;
}
