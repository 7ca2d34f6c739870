/** What can be done with contacts: one function per use case. All fronts come through here. */
import { type ContactCommand, type CreateContact, contact } from '../domain/crm/contact/decide.ts';
import type { ContactDetails, ContactDetailsPatch } from '../domain/crm/contact/events.ts';
import type { ContactState } from '../domain/crm/contact/state.ts';
import { isEmail } from '../domain/kernel/email.ts';
import type { CustomValue } from '../domain/kernel/fragments.ts';
import type { LabelChanges } from '../domain/kernel/labels.ts';
import { applyPatch } from '../domain/kernel/patch.ts';
import type { Claims } from './claims.ts';
import { addressesOf, createContactAddresses, emailTaken, present } from './contactAddresses.ts';
import { prepared } from './contactInput.ts';
import { type ContactView, detailsFromView } from './contactViews.ts';
import { type RequestContext, type Result, refused, success, type Written } from './context.ts';
import type { CustomFields } from './customFields.ts';
import type { Executor } from './execute.ts';
import { type Idempotency, newKey } from './idempotency.ts';
import { blankIsNull } from './input.ts';
import type { Numbers } from './numbers.ts';
import type { Ids, Position, SessionStore } from './ports.ts';
import { knownReferences } from './references.ts';

/** Fields as a front has parsed them. Missing means unchanged (or unset on creation), `null` and blank text mean cleared. */
export interface ContactChanges {
  readonly email?: string | null;
  /** All further addresses that stand for the contact. */
  readonly aliases?: readonly string[];
  readonly details?: ContactDetailsPatch;
  /** The same through a view that says less; `details` win where both name a field. */
  readonly view?: ContactView;
  readonly status?: string | null;
  readonly keepStatus?: readonly string[];
  /** `set` replaces all tags, `add` and `remove` change some. */
  readonly tags?: LabelChanges;
  readonly owner?: number | null;
  /** By field name `group.alias`. */
  readonly custom?: Readonly<Record<string, CustomValue | null>>;
  readonly lists?: readonly number[];
  readonly subscribed?: boolean;
  /** Key of the company that the contact belongs to. */
  readonly company?: string | null;
}

export interface SaveContact {
  /** Which contact is meant: the first that exists. Without a match a contact with `changes.email` is looked for, then created. */
  readonly match?: { readonly key?: string; readonly ref?: number };
  readonly changes: ContactChanges;
  /** Values for a new contact where `changes` says nothing. */
  readonly defaults?: Pick<ContactChanges, 'status' | 'details'>;
}

export interface Contacts {
  /** Refuses with EMAIL_TAKEN when a contact has the e-mail address already. */
  create(context: RequestContext, changes: ContactChanges): Promise<Result<Written>>;
  /** Refuses with CONTACT_NOT_FOUND, EMAIL_TAKEN, EMAIL_INVALID, COMPANY_NOT_FOUND, INPUT_INVALID. */
  update(context: RequestContext, key: string, changes: ContactChanges): Promise<Result<Written>>;
  /** Updates the contact that is meant, or creates it. Refuses with EMAIL_REQUIRED when there is nothing to go by. */
  save(context: RequestContext, input: SaveContact): Promise<Result<Written & { readonly created: boolean }>>;
  /** The contact with this e-mail address as it is, or else a new one; always a new one without an address. */
  ensure(context: RequestContext, changes: ContactChanges): Promise<Result<Written & { readonly created: boolean }>>;
  /** Also ends the contact's logins. */
  remove(context: RequestContext, key: string): Promise<Result<Written>>;
}

export interface ContactLookup {
  keyOfContact(ref: number): Promise<string | undefined>;
}

interface Dependencies {
  readonly executor: Executor;
  readonly claims: Claims;
  readonly customFields: Pick<CustomFields, 'counted'>;
  readonly numbers: Numbers;
  readonly ids: Ids;
  readonly idempotency: Idempotency;
  readonly sessionStore: Pick<SessionStore, 'forgetContact'>;
  readonly lookup: ContactLookup;
}

