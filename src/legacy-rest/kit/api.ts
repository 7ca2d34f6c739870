/** What a legacy API is to the HTTP edge: a folder that turns an application into routes. Adding one is one line in `registry.ts`. */
import type { Hono } from 'hono';
import type { Application } from '../../application/application.ts';
import type { Front } from '../../domain/access/apiKey/events.ts';
import type { Logger } from '../../logger.ts';
import type { ApiReference } from './reference.ts';

export interface LegacyApiOptions {
  readonly app: Application;
  readonly logger: Logger;
  /** Base of absolute URLs, where callers reach us by another than the one they use. */
  readonly publicUrl?: string | undefined;
  readonly site: Site;
}

/** What the operator says of the site whose clients call. */
export interface Site {
  /** IANA name of the zone in which dates and times are written out. */
  readonly timeZone: string;
  /** Statuses of transactions that count in totals, in lower case. */
  readonly countedStatuses: readonly string[];
  /** How long a token is good for that stands for key and secret. */
  readonly tokenSeconds: number;
  /** Most of a list in one answer, for clients that say how much they want. */
  readonly maxLimit: number;
  /** Characters of the shortest password that clients may set. */
  readonly minPassword: number;
  /** Whether what is usual is told where the caller has to say what it wants, and does not. */
  readonly lenientFilter: boolean;
  /** Kinds of activities that are listed to everybody. */
  readonly activityTypes: readonly string[];
  /** How currencies are written: `£`, `&#163;` or `GBP`. */
  readonly currencyStyle: 'symbol' | 'entity' | 'code';
}

export interface LegacyApi {
  readonly name: Front;
  /** What it promises, endpoint by endpoint. */
  readonly reference?: ApiReference;
  /**
   * Routes with their full original paths. Everything below these paths must be answered in the API's own dialect, unknown
   * routes, wrong methods and faults included; a path that is not the API's own calls `next`.
   */
  routes(options: LegacyApiOptions): Hono<EdgeEnv>;
  /**
   * Answers requests whose method Node refuses to parse, for an API that has something to say about one; undefined when the
   * address is not the API's own. The connection is closed afterwards.
   */
  unknownMethod?(options: LegacyApiOptions): AnswerUnknownMethod;
}

/** The request line is all that is known of such a request. */
export type AnswerUnknownMethod = (request: {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
}) => Promise<Response | undefined>;

/** What the HTTP edge has put beside a request. */
export interface EdgeEnv {
  Variables: {
    requestId: string;
    /** Set by whoever authenticated the request; the access log names it. */
    principalKey?: string;
    /** To be called when the request is answered. */
    leave?: () => void;
  };
}
