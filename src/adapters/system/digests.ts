/** Keyed digests: HMAC-SHA256 under the installation's salt. */
import { createHmac } from 'node:crypto';
import type { Digests } from '../../application/ports.ts';

export function createDigests(salt: string): Digests {
  const digest = (purpose: string, value: string): string =>
    createHmac('sha256', salt).update(purpose).update('\0').update(value).digest('hex');
  return {
    digest,
    sign: (purpose, text) => createHmac('sha256', digest('signingKey', purpose)).update(text).digest('base64url'),
  };
}
