/** Answers: one JSON object in ASCII, or the same as a script for browsers of old. Always with status 200. */
import type { Context } from 'hono';
import type { EdgeEnv } from '../kit/api.ts';
import type { SalesSystemError } from './errors.ts';
import type { Parameters } from './parameters.ts';

/** Fields that a method returns. `undefined` leaves a field out. */
export type Fields = Readonly<Record<string, unknown>>;

export interface Output {
  readonly kind: 'JSON' | 'JSONP';
  readonly callback: string;
}

const CALLBACK = /^[A-Za-z_$][A-Za-z0-9_$]*(\.[A-Za-z_$][A-Za-z0-9_$]*|\[[0-9]+\])*$/;
const MAX_CALLBACK = 128;
const DEFAULT_CALLBACK = 'callback';

/** `suffix` is that of the path, which counts when no parameter says anything. */
export function outputOf(parameters: Parameters, suffix: string | undefined): Output {
  const wanted = parameters.first('output', 'format', 'response_type') ?? suffix;
  const name = parameters.first('callback', 'jsonp', 'jsoncallback', 'jsonpcallback', 'json_callback', 'cb')?.trim();
  const usable = name !== undefined && name.length <= MAX_CALLBACK && CALLBACK.test(name);
  return {
    kind: wanted?.trim().toUpperCase() === 'JSONP' ? 'JSONP' : 'JSON',
    callback: usable ? name : DEFAULT_CALLBACK,
  };
}

export const successBody = (fields: Fields): Fields => ({ error_code: null, error_message: null, ...fields });

export const errorBody = ({ code, message, invalid, told }: SalesSystemError, sessionId: string | null): Fields => ({
  error_code: code,
  error_message: message,
  error_invalid: invalid,
  session_id: sessionId,
  ...told,
});

export function send(c: Context<EdgeEnv>, { kind, callback }: Output, body: Fields): Response {
  c.header('Cache-Control', 'no-store');
  c.header('Content-Type', `application/${kind === 'JSON' ? 'json' : 'javascript'}; charset=utf-8`);
  if (kind === 'JSONP') c.header('X-Content-Type-Options', 'nosniff');
  // The empty comment keeps the first bytes out of the callback's hands: no callback can make them another file format.
  const [before, after] = kind === 'JSON' ? ['', ''] : [`/**/${callback}(`, ');'];
  if (!isStream(body.items)) return c.body(`${before}${asciiJson(body)}${after}`, 200);
  return c.body(streamed(body, body.items, before, after), 200);
}

const isStream = (value: unknown): value is AsyncIterable<readonly Fields[]> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/** The same text as at once, batch by batch, as fast as the caller reads. */
function streamed(
  { items: _, ...rest }: Fields,
  items: AsyncIterable<readonly Fields[]>,
  before: string,
  after: string,
): ReadableStream<Uint8Array> {
  async function* parts(): AsyncGenerator<string> {
    yield `${before}${asciiJson(rest).slice(0, -1)},"items":[`;
    let isFirst = true;
    for await (const batch of items) {
      if (batch.length === 0) continue;
      yield (isFirst ? '' : ',') + batch.map(asciiJson).join(',');
      isFirst = false;
    }
    yield `]}${after}`;
  }
  const text = parts();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await text.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await text.return(undefined);
    },
  });
}

/** No character set can spoil it, and it cannot end a script element that it stands in. */
function asciiJson(value: Fields): string {
  return JSON.stringify(value)
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('</', '<\\/');
}
