/** What every front does with a request before its own dialect begins. */
import type { Readable } from 'node:stream';
import type { Context } from 'hono';
import type { Principal } from '../../application/access.ts';
import type { RequestContext } from '../../application/context.ts';
import type { Surface } from '../../application/ports.ts';
import type { Front, Scope } from '../../domain/access/apiKey/events.ts';
import type { EdgeEnv } from './api.ts';

/** The context of a command: who, through which front, under which request. */
export function requestContext(c: Context<EdgeEnv>, surface: Surface, principal: Principal): RequestContext {
  const requestId = c.get('requestId');
  const idempotencyKey = c.req.header('idempotency-key');
  const context = {
    actor: { kind: 'apiKey', id: principal.key },
    surface,
    requestId,
    correlationId: requestId,
  } as const;
  return idempotencyKey ? { ...context, idempotencyKey } : context;
}

/** Whether a program may come in through this front and do this. */
export const mayUse = (principal: Principal, front: Front, scope: Scope): boolean =>
  principal.fronts.includes(front) && principal.scopes.includes(scope);

/** `Authorization: Bearer x` → `x`; also the bare token, where an API allows it. */
export function bearerToken(header: string | undefined, options: { readonly bare?: boolean } = {}): string | undefined {
  const value = header?.trim();
  if (!value) return undefined;
  const match = /^bearer\s+(\S+)$/i.exec(value);
  if (match) return match[1];
  return options.bare && !/\s/.test(value) ? value : undefined;
}

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** The body as text, whatever the method, read no further than the limit. Throws BodyTooLarge. */
export async function readBody(c: Context<EdgeEnv>, maxBytes: number): Promise<string> {
  return Buffer.from(await readBytes(c, maxBytes)).toString('utf8');
}

/** From the socket's own request where there is one: a Fetch request cannot carry the body of a GET, and is slow with the others. */
export async function readBytes(c: Context<EdgeEnv>, maxBytes: number): Promise<Uint8Array> {
  const announced = Number(c.req.header('content-length') ?? '0');
  if (announced > maxBytes) throw new BodyTooLarge();
  const { incoming } = (c.env ?? {}) as { incoming?: Readable };
  if (!incoming)
    return c.req.raw.body ? collect(c.req.raw.body as AsyncIterable<Uint8Array>, maxBytes) : new Uint8Array();
  if (announced === 0 && !c.req.header('transfer-encoding')) return new Uint8Array();
  // Who sends too much is still to get an answer over this connection.
  return collect(incoming.iterator({ destroyOnReturn: false }), maxBytes);
}

async function collect(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

export type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

/** JSON, or not. With `lenient`, commas before a closing bracket are allowed. */
export function parseJson(text: string, options: { readonly lenient?: boolean } = {}): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return options.lenient ? parseJson(withoutTrailingCommas(text)) : { ok: false };
  }
}

/** Leaves strings alone. One that never ends is taken to the end: looking for its end again and again would take for ever. */
const withoutTrailingCommas = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*(?:"|\\?$)|,(?=\s*[}\]])/gs, (match) => (match === ',' ? '' : match));

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
