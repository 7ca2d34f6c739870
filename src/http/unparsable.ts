/** Requests that Node's parser refuses: no route ever sees them, so they are answered on the bare connection, which then closes. */
import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AnswerUnknownMethod } from '../legacy-rest/kit/api.ts';

interface ParseError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer;
}

const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) (\/\S{0,8000}) HTTP\/1\.[01]\r?\n/;

const STATUS_OF: ReadonlyMap<string | undefined, number> = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 413],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
]);

/** A front that has an answer to a method unknown to Node is asked first. */
export function answerUnparsable(server: Pick<Server, 'on'>, fronts: readonly AnswerUnknownMethod[]): void {
  server.on('clientError', (error: ParseError, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    answerFor(error, fronts)
      .then((answer) => rendered(answer))
      .then((text) => socket.end(text))
      .catch(() => socket.destroy());
  });
}

async function answerFor(error: ParseError, fronts: readonly AnswerUnknownMethod[]): Promise<Response> {
  const line =
    error.code === 'HPE_INVALID_METHOD' ? REQUEST_LINE.exec(error.rawPacket?.toString('latin1') ?? '') : null;
  const [, method, target] = line ?? [];
  if (method !== undefined && target !== undefined) {
    for (const front of fronts) {
      const answer = await front({ method, target });
      if (answer) return answer;
    }
  }
  const body = { error: 'bad_request', message: 'This is not a request that can be understood.' };
  return Response.json(body, { status: STATUS_OF.get(error.code) ?? 400 });
}

async function rendered(answer: Response): Promise<string> {
  const body = await answer.text();
  const head = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`,
    `Content-Type: ${answer.headers.get('content-type') ?? 'application/json'}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
