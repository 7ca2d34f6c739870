/** Keeps deliveries out of private networks: asked at registration, and again at every connection. */
import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { lookup as resolveName } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isPublicAddress, literalAddress } from './addresses.ts';

export class ForbiddenTarget extends Error {
  override readonly name = 'ForbiddenTarget';
  readonly code = 'TARGET_FORBIDDEN';
}

export type Resolve = (hostname: string) => Promise<readonly { readonly address: string }[]>;

export interface TargetGuardOptions {
  /** Opens private networks, for tests and the demo. */
  readonly allowPrivate: boolean;
  readonly resolve?: Resolve;
}

/** Registration does not wait longer than this for a name server. */
const RESOLVE_MS = 2_000;

/**
 * Tells at registration whether a target may be used. A name that cannot be resolved now may be resolvable later, so it is
 * allowed; the connection is what is guarded.
 */
export function createTargetGuard(options: TargetGuardOptions): (target: URL) => Promise<boolean> {
  const resolve = options.resolve ?? ((hostname) => resolveName(hostname, { all: true }));
  return async (target) => {
    if (target.protocol !== 'http:' && target.protocol !== 'https:') return false;
    if (options.allowPrivate) return true;
    const literal = literalAddress(target.hostname);
    if (literal !== undefined) return isPublicAddress(literal);
    const addresses = await within(RESOLVE_MS, resolve(target.hostname)).catch(() => []);
    return addresses.every(({ address }) => isPublicAddress(address));
  };
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** `dns.lookup` for all addresses of a name. */
export type LookupAll = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const lookupAll: LookupAll = (hostname, callback) => dnsLookup(hostname, { all: true }, callback);

/**
 * For `http.request`: the socket connects to exactly the addresses that were checked here, so a name cannot be public when
 * asked and private when connected to. One closed address among several closes the name.
 */
export function guardedLookup(lookup: LookupAll = lookupAll): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
        return callback(new ForbiddenTarget('The target is in a closed network'), '', 0);
      }
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}

/** Throws `ForbiddenTarget` for addresses written into the URL: Node connects to them without a lookup. */
export function checkLiteral(target: URL): void {
  const literal = literalAddress(target.hostname);
  if (literal !== undefined && !isPublicAddress(literal)) {
    throw new ForbiddenTarget('The target is in a closed network');
  }
}