export function createContacts(deps: Dependencies): Contacts {
  const { executor, claims, customFields, numbers, ids, idempotency, lookup } = deps;
  const addresses = createContactAddresses(deps);

  return {
    create: (context, changes) =>
      idempotency.once(context, 'createContact', changes, () => checked(changes, (ready) => create(context, ready))),
    update: (context, key, changes) =>
      idempotency.once(context, 'updateContact', { key, changes }, () =>
        checked(changes, (ready) => update(context, key, ready)),
      ),
    save: (context, input) =>
      idempotency.once(context, 'saveContact', input, () =>
        checked(input.changes, (ready) => save(context, { ...input, changes: ready })),
      ),
    ensure: (context, changes) =>
      idempotency.once(context, 'ensureContact', changes, () => checked(changes, (ready) => ensure(context, ready))),
    remove: (context, key) => idempotency.once(context, 'deleteContact', { key }, () => remove(context, key)),
  };

  async function create(context: RequestContext, changes: ContactChanges): Promise<Result<Written>> {
    const email = changes.email ?? null;
    if (!addressesOf(email, changes.aliases).every(isEmail)) return emailInvalid;
    const key = newKey(ids, 'contact', context);
    const claimed = email === null ? { holder: key, exists: false } : await addresses.claim(context, email, key);
    return claimed.exists ? emailTaken : createUnder(context, claimed.holder, changes);
  }

  async function createUnder(context: RequestContext, key: string, changes: ContactChanges): Promise<Result<Written>> {
    const former = addressesOf(changes.email ?? null);
    const wanted = addressesOf(changes.email ?? null, changes.aliases);
    return addresses.exchange(context, key, { former, wanted }, async () => {
      const custom = await customFields.counted(context, 'contact', changes.custom ?? {});
      const command = creation(await numbers.next(context, 'contact'), { ...changes, custom });
      const executed = await executor.execute(context, contact, key, command, { assumeNew: true });
      if (!executed.ok) return executed.refusal.code === 'CONTACT_EXISTS' ? emailTaken : executed;
      return written(key, executed.state, executed.position);
    });
  }

  async function update(context: RequestContext, key: string, changes: ContactChanges): Promise<Result<Written>> {
    if (changes.email === undefined && changes.aliases === undefined) return applyUpdate(context, key, changes);
    const { state } = await executor.load(contact, key);
    if (state.phase !== 'active') return notFound;
    const { email = state.email, aliases = state.aliases } = changes;
    if (!addressesOf(changes.email ?? null, changes.aliases).every(isEmail)) return emailInvalid;
    const wanted = addressesOf(email, aliases);
    return addresses.exchange(context, key, { former: present(state), wanted }, () =>
      applyUpdate(context, key, changes),
    );
  }

  async function applyUpdate(
    context: RequestContext,
    key: string,
    { view, ...changes }: ContactChanges,
  ): Promise<Result<Written>> {
    const details = view ? { details: mergePatches(await viewed(key, view), changes.details ?? {}) } : {};
    const executed = await executor.execute(context, contact, key, { type: 'UpdateContact', ...changes, ...details });
    return executed.ok ? written(key, executed.state, executed.position) : executed;
  }

  async function viewed(key: string, view: ContactView): Promise<ContactDetailsPatch> {
    const { state } = await executor.load(contact, key);
    return state.phase === 'active' ? blankIsNull(detailsFromView(view, state.details)) : {};
  }

  async function save(
    context: RequestContext,
    { match, changes, defaults }: SaveContact,
  ): Promise<Result<Written & { created: boolean }>> {
    const known = await knownContact(match);
    if (known !== undefined) return notCreated(await update(context, known, changes));
    const { email } = changes;
    if (typeof email !== 'string')
      return refused('EMAIL_REQUIRED', 'An e-mail address is needed to find or create the contact.', 'email');
    if (!isEmail(email)) return emailInvalid;
    const key = newKey(ids, 'contact', context);
    const claimed = await addresses.claim(context, email, key);
    if (!claimed.exists) {
      const created = await createUnder(context, claimed.holder, withDefaults(changes, defaults));
      if (created.ok) return success({ ...created.value, created: true });
      if (created.refusal !== emailTaken.refusal) return created;
    }
    const { email: _, ...rest } = changes;
    return notCreated(await applyUpdate(context, claimed.holder, rest));
  }

  async function ensure(
    context: RequestContext,
    changes: ContactChanges,
  ): Promise<Result<Written & { created: boolean }>> {
    const created = await create(context, changes);
    if (created.ok) return success({ ...created.value, created: true });
    if (created.refusal !== emailTaken.refusal || typeof changes.email !== 'string') return created;
    const holder = await addresses.holder(changes.email);
    if (holder === undefined) return created;
    const { state, last } = await executor.load(contact, holder);
    return notCreated(written(holder, state, last?.position));
  }

  async function remove(context: RequestContext, key: string): Promise<Result<Written>> {
    const { state: before } = await executor.load(contact, key);
    const executed = await executor.execute(context, contact, key, { type: 'DeleteContact' });
    if (!executed.ok) return executed;
    await deps.sessionStore.forgetContact(key);
    for (const address of present(before)) await claims.release(context, 'contactEmail', address, key);
    return written(key, executed.state, executed.position);
  }

  async function knownContact(match: SaveContact['match']): Promise<string | undefined> {
    const key = match?.key ?? (match?.ref === undefined ? undefined : await lookup.keyOfContact(match.ref));
    if (key === undefined) return undefined;
    return (await executor.load(contact, key)).state.phase === 'active' ? key : undefined;
  }

  function checked<T>(
    changes: ContactChanges,
    next: (ready: ContactChanges) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return prepared(changes, async (ready) => {
      const known = await knownReferences(executor, { company: ready.company });
      return known.ok ? next(ready) : known;
    });
  }
}

