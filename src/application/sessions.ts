/** Visits to a shop: who is logged in under which session id. The visitor's program may choose the id. */
import { contact } from '../domain/crm/contact/decide.ts';
import { isEmail, normaliseEmail } from '../domain/kernel/email.ts';
import type { Access } from './access.ts';
import type { Claims } from './claims.ts';
import type { AddToCartInput, Carts, ChangedCart } from './commerce/carts.ts';
import type { ContactChanges, Contacts } from './contacts.ts';
import { type RequestContext, type Result, refused, success, type Written } from './context.ts';
import type { Executor } from './execute.ts';
import { type Idempotency, withoutKey } from './idempotency.ts';
import { isPassword, type Logins, passwordInvalid } from './logins.ts';
import type { Mails } from './mail/mails.ts';
import type { Clock, Digests, Ids, Position, SessionStore } from './ports.ts';

/** The part of a visit that callers see. `contactKey` is null for an anonymous visitor. */
export interface Session {
  readonly id: string;
  readonly contactKey: string | null;
  /** Key of the cart, once something was put into it. */
  readonly cartKey: string | null;
  /** Keys of the products that were looked at, newest first. */
  readonly viewed: readonly string[];
  /** Key of the quote or order that was given last. */
  readonly lastOrder: string | null;
}

export interface Sessions {
  /** The session with this id, or a fresh anonymous one under it (under a random id when there is none); keeps it alive. */
  open(apiKey: string, id?: string): Promise<Session>;
  /** Reprices the cart. Refuses with LOGIN_UNKNOWN, LOGIN_WRONG and LOGIN_THROTTLED; the session is then unchanged. */
  logIn(
    context: RequestContext,
    apiKey: string,
    session: Session,
    username: string,
    password: string,
  ): Promise<Result<{ readonly contactKey: string }>>;
  /** The cart stays, at the prices for everybody. */
  logOut(context: RequestContext, apiKey: string, session: Session): Promise<Session>;
  end(apiKey: string, id: string): Promise<void>;
  /** Puts something into the session's cart, which begins with it. Refuses as `carts.add` does. */
  addToCart(
    context: RequestContext,
    apiKey: string,
    session: Session,
    input: AddToCartInput,
  ): Promise<Result<ChangedCart>>;
  /** Remembers that a product was looked at. */
  view(apiKey: string, session: Session, product: string): Promise<void>;
  /** Remembers the quote or order that was given last. */
  rememberOrder(apiKey: string, session: Session, order: string): Promise<void>;
  /** Creates a contact with a login and logs the session in. Refuses as `logins.register` does. */
  register(
    context: RequestContext,
    apiKey: string,
    session: Session,
    changes: ContactChanges,
    password: string,
  ): Promise<Result<Written>>;
  /**
   * Changes the contact who is logged in, and with it perhaps the password, which ends the contact's other logins. Refuses as
   * `contacts.update` does, and with PASSWORD_INVALID and NOT_LOGGED_IN.
   */
  updateContact(
    context: RequestContext,
    apiKey: string,
    session: Session,
    changes: ContactChanges,
    password?: string,
  ): Promise<Result<Written>>;
  /**
   * Mails a new password to the contact with this user name and sets it once the mail is on its way, so that a mail server that
   * is away locks nobody out. Ends the contact's logins. Refuses with LOGIN_UNKNOWN and MAIL_FAILED.
   */
  resetPassword(
    context: RequestContext,
    username: string,
  ): Promise<Result<{ readonly key: string; readonly ref: number }>>;
  /** Sets a new password and ends the contact's logins elsewhere. */
  changePassword(context: RequestContext, contactKey: string, password: string): Promise<void>;
  /**
   * The same on behalf of the contact, whose address staff vouches for by it. Refuses with CONTACT_NOT_FOUND and
   * PASSWORD_INVALID.
   */
  setContactPassword(
    context: RequestContext,
    contactKey: string,
    password: string,
  ): Promise<Result<{ readonly key: string; readonly position: Position }>>;
}

/** Of chance in a password that is made here. */
const RESET_BYTES = 8;
/** Failures per user name and shop within the window after which further tries fail whatever the password. */
const MAX_FAILURES = 10;
const FAILURE_WINDOW_MS = 15 * 60 * 1000;

interface Dependencies {
  readonly access: Access;
  readonly logins: Logins;
  readonly contacts: Contacts;
  readonly carts: Carts;
  readonly mails: Mails;
  readonly claims: Claims;
  readonly executor: Executor;
  readonly idempotency: Idempotency;
  readonly sessionStore: SessionStore;
  readonly digests: Digests;
  readonly ids: Ids;
  readonly clock: Clock;
  /** After which a session that nobody uses ends. */
  readonly sessionIdleMinutes: number;
}

