/** What a resolver knows of its request. */

import type { Principal } from '../application/access.ts';
import type { Application } from '../application/application.ts';
import type { RequestContext } from '../application/context.ts';
import { createLoaders, type Loaders } from './loaders.ts';

export interface GraphqlContext {
  readonly app: Application;
  readonly principal: Principal;
  readonly requestId: string;
  /** Host name that the caller used. */
  readonly host: string;
  /** Longest time that a query waits for a position. */
  readonly waitMs: number;
  /** Aborts when the caller goes away. */
  readonly gone: () => AbortSignal;
  readonly loaders: Loaders;
}

export const createContext = (base: Omit<GraphqlContext, 'loaders'>): GraphqlContext => ({
  ...base,
  loaders: createLoaders(base.app.db),
});

/** The context of a command. A document may hold several mutations, so the key comes from the argument, never from a header. */
export function commandContext(
  { principal, requestId }: GraphqlContext,
  idempotencyKey: string | null | undefined,
): RequestContext {
  const context = {
    actor: { kind: 'apiKey', id: principal.key },
    surface: 'graphql',
    requestId,
    correlationId: requestId,
  } as const;
  return idempotencyKey ? { ...context, idempotencyKey } : context;
}
