/** A message that tells of nothing, for operators who want to know whether a receiver listens. */
import { randomUUID } from 'node:crypto';
import type { ProbeReceiver } from '../../application/deliveryPorts.ts';
import type { WebhookSender } from './sender.ts';

export const PROBE_TOPIC = 'test';
const RESPONSE_CHARACTERS = 1_000;

export const createProbe =
  (sender: WebhookSender, limitMs = 15_000): ProbeReceiver =>
  async ({ ref, ...receiver }) => {
    const started = performance.now();
    const message = { id: randomUUID(), attempt: 1, topic: PROBE_TOPIC, registrationId: `rh_${ref}` };
    const sent = sender.send({ ...receiver, ...message, body: '{"test":true}' }, AbortSignal.timeout(limitMs));
    const answer = await sent.catch((error: unknown) => ({ error }));
    const durationMs = Math.round(performance.now() - started);
    if ('error' in answer) return { durationMs, status: null, error: codeOf(answer.error), response: null };
    return { durationMs, status: answer.status, error: null, response: answer.body.slice(0, RESPONSE_CHARACTERS) };
  };

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'NO_ANSWER';