export function createSessions(deps: Dependencies): Sessions {
  const { access, logins, contacts, carts, mails, claims, executor, idempotency, sessionStore, digests, ids, clock } =
    deps;
  const failures = createFailureCounter(clock);
  const idleUntil = (now: Date): Date => new Date(now.getTime() + deps.sessionIdleMinutes * 60_000);

  return {
    async open(apiKey, id = ids.randomHex(16)) {
      const now = clock.now();
      const { contactKey, cartKey, viewed, lastOrder } = await sessionStore.open(
        digestOf(apiKey, id),
        now,
        idleUntil(now),
      );
      return { id, contactKey, cartKey, viewed, lastOrder };
    },

    async logIn(context, apiKey, session, username, password) {
      const name = normaliseEmail(username);
      const contactKey = await holderOf(name);
      if (contactKey === undefined) return loginUnknown;
      const guesser = `${apiKey}\n${name}`;
      if (failures.tooMany(guesser)) return refused('LOGIN_THROTTLED', 'Too many failed logins; try again later.');
      if (!(await access.verifyPassword(contactKey, password))) {
        failures.count(guesser);
        return refused('LOGIN_WRONG', 'Name and password do not match.');
      }
      failures.clear(guesser);
      await become(context, apiKey, session, contactKey);
      return success({ contactKey });
    },

    logOut: (context, apiKey, session) => become(context, apiKey, session, null),

    end: (apiKey, id) => sessionStore.remove(digestOf(apiKey, id)),

    async addToCart(context, apiKey, { id, contactKey, cartKey }, input) {
      const key = cartKey ?? (await sessionStore.cartOf(digestOf(apiKey, id), ids.key()));
      return carts.add(context, key, { shop: apiKey, contact: contactKey }, input);
    },

    view: (apiKey, { id }, product) => sessionStore.view(digestOf(apiKey, id), product),

    rememberOrder: (apiKey, { id }, order) => sessionStore.rememberOrder(digestOf(apiKey, id), order),

    async register(context, apiKey, session, changes, password) {
      const created = await logins.register(context, changes, password);
      if (!created.ok) return created;
      await become(context, apiKey, session, created.value.key);
      return created;
    },

    async updateContact(context, apiKey, session, changes, password) {
      const { contactKey } = session;
      if (contactKey === null) return refused('NOT_LOGGED_IN', 'Nobody is logged in.');
      if (password !== undefined && !isPassword(password)) return passwordInvalid;
      const updated = await contacts.update(context, contactKey, changes);
      if (!updated.ok) return updated;
      if (password === undefined) {
        await repriceFor(context, session, contactKey);
        return updated;
      }
      await changePassword(context, contactKey, password);
      await become(context, apiKey, session, contactKey);
      return updated;
    },

    async resetPassword(context, username) {
      const key = await holderOf(normaliseEmail(username));
      const { state } = key === undefined ? { state: contact.initial } : await executor.load(contact, key);
      if (key === undefined || state.phase !== 'active') return loginUnknown;
      const password = ids.randomHex(RESET_BYTES);
      const name = [state.details.firstName, state.details.lastName].filter(Boolean).join(' ');
      const mailed = await mails.send({ template: 'passwordReset', to: username, values: { name, password } });
      if (!mailed.ok) return mailed;
      await changePassword(context, key, password);
      return success({ key, ref: state.ref });
    },

    async changePassword(context, contactKey, password) {
      await changePassword(context, contactKey, password);
    },

    async setContactPassword(context, contactKey, password) {
      if (!isPassword(password)) return passwordInvalid;
      let isFirst = false;
      // The password stays out of the remembered input: of a digest as fast as that one it could be guessed.
      const result = await idempotency.once(context, 'setContactPassword', { contactKey }, async () => {
        isFirst = true;
        const { state } = await executor.load(contact, contactKey);
        if (state.phase !== 'active') return refused('CONTACT_NOT_FOUND', 'There is no such contact.');
        const position = await changePassword(context, contactKey, password);
        return success({ key: contactKey, position: (await vouchForAddress(context, contactKey)) ?? position });
      });
      if (isFirst || !result.ok || (await access.verifyPassword(contactKey, password))) return result;
      return refused('IDEMPOTENCY_KEY_REUSED', 'This idempotency key was used before with another input.');
    },
  };

  async function holderOf(name: string): Promise<string | undefined> {
    return isEmail(name) ? claims.holder('contactEmail', name) : undefined;
  }

  async function changePassword(context: RequestContext, contactKey: string, password: string): Promise<Position> {
    const position = await access.setPassword(context, contactKey, password);
    await sessionStore.forgetContact(contactKey);
    return position;
  }

  /** Where the log then stands; undefined when the contact has just gone. */
  async function vouchForAddress(context: RequestContext, contactKey: string): Promise<Position | undefined> {
    const updated = await contacts.update(withoutKey(context), contactKey, { details: { emailConfirmed: true } });
    return updated.ok ? updated.value.position : undefined;
  }

  /** Somebody else, or nobody, is logged in from now on, and the cart has their prices. */
  async function become(
    context: RequestContext,
    apiKey: string,
    session: Session,
    contactKey: string | null,
  ): Promise<Session> {
    const expiresAt = idleUntil(clock.now());
    await sessionStore.save({ digest: digestOf(apiKey, session.id), contactKey, expiresAt });
    await repriceFor(context, session, contactKey);
    return { ...session, contactKey };
  }

  async function repriceFor(context: RequestContext, { cartKey }: Session, contactKey: string | null): Promise<void> {
    if (cartKey !== null) await carts.reprice(context, cartKey, contactKey);
  }

  /** An id means something only together with the key under which it was made. */
  function digestOf(apiKey: string, id: string): string {
    return digests.digest('session', `${apiKey}\n${id}`);
  }
}

const loginUnknown = refused('LOGIN_UNKNOWN', 'Nobody logs in under this name.');

/** Counts failed logins by shop and user name, in this process: a brake on guessing, not a record. */
function createFailureCounter(clock: Clock) {
  const counts = new Map<string, { count: number; readonly until: number }>();
  const current = (name: string) => {
    const entry = counts.get(name);
    if (entry && entry.until <= clock.now().getTime()) counts.delete(name);
    return counts.get(name);
  };
  return {
    tooMany: (name: string): boolean => (current(name)?.count ?? 0) >= MAX_FAILURES,
    count(name: string): void {
      const entry = current(name);
      if (entry) entry.count++;
      else counts.set(name, { count: 1, until: clock.now().getTime() + FAILURE_WINDOW_MS });
    },
    clear: (name: string): void => void counts.delete(name),
  };
}
