/** What the fan-out needs of whoever speaks HTTP. */

export interface WebhookDelivery {
  /** The same for all attempts. */
  readonly id: string;
  /** From 1. */
  readonly attempt: number;
  readonly target: string;
  /** Empty for none: then nothing is signed. */
  readonly secret: string;
  readonly topic: string;
  /** Host name through which the receiver registered. */
  readonly source: string;
  /** The registration as the receiver knows it. */
  readonly registrationId: string;
  readonly body: string;
}

export interface WebhookAnswer {
  readonly status: number;
  /** Its beginning. */
  readonly body: string;
  readonly retryAfter?: string;
}

export interface WebhookSender {
  /** Rejects when there was no answer; the error's `code` tells why. */
  send(delivery: WebhookDelivery, signal: AbortSignal): Promise<WebhookAnswer>;
}
