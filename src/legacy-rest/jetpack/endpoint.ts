/** What an endpoint is: who may call it with which method, and its answer. */
import type { Scope } from '../../domain/access/apiKey/events.ts';
import { HttpFault } from './dialect.ts';
import type { JetpackRequest } from './request.ts';
import type { Shape } from './shape.ts';

export interface Endpoint {
  readonly methods: (shape: Shape) => readonly string[] | 'any';
  readonly scope: Scope;
  /** The body of a 200, or a Failure. */
  answer(request: JetpackRequest): unknown;
}

/** One method in every shape. */
export const only = (method: string) => () => [method];

/** The running plugin looks at no method here. */
export const atLeast =
  (...methods: readonly string[]) =>
  (shape: Shape): readonly string[] | 'any' =>
    shape === 'plugin' ? 'any' : methods;

/** Updating through `create_*` by PUT is a habit of some clients. */
export const writing = atLeast('POST', 'PUT', 'PATCH');

export function checkMethod({ methods }: Endpoint, shape: Shape, method: string): void {
  if (method === 'BREW') throw new HttpFault(418);
  const allowed = methods(shape);
  // HEAD is a GET whose answer loses its body on the way out.
  const meant = method === 'HEAD' ? 'GET' : method;
  if (allowed !== 'any' && !allowed.includes(meant)) throw new HttpFault(405);
}
