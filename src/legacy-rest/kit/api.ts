/** What a legacy API is to the HTTP edge: a folder that turns an application into routes. Adding one is one line in `registry.ts`. */
import type { Hono } from 'hono';
import type { Application } from '../../application/application.ts';
import type { Front } from '../../domain/access/apiKey/events.ts';
import type { Logger } from '../../logger.ts';

export interface LegacyApiOptions {
  readonly app: Application;
  readonly logger: Logger;
}

export interface LegacyApi {
  readonly name: Front;
  /**
   * Routes with their full original paths. Everything below these paths must be answered in the API's own dialect, unknown
   * routes, wrong methods and faults included; a path that is not the API's own calls `next`.
   */
  routes(options: LegacyApiOptions): Hono<EdgeEnv>;
}

/** What the HTTP edge has put beside a request. */
export interface EdgeEnv {
  Variables: {
    requestId: string;
    /** Set by whoever authenticated the request; the access log names it. */
    principalKey?: string;
  };
}
