/** Who may come in: API keys with scopes, and the logins of contacts. */
import { timingSafeEqual } from 'node:crypto';
import { apiKey } from '../domain/access/apiKey/decide.ts';
import {
  FRONTS,
  type Front,
  type JetpackOption,
  type JetpackShape,
  SCOPES,
  type Scope,
  type TreeplOption,
} from '../domain/access/apiKey/events.ts';
import { credential } from '../domain/access/credential/decide.ts';
import { streamName } from '../domain/kernel/aggregate.ts';
import type { Claims } from './claims.ts';
import { type RequestContext, type Result, refused, success } from './context.ts';
import type { Executor } from './execute.ts';
import type { Idempotency } from './idempotency.ts';
import type { Clock, Digests, EventLog, Ids, PasswordHasher, Position, ReadModels } from './ports.ts';

/** A program that was let in. */
export interface Principal {
  readonly key: string;
  readonly apiKey: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly fronts: readonly Front[];
  readonly requestsPerMinute: number | null;
  readonly maxConcurrent: number | null;
  readonly allowedHosts: readonly string[];
  readonly allowedReferrers: readonly string[];
  readonly jetpackShape: JetpackShape | null;
  readonly jetpackOptions: readonly JetpackOption[];
  readonly treeplOptions: readonly TreeplOption[];
}

/** What is stored of a key, as the read model gives it. */
export interface StoredApiKey extends Principal {
  readonly secretDigest: string;
  readonly revokedAt: string | null;
}

export interface ApiKeyLookup {
  apiKeyBySecretDigest(digest: string): Promise<StoredApiKey | undefined>;
  apiKeyByPublicKey(apiKey: string): Promise<StoredApiKey | undefined>;
}

export interface IssueKeyInput {
  readonly name: string;
  readonly scopes?: readonly Scope[];
  readonly fronts?: readonly Front[];
  readonly requestsPerMinute?: number;
  readonly maxConcurrent?: number;
  readonly allowedHosts?: readonly string[];
  readonly allowedReferrers?: readonly string[];
  /** As documented when left out. */
  readonly jetpackShape?: JetpackShape;
  readonly jetpackOptions?: readonly JetpackOption[];
  readonly treeplOptions?: readonly TreeplOption[];
  /** Given values instead of random ones. */
  readonly apiKey?: string;
  readonly secret?: string;
}

export interface IssuedKey {
  readonly key: string;
  readonly apiKey: string;
  /** Told this once and stored nowhere: null when a request is repeated by its idempotency key. */
  readonly secret: string | null;
  readonly position: Position;
}

export interface Access {
  /** The program behind a secret, or behind a key and its secret; undefined for anything wrong or revoked. */
  authenticate(credentials: { readonly apiKey?: string; readonly secret: string }): Promise<Principal | undefined>;
  issueKey(context: RequestContext, input: IssueKeyInput): Promise<Result<IssuedKey>>;
  /** `apiKey` is the public half. */
  revokeKey(
    context: RequestContext,
    apiKey: string,
  ): Promise<Result<{ readonly key: string; readonly position: Position }>>;
  /** A short-lived token in place of key and secret; it ends at once when the key is revoked. */
  issueToken(principal: Principal, lifetimeSeconds: number): string;
  authenticateToken(token: string): Promise<Principal | undefined>;
  setPassword(context: RequestContext, contactKey: string, password: string): Promise<Position>;
  verifyPassword(contactKey: string, password: string): Promise<boolean>;
  hasPassword(contactKey: string): Promise<boolean>;
}

/** How long another server process may take to notice a revocation. This one notices its own at once. */
const CACHE_MS = 3_000;

interface Dependencies {
  readonly executor: Executor;
  readonly claims: Claims;
  readonly log: EventLog;
  readonly digests: Digests;
  readonly ids: Ids;
  readonly idempotency: Idempotency;
  readonly clock: Clock;
  readonly passwords: PasswordHasher;
  readonly readModels: ReadModels;
  readonly lookup: ApiKeyLookup;
  /** Told of every key that is revoked here. */
  readonly onRevoked: (apiKey: string) => void;
}

