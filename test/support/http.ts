/** One HTTP request over a socket of its own, with nothing added: any method may have any body, a GET too. */
import { type IncomingHttpHeaders, request } from 'node:http';

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes go as they are, anything else as JSON. */
  readonly body?: unknown;
}

export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The JSON of the answer, which the caller knows the shape of; undefined when there is none. */
  readonly body: T;
}

export function send<T = unknown>(url: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Answer<T>> {
  const bytes = body === undefined ? undefined : bytesOf(body);
  const length = bytes ? { 'content-length': String(bytes.byteLength) } : {};
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: { ...length, ...headers }, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: parsed(text) as T });
      });
    });
    sent.on('error', reject);
    sent.end(bytes);
  });
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