const emailInvalid = refused('EMAIL_INVALID', 'The e-mail address is not valid.', 'email');
const notFound = refused('CONTACT_NOT_FOUND', 'There is no such contact.');

function creation(ref: number, changes: ContactChanges): CreateContact & ContactCommand {
  return {
    type: 'CreateContact',
    ref,
    email: changes.email ?? null,
    details: applyPatch<ContactDetails>(
      applyPatch<ContactDetails>({}, blankIsNull(detailsFromView(changes.view ?? {}, {}))),
      changes.details ?? {},
    ),
    status: changes.status ?? null,
    tags: [...(changes.tags?.set ?? []), ...(changes.tags?.add ?? [])],
    owner: changes.owner ?? null,
    custom: applyPatch<Record<string, CustomValue>>({}, changes.custom ?? {}),
    lists: changes.lists ?? [],
    subscribed: changes.subscribed ?? false,
    company: changes.company ?? null,
    ...(changes.aliases ? { aliases: changes.aliases } : {}),
  };
}

/** Both patches, the second winning field by field. */
function mergePatches(first: ContactDetailsPatch, second: ContactDetailsPatch): ContactDetailsPatch {
  const addresses = (['mainAddress', 'billingAddress'] as const)
    .filter((name) => first[name] && second[name])
    .map((name) => [name, { ...first[name], ...second[name] }]);
  return { ...first, ...second, ...Object.fromEntries(addresses) };
}

function withDefaults(changes: ContactChanges, defaults: SaveContact['defaults']): ContactChanges {
  if (!defaults) return changes;
  const details = applyPatch<ContactDetails>(
    applyPatch<ContactDetails>({}, defaults.details ?? {}),
    changes.details ?? {},
  );
  return { ...changes, details, status: changes.status ?? defaults.status ?? null };
}

function written(key: string, state: ContactState, position: Position | undefined): Result<Written> {
  if (state.phase === 'absent' || position === undefined) return notFound;
  return success({ key, ref: state.ref, position });
}

const notCreated = (result: Result<Written>): Result<Written & { created: boolean }> =>
  result.ok ? success({ ...result.value, created: false }) : result;
