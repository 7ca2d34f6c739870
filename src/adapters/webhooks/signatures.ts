/** Signatures of a delivery: the documented SHA-512 one, and that of the Standard Webhooks specification. */
import { createHmac } from 'node:crypto';

/** Lower-case hex HMAC-SHA512 of the body; the key is the secret as UTF-8. */
export const documentedSignature = (secret: string, body: Uint8Array): string =>
  createHmac('sha512', secret).update(body).digest('hex');

/** `v1,` and base64 HMAC-SHA256 of `id.timestamp.body`. */
export function standardSignature(secret: string, id: string, timestamp: number, body: Uint8Array): string {
  const mac = createHmac('sha256', standardKey(secret)).update(`${id}.${timestamp}.`).update(body);
  return `v1,${mac.digest('base64')}`;
}

const PREFIX = 'whsec_';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * `whsec_` and base64 is the specification's own way to write a key: the decoded bytes. Any other secret (32 hex characters, a
 * UUID) is a plain text, and the key is its UTF-8 bytes: receivers verify with the library's raw format, or with
 * `whsec_` + base64(secret). It is not guessed whether a text without the prefix was meant as base64.
 */
export function standardKey(secret: string): Uint8Array {
  const encoded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : '';
  return encoded !== '' && BASE64.test(encoded) ? Buffer.from(encoded, 'base64') : Buffer.from(secret, 'utf8');
}
