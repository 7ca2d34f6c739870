/** Delivers a webhook by HTTP POST: signed, in bounded time, without redirects, and never into our own network. */
import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Clock } from '../../application/ports.ts';
import { deadline } from '../../processes/engine/deadline.ts';
import type { WebhookAnswer, WebhookDelivery, WebhookSender } from '../../processes/webhooks/sender.ts';
import { checkLiteral, guardedLookup, type LookupAll } from './guard.ts';
import { documentedSignature, standardSignature } from './signatures.ts';

export interface WebhookSenderOptions {
  readonly clock: Clock;
  readonly allowPrivate: boolean;
  /** For the whole exchange. Default 10 s. */
  readonly timeoutMs?: number;
  readonly userAgent?: string;
  /** Resolves names; for tests. */
  readonly lookup?: LookupAll;
}

const TIMEOUT_MS = 10_000;
/** Of an answer nothing but its beginning is of interest. */
const MAX_ANSWER_BYTES = 64 * 1024;

class AnswerTooLate extends Error {
  override readonly name = 'AnswerTooLate';
  readonly code = 'TIMEOUT';
}

export interface HttpWebhookSender extends WebhookSender {
  /** Closes idle connections. */
  close(): void;
}

export function createWebhookSender(options: WebhookSenderOptions): HttpWebhookSender {
  const { clock, allowPrivate, timeoutMs = TIMEOUT_MS, userAgent = 'Tributary-Webhooks/1' } = options;
  const http = new HttpAgent({ keepAlive: true });
  const https = new HttpsAgent({ keepAlive: true });
  const lookup = allowPrivate ? undefined : guardedLookup(options.lookup);

  function open(target: URL, headers: Record<string, string>, signal: AbortSignal): ClientRequest {
    const common = { method: 'POST', headers, signal, ...(lookup ? { lookup } : {}) };
    return target.protocol === 'https:'
      ? httpsRequest(target, { ...common, agent: https })
      : httpRequest(target, { ...common, agent: http });
  }

  return {
    async send(delivery, signal) {
      const target = new URL(delivery.target);
      if (!allowPrivate) checkLiteral(target);
      const body = Buffer.from(delivery.body, 'utf8');
      const headers = { ...headersOf(delivery, body, clock.now()), 'User-Agent': userAgent };
      const limit = deadline(timeoutMs, signal);
      try {
        return await exchange(() => open(target, headers, limit.signal), body);
      } catch (error) {
        throw limit.isOver() ? new AnswerTooLate('No answer in time', { cause: error }) : error;
      } finally {
        limit.clear();
      }
    },
    close() {
      http.destroy();
      https.destroy();
    },
  };
}

function headersOf(delivery: WebhookDelivery, body: Uint8Array, now: Date): Record<string, string> {
  const { id, attempt, topic, source, secret, registrationId } = delivery;
  const timestamp = Math.floor(now.getTime() / 1000);
  const signatures: Record<string, string> = secret
    ? {
        'X-Webhook-Signature': documentedSignature(secret, body),
        'webhook-signature': standardSignature(secret, id, timestamp, body),
      }
    : {};
  return {
    'Content-Type': 'application/json',
    'Content-Length': String(body.byteLength),
    'X-Webhook-Topic': topic,
    'X-Webhook-Source': source,
    'X-Webhook-Id': registrationId,
    'X-Webhook-Delivery': `${id}.${attempt}`,
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    ...signatures,
  };
}

/** A kept connection may have been closed by the receiver just now: then it has seen nothing, and a new one is tried at once. */
async function exchange(open: () => ClientRequest, body: Uint8Array): Promise<WebhookAnswer> {
  const first = open();
  try {
    return await answerTo(first, body);
  } catch (error) {
    if (!first.reusedSocket || !isReset(error)) throw error;
    return answerTo(open(), body);
  }
}

const isReset = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');

function answerTo(request: ClientRequest, body: Uint8Array): Promise<WebhookAnswer> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      // From here on there is an answer; what happens to the rest of it is seen by whoever reads it.
      request.off('error', reject).on('error', () => undefined);
      readStart(response).then((text) => {
        const { statusCode: status = 0, headers } = response;
        const retryAfter = headers['retry-after'];
        resolve({ status, body: text, ...(retryAfter === undefined ? {} : { retryAfter }) });
      }, reject);
    });
    request.end(body);
  });
}

/** The status is the answer; a body that is too long, broken or late does not change it. */
async function readStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size >= MAX_ANSWER_BYTES) break;
    }
  } catch {
    response.destroy();
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8');
}
