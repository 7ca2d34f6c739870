/** Keyed digests: HMAC-SHA256 under the installation's salt. */
import { createHmac } from 'node:crypto';
import type { Digests } from '../../application/ports.ts';

export const createDigests = (salt: string): Digests => ({
  digest: (purpose, value) => createHmac('sha256', salt).update(purpose).update('\0').update(value).digest('hex'),
});
