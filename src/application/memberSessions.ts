/**
 * Single sign-on for members whom another site knows already: a signed token that opens one visit to the member page within 15
 * minutes. It is a JSON Web Token (HS256) for one audience.
 */
import { z } from 'zod';
import { member } from '../domain/membership/member/decide.ts';
import { sameText } from './access.ts';
import type { Claims } from './claims.ts';
import { type RequestContext, type Result, refused, success } from './context.ts';
import type { Executor } from './execute.ts';
import type { Members } from './members.ts';
import type { Clock, Digests, Ids, SessionStore } from './ports.ts';

export interface MemberToken {
  readonly token: string;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface MemberVisit {
  /** Goes into a cookie; known here as a digest only. */
  readonly id: string;
  /** Key of the member. */
  readonly member: string;
  /** Page of the site that the member was sent for; always below this site. */
  readonly path: string | null;
}

export interface MemberSessions {
  /** Refuses with MEMBER_NOT_FOUND, MEMBER_NOT_APPROVED and PATH_INVALID. */
  start(email: string, path?: string): Promise<Result<MemberToken>>;
  /** Opens a visit with a token, once. Refuses with TOKEN_INVALID and MEMBER_NOT_APPROVED. */
  open(context: RequestContext, token: string): Promise<Result<MemberVisit>>;
  /** Key of the member who visits under that id; undefined when nobody does, or may no longer. */
  visitor(id: string): Promise<string | undefined>;
  end(id: string): Promise<void>;
}

const LIFETIME_SECONDS = 900;
const VISIT_MS = 24 * 60 * 60 * 1000;
const AUDIENCE = 'tributary:member-page';

const payloadSchema = z.object({
  aud: z.literal(AUDIENCE),
  sub: z.string().min(1),
  exp: z.int(),
  jti: z.string().min(1),
  path: z.string().optional(),
});
type Payload = z.infer<typeof payloadSchema>;

interface Dependencies {
  readonly members: Pick<Members, 'keyByEmail'>;
  readonly executor: Executor;
  readonly claims: Claims;
  readonly digests: Digests;
  readonly sessionStore: SessionStore;
  readonly ids: Ids;
  readonly clock: Clock;
}

export function createMemberSessions(deps: Dependencies): MemberSessions {
  const { members, executor, claims, digests, sessionStore, ids, clock } = deps;
  const sign = (text: string): string => digests.sign(AUDIENCE, text);
  const digestOf = (id: string): string => digests.digest('memberVisit', id);

  return {
    async start(email, path) {
      if (path !== undefined && !isPath(path)) return refused('PATH_INVALID', 'A path begins with one slash.', 'path');
      const key = await members.keyByEmail(email);
      if (key === undefined) return refused('MEMBER_NOT_FOUND', 'There is no such member.');
      if (!(await mayVisit(key))) return notApproved;
      const createdAt = Math.floor(clock.now().getTime() / 1000);
      const expiresAt = createdAt + LIFETIME_SECONDS;
      const payload = { aud: AUDIENCE, sub: key, iat: createdAt, exp: expiresAt, jti: ids.randomHex(16) };
      const text = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(path === undefined ? payload : { ...payload, path })}`;
      return success({ token: `${text}.${sign(text)}`, createdAt, expiresAt });
    },

    async open(context, token) {
      const payload = verified(token);
      if (!payload || payload.exp * 1000 <= clock.now().getTime()) return invalid;
      if (!(await mayVisit(payload.sub))) return notApproved;
      const id = ids.randomHex(24);
      const claimed = await claims.claim(context, 'memberToken', payload.jti, id, async () => 'holds');
      if (claimed.holder !== id) return invalid;
      const expiresAt = new Date(clock.now().getTime() + VISIT_MS);
      await sessionStore.save({ digest: digestOf(id), contactKey: payload.sub, expiresAt });
      return success({ id, member: payload.sub, path: payload.path ?? null });
    },

    async visitor(id) {
      const key = (await sessionStore.find(digestOf(id), clock.now()))?.contactKey;
      return key && (await mayVisit(key)) ? key : undefined;
    },

    end: (id) => sessionStore.remove(digestOf(id)),
  };

  async function mayVisit(key: string): Promise<boolean> {
    const { state } = await executor.load(member, key);
    return state.phase === 'registered' && state.approved;
  }

  function verified(token: string): Payload | undefined {
    const [header = '', payload = '', signature = '', ...more] = token.split('.');
    if (more.length > 0 || !sameText(signature, sign(`${header}.${payload}`))) return undefined;
    return payloadSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))).data;
  }
}

const invalid = refused('TOKEN_INVALID', 'This link is no longer valid.');
const notApproved = refused('MEMBER_NOT_APPROVED', 'This member may not sign in.');

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** On this site: browsers take `//host` and `/\host` for another one, and pass over control characters. */
const isPath = (path: string): boolean => path.length <= 2_000 && /^\/(?!\/)[^\p{Cc}\\]*$/u.test(path);
