/** Identifiers: random and time-ordered ones, and such that derive from a seed. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Clock, Ids } from '../../application/ports.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const KEY_LENGTH = 18;
/** Eight characters of base62 hold milliseconds until the year 8888. */
const TIME_LENGTH = 8;
/** Namespace of our UUIDv5 ids. Changing it would break the recognition of every retry that is under way. */
const NAMESPACE = Buffer.from('6f1b3c0e5a7d4e0f9c2b8d417a90e6f2', 'hex');

export function createIds(clock: Clock): Ids {
  return {
    key: () => base62(BigInt(clock.now().getTime()), TIME_LENGTH) + base62Digits(randomBytes(KEY_LENGTH - TIME_LENGTH)),
    keyFrom: (seed) => base62Digits(createHash('sha256').update(seed).digest().subarray(0, KEY_LENGTH)),
    uuid: randomUUID,
    uuidFrom,
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  };
}

function base62(value: bigint, length: number): string {
  let rest = value;
  let digits = '';
  while (digits.length < length) {
    digits = BASE62.charAt(Number(rest % 62n)) + digits;
    rest /= 62n;
  }
  return digits;
}

/** One character per byte; the slight bias of the modulus does not matter for uniqueness. */
const base62Digits = (bytes: Uint8Array): string => Array.from(bytes, (byte) => BASE62.charAt(byte % 62)).join('');

/** RFC 9562, version 5. */
function uuidFrom(seed: string): string {
  const hash = createHash('sha1').update(NAMESPACE).update(seed).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