export function createAccess(deps: Dependencies): Access {
  const { executor, claims, log, digests, ids, idempotency, clock, passwords, readModels, lookup, onRevoked } = deps;
  const cache = new Map<string, { readonly found: StoredApiKey; readonly until: number }>();

  return {
    async authenticate({ apiKey: publicKey, secret }) {
      const found = await bySecret(secret);
      if (!found || found.revokedAt !== null) return undefined;
      return publicKey === undefined || sameText(publicKey, found.apiKey) ? found : undefined;
    },

    async issueKey(context, input) {
      const { secret: given, ...plain } = input;
      if (plain.name.trim() === '') return refused('INPUT_INVALID', 'An API key needs a name.', 'name');
      const secret = given ?? `ts_${ids.randomHex(24)}`;
      let told: string | null = null;
      const issued = await idempotency.once(context, 'issueApiKey', plain, async () => {
        const result = await issue(context, plain, secret);
        if (result.ok && result.value.changed) told = secret;
        return result;
      });
      if (!issued.ok) return issued;
      const { key, apiKey: publicKey, position } = issued.value;
      await readModels.reached(position);
      return success({ key, apiKey: publicKey, secret: told, position });
    },

    revokeKey: (context, publicKey) =>
      idempotency.once(context, 'revokeApiKey', { publicKey }, () => revoke(context, publicKey)),

    issueToken(principal, lifetimeSeconds) {
      const expiresAt = Math.floor(clock.now().getTime() / 1000) + lifetimeSeconds;
      const payload = Buffer.from(JSON.stringify([principal.apiKey, expiresAt])).toString('base64url');
      return `${payload}.${tokenSignature(payload, (principal as StoredApiKey).secretDigest)}`;
    },

    async authenticateToken(token) {
      const [payload = '', signature = ''] = token.split('.');
      const claimed = parseTokenPayload(payload);
      if (!claimed || claimed.expiresAt * 1000 <= clock.now().getTime()) return undefined;
      const stored = await lookup.apiKeyByPublicKey(claimed.apiKey);
      if (!stored || stored.revokedAt !== null) return undefined;
      return sameText(signature, tokenSignature(payload, stored.secretDigest)) ? stored : undefined;
    },

    async setPassword(context, contactKey, password) {
      const hash = await passwords.hash(password);
      const executed = await executor.execute(context, credential, contactKey, { type: 'SetPassword', hash });
      await keepNewest(contactKey);
      return executed.ok ? (executed.position ?? 0n) : 0n;
    },

    async verifyPassword(contactKey, password) {
      const { hash } = (await executor.load(credential, contactKey)).state;
      return hash !== null && passwords.verify(hash, password);
    },

    async hasPassword(contactKey) {
      return (await executor.load(credential, contactKey)).state.hash !== null;
    },
  };

  async function issue(
    context: RequestContext,
    input: Omit<IssueKeyInput, 'secret'>,
    secret: string,
  ): Promise<Result<Omit<IssuedKey, 'secret'> & { readonly changed: boolean }>> {
    const { idempotencyKey, actor } = context;
    const seed = idempotencyKey === undefined ? undefined : `apiKey:${actor.id}:${idempotencyKey}`;
    const publicKey = input.apiKey ?? `tk_${seed === undefined ? ids.randomHex(12) : ids.keyFrom(seed)}`;
    const key = seed === undefined ? ids.key() : ids.keyFrom(seed);
    const claimed = await claims.claim(context, 'apiKey', publicKey, key, async (holder) => {
      const { state } = await executor.load(apiKey, holder);
      return state.phase === 'absent' ? 'not-created' : 'holds';
    });
    if (claimed.exists && claimed.holder !== key) {
      return refused('API_KEY_EXISTS', 'This API key exists already.', 'apiKey');
    }
    const executed = await executor.execute(context, apiKey, claimed.holder, {
      type: 'IssueApiKey',
      apiKey: publicKey,
      secretDigest: secretDigest(secret),
      name: input.name,
      scopes: input.scopes ?? SCOPES,
      fronts: input.fronts ?? FRONTS,
      requestsPerMinute: input.requestsPerMinute ?? null,
      maxConcurrent: input.maxConcurrent ?? null,
      allowedHosts: input.allowedHosts ?? [],
      allowedReferrers: input.allowedReferrers ?? [],
      ...(input.jetpackShape ? { jetpackShape: input.jetpackShape } : {}),
      ...(input.jetpackOptions ? { jetpackOptions: input.jetpackOptions } : {}),
      ...(input.treeplOptions ? { treeplOptions: input.treeplOptions } : {}),
    });
    if (!executed.ok) return executed;
    if (executed.position === undefined) return keyNotFound;
    return success({
      key: claimed.holder,
      apiKey: publicKey,
      position: executed.position,
      changed: executed.changed,
    });
  }

  async function revoke(
    context: RequestContext,
    publicKey: string,
  ): Promise<Result<{ readonly key: string; readonly position: Position }>> {
    const stored = await lookup.apiKeyByPublicKey(publicKey);
    if (!stored) return keyNotFound;
    const executed = await executor.execute(context, apiKey, stored.key, { type: 'RevokeApiKey' });
    if (!executed.ok) return executed;
    const position = executed.position ?? 0n;
    await readModels.reached(position);
    cache.clear();
    onRevoked(publicKey);
    return success({ key: stored.key, position });
  }

  async function bySecret(secret: string): Promise<StoredApiKey | undefined> {
    const digest = secretDigest(secret);
    const now = clock.now().getTime();
    const cached = cache.get(digest);
    if (cached && cached.until > now) return cached.found;
    const found = await lookup.apiKeyBySecretDigest(digest);
    cache.delete(digest);
    if (found && sameText(found.secretDigest, digest)) cache.set(digest, { found, until: now + CACHE_MS });
    return found;
  }

  /** Old hashes do not stay readable in the credential's stream. */
  async function keepNewest(contactKey: string): Promise<void> {
    const { last } = await executor.load(credential, contactKey);
    if (last && last.revision > 0) await log.truncateStream(streamName(credential.category, contactKey), last.revision);
  }

  function secretDigest(secret: string): string {
    return digests.digest('apiSecret', secret);
  }

  /** Bound to the secret's digest: a new secret ends the tokens of the old one. */
  function tokenSignature(payload: string, digest: string): string {
    return digests.digest(`token:${digest}`, payload);
  }
}

const keyNotFound = refused('API_KEY_NOT_FOUND', 'There is no such API key.', 'apiKey');

function parseTokenPayload(payload: string): { apiKey: string; expiresAt: number } | undefined {
  try {
    const [apiKey, expiresAt] = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as unknown[];
    const valid = typeof apiKey === 'string' && !apiKey.includes('\0') && typeof expiresAt === 'number';
    return valid ? { apiKey, expiresAt } : undefined;
  } catch {
    return undefined;
  }
}

/** Constant-time for equal lengths; the digests compared here all have one length. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
