/** Members of the website: contacts who may sign in. A member is kept under the key of its contact. */

import { normaliseEmail } from '../domain/kernel/email.ts';
import { member } from '../domain/membership/member/decide.ts';
import type { GroupGrant } from '../domain/membership/member/events.ts';
import type { MemberState } from '../domain/membership/member/state.ts';
import type { Access } from './access.ts';
import type { Claims } from './claims.ts';
import type { Contacts } from './contacts.ts';
import { type RequestContext, type Result, refused, success, type Written } from './context.ts';
import type { Executed, Executor } from './execute.ts';
import { type Idempotency, part } from './idempotency.ts';
import { isPassword, passwordInvalid } from './logins.ts';
import { checkedMember, type MemberInput } from './memberInput.ts';
import type { Numbers } from './numbers.ts';
import type { Position } from './ports.ts';

export type { MemberInput } from './memberInput.ts';

export interface Members {
  /**
   * Makes a member of the contact with that e-mail address, which is created where there is none. Without a password a contact
   * who has none is mailed one. Refuses as `contacts.save` does, and with MEMBER_EXISTS, PASSWORD_INVALID and
   * MEMBER_GROUP_NOT_FOUND.
   */
  register(context: RequestContext, input: MemberInput, password?: string): Promise<Result<Written>>;
  /** Missing means unchanged. Refuses as `contacts.update` does, and with MEMBER_NOT_FOUND and MEMBER_GROUP_NOT_FOUND. */
  update(context: RequestContext, key: string, input: MemberInput): Promise<Result<Written>>;
  /** Sets the groups of a contact, who becomes a member by the first. Refuses with CONTACT_NOT_FOUND and as `update` does. */
  setGroups(context: RequestContext, contactKey: string, groups: readonly GroupGrant[]): Promise<Result<GroupsSet>>;
  /** The contact stays. Refuses with MEMBER_NOT_FOUND. */
  remove(context: RequestContext, key: string): Promise<Result<Written>>;
  /** The key of the member with that e-mail address, by the log itself. */
  keyByEmail(email: string): Promise<string | undefined>;
}

export interface GroupsSet {
  readonly key: string;
  readonly position: Position;
}

interface Dependencies {
  readonly access: Access;
  readonly claims: Claims;
  readonly contacts: Contacts;
  readonly executor: Executor;
  readonly numbers: Numbers;
  readonly idempotency: Idempotency;
  readonly lookup: {
    /** Of these groups, those that there are. */
    knownGroups(refs: readonly number[]): Promise<readonly number[]>;
    isContact(key: string): Promise<boolean>;
  };
}

export function createMembers(deps: Dependencies): Members {
  const { access, claims, contacts, executor, numbers, idempotency, lookup } = deps;

  return {
    // The password stays out of the remembered input: of a digest as fast as that one it could be guessed.
    register: (context, input, password) =>
      idempotency.once(context, 'registerMember', input, () => register(context, input, password)),
    update: (context, key, input) =>
      idempotency.once(context, 'updateMember', { key, input }, () => update(context, key, input)),
    setGroups: (context, contactKey, groups) =>
      idempotency.once(context, 'setMemberGroups', { contactKey, groups }, () =>
        setGroups(context, contactKey, groups),
      ),
    remove: (context, key) =>
      idempotency.once(context, 'removeMember', { key }, async () =>
        written(key, await executor.execute(context, member, key, { type: 'RemoveMember' })),
      ),
    keyByEmail,
  };

  async function register(context: RequestContext, input: MemberInput, password?: string): Promise<Result<Written>> {
    if (password !== undefined && !isPassword(password)) return passwordInvalid;
    const ready = await checked(input);
    if (!ready.ok) return ready;
    const { contact = {} } = input;
    if (typeof contact.email === 'string' && (await keyByEmail(contact.email)) !== undefined) return exists;
    const saved = await contacts.save(part(context, 'contact'), { changes: contact });
    if (!saved.ok) return saved;
    const { key } = saved.value;
    const wantsPassword = password === undefined && !(await access.hasPassword(key));
    const registered = await enrol(context, key, ready.value, wantsPassword);
    if (registered.ok && password !== undefined) await access.setPassword(context, key, password);
    return registered;
  }

  async function enrol(
    context: RequestContext,
    key: string,
    input: MemberInput,
    wantsPassword = false,
  ): Promise<Result<Written>> {
    const { groups = [], approved = true, recipients = {} } = input;
    const ref = await numbers.next(context, 'member');
    const command = { type: 'RegisterMember', ref, groups, approved, recipients, wantsPassword } as const;
    return written(key, await executor.execute(context, member, key, command));
  }

  async function update(context: RequestContext, key: string, input: MemberInput): Promise<Result<Written>> {
    const ready = await checked(input);
    if (!ready.ok) return ready;
    if (!(await isMember(key))) return notFound;
    if (input.contact) {
      const updated = await contacts.update(part(context, 'contact'), key, input.contact);
      if (!updated.ok) return updated.refusal.code === 'CONTACT_NOT_FOUND' ? notFound : updated;
    }
    return written(key, await executor.execute(context, member, key, { type: 'UpdateMember', ...ready.value }));
  }

  async function setGroups(
    context: RequestContext,
    key: string,
    groups: readonly GroupGrant[],
  ): Promise<Result<GroupsSet>> {
    const ready = await checked({ groups });
    if (!ready.ok) return ready;
    if (!(await lookup.isContact(key))) return refused('CONTACT_NOT_FOUND', 'There is no such contact.');
    if (await isMember(key))
      return written(key, await executor.execute(context, member, key, { type: 'UpdateMember', ...ready.value }));
    return groups.length > 0 ? enrol(context, key, ready.value) : success({ key, position: 0n });
  }

  async function checked(input: MemberInput): Promise<Result<Omit<MemberInput, 'contact'>>> {
    const valid = checkedMember(input);
    if (!valid.ok || valid.value.groups === undefined) return valid;
    const { groups } = valid.value;
    const known = new Set(await lookup.knownGroups(groups.map(({ group }) => group)));
    const kept = groups.filter(({ group }) => known.has(group));
    if (kept.length < groups.length && !input.passOverUnknownGroups) return groupNotFound;
    return success({ ...valid.value, groups: kept });
  }

  async function keyByEmail(email: string): Promise<string | undefined> {
    const key = await claims.holder('contactEmail', normaliseEmail(email));
    return key !== undefined && (await isMember(key)) ? key : undefined;
  }

  async function isMember(key: string): Promise<boolean> {
    return (await executor.load(member, key)).state.phase === 'registered';
  }

  function written(key: string, executed: Executed<MemberState, string>): Result<Written> {
    if (!executed.ok) return executed;
    const { state, position = 0n } = executed;
    if (state.phase === 'absent') return notFound;
    return success({ key, ref: state.ref, position });
  }
}

const exists = refused('MEMBER_EXISTS', 'There is a member with this e-mail address already.', 'email');
const notFound = refused('MEMBER_NOT_FOUND', 'There is no such member.');
const groupNotFound = refused('MEMBER_GROUP_NOT_FOUND', 'There is no such group of members.', 'groups');
