/** What can be done with companies: one function per use case. */
import { type CreateCompany, company } from '../domain/crm/company/decide.ts';
import type { CompanyDetails, CompanyDetailsPatch } from '../domain/crm/company/events.ts';
import type { CompanyState } from '../domain/crm/company/state.ts';
import { isEmail, normaliseEmail } from '../domain/kernel/email.ts';
import type { CustomValue } from '../domain/kernel/fragments.ts';
import type { LabelChanges } from '../domain/kernel/labels.ts';
import { applyPatch } from '../domain/kernel/patch.ts';
import type { Claims, Standing } from './claims.ts';
import { preparedCompany } from './companyInput.ts';
import { type RequestContext, type Result, refused, success, type Written } from './context.ts';
import type { CustomFields } from './customFields.ts';
import type { Executor } from './execute.ts';
import { type Idempotency, newKey } from './idempotency.ts';
import type { Numbers } from './numbers.ts';
import type { Ids, Position } from './ports.ts';

/** Missing means unchanged (or unset on creation), `null` and blank text mean cleared. */
export interface CompanyChanges {
  readonly name?: string;
  readonly email?: string | null;
  readonly details?: CompanyDetailsPatch;
  readonly status?: string | null;
  readonly tags?: LabelChanges;
  readonly owner?: number | null;
  /** By field name `group.alias`. */
  readonly custom?: Readonly<Record<string, CustomValue | null>>;
}

export interface SaveCompany {
  /**
   * Which company is meant: the first that exists. Otherwise the one with `changes.email`, or else a new one; with `byName`
   * the one of this name comes before a new one, and no company takes the name of another.
   */
  readonly match?: { readonly key?: string; readonly ref?: number; readonly byName?: true };
  readonly changes: CompanyChanges;
  /** For a new company without a status. */
  readonly defaultStatus?: string;
}

export interface Companies {
  /** Refuses with EMAIL_TAKEN, EMAIL_INVALID, COMPANY_NAME_REQUIRED, INPUT_INVALID. */
  create(context: RequestContext, changes: CompanyChanges): Promise<Result<Written>>;
  /** As `create`, and COMPANY_NOT_FOUND. */
  update(context: RequestContext, key: string, changes: CompanyChanges): Promise<Result<Written>>;
  /**
   * Updates the company that is meant, or creates it. Refuses as `create`, with EMAIL_REQUIRED when there is nothing to go by,
   * and by name with COMPANY_NAME_TAKEN.
   */
  save(context: RequestContext, input: SaveCompany): Promise<Result<Written & { readonly created: boolean }>>;
  remove(context: RequestContext, key: string): Promise<Result<Written>>;
}

export interface CompanyLookup {
  keyOfCompany(ref: number): Promise<string | undefined>;
  keyOfCompanyNamed(name: string): Promise<string | undefined>;
}

interface Dependencies {
  readonly executor: Executor;
  readonly claims: Claims;
  readonly customFields: Pick<CustomFields, 'counted'>;
  readonly numbers: Numbers;
  readonly ids: Ids;
  readonly idempotency: Idempotency;
  readonly lookup: CompanyLookup;
}

export function createCompanies(deps: Dependencies): Companies {
  const { executor, claims, customFields, numbers, ids, idempotency, lookup } = deps;

  return {
    create: (context, changes) =>
      idempotency.once(context, 'createCompany', changes, () => prepared(changes, (ready) => create(context, ready))),
    update: (context, key, changes) =>
      idempotency.once(context, 'updateCompany', { key, changes }, () =>
        prepared(changes, (ready) => update(context, key, ready)),
      ),
    save: (context, input) =>
      idempotency.once(context, 'saveCompany', input, () =>
        prepared(input.changes, (changes) => save(context, { ...input, changes })),
      ),
    remove: (context, key) => idempotency.once(context, 'deleteCompany', { key }, () => remove(context, key)),
  };

  async function create(
    context: RequestContext,
    changes: CompanyChanges,
    key = newKey(ids, 'company', context),
  ): Promise<Result<Written>> {
    const email = changes.email ?? null;
    if (!changes.name) return nameRequired;
    if (email !== null && !isEmail(email)) return emailInvalid;
    const claimed = email === null ? { holder: key, exists: false } : await claimEmail(context, email, key);
    return claimed.exists ? emailTaken : createUnder(context, claimed.holder, changes);
  }

  async function createUnder(context: RequestContext, key: string, changes: CompanyChanges): Promise<Result<Written>> {
    const custom = await customFields.counted(context, 'company', changes.custom ?? {});
    const command = creation(await numbers.next(context, 'company'), { ...changes, custom });
    const executed = await executor.execute(context, company, key, command, { assumeNew: true });
    if (!executed.ok) return executed.refusal.code === 'COMPANY_EXISTS' ? emailTaken : executed;
    return written(key, executed.state, executed.position);
  }

  /** Claims a new address first and frees the old one last; what a crash leaves over is settled by the next asker. */
  async function update(context: RequestContext, key: string, changes: CompanyChanges): Promise<Result<Written>> {
    const { state } = await executor.load(company, key);
    if (state.phase !== 'active') return notFound;
    const before = state.email && normaliseEmail(state.email);
    const after = changes.email === undefined ? before : changes.email && normaliseEmail(changes.email);
    if (changes.email && !isEmail(changes.email)) return emailInvalid;
    if (after && after !== before && (await claimEmail(context, after, key)).holder !== key) return emailTaken;
    const executed = await executor.execute(context, company, key, { type: 'UpdateCompany', ...changes });
    const unused = executed.ok ? before : after;
    if (unused && after !== before) await claims.release(context, 'companyEmail', unused, key);
    return executed.ok ? written(key, executed.state, executed.position) : executed;
  }

  async function save(context: RequestContext, input: SaveCompany): Promise<Result<Written & { created: boolean }>> {
    const { match, changes } = input;
    const known = await knownCompany(match);
    if (known === undefined && typeof changes.email !== 'string') return emailRequired;
    if (known === undefined && !isEmail(changes.email ?? '')) return emailInvalid;
    const { email, ...rest } = changes;
    const meant = known ?? (await companyWithEmail(email ?? ''));
    const namesake = match?.byName && changes.name ? await lookup.keyOfCompanyNamed(changes.name) : undefined;
    if (meant !== undefined && namesake !== undefined && namesake !== meant) return nameTaken;
    if (meant !== undefined) return marked(await update(context, meant, known === undefined ? rest : changes), false);
    return namesake === undefined
      ? createMeant(context, input)
      : marked(await update(context, namesake, changes), false);
  }

  async function createMeant(
    context: RequestContext,
    { match, changes, defaultStatus }: SaveCompany,
  ): Promise<Result<Written & { created: boolean }>> {
    const key = newKey(ids, 'company', context);
    const named =
      match?.byName && changes.name ? await claimName(context, changes.name, key) : { holder: key, exists: false };
    if (named.exists) return marked(await update(context, named.holder, changes), false);
    const status = changes.status ?? defaultStatus ?? null;
    const created = await create(context, { ...changes, status }, named.holder);
    if (created.ok || created.refusal !== emailTaken.refusal) return marked(created, true);
    // Somebody else was faster: then this is an update of what they made.
    const { email, ...rest } = changes;
    const winner = await claims.holder('companyEmail', normaliseEmail(email ?? ''));
    if (winner === undefined) return created;
    return marked(await update(context, winner, winner === named.holder ? changes : rest), false);
  }

  async function remove(context: RequestContext, key: string): Promise<Result<Written>> {
    const before = await stateOf(key);
    const executed = await executor.execute(context, company, key, { type: 'DeleteCompany' });
    if (!executed.ok) return executed;
    if (before.phase === 'active' && before.email !== null)
      await claims.release(context, 'companyEmail', normaliseEmail(before.email), key);
    return written(key, executed.state, executed.position);
  }

  async function knownCompany(match: SaveCompany['match']): Promise<string | undefined> {
    const key = match?.key ?? (match?.ref === undefined ? undefined : await lookup.keyOfCompany(match.ref));
    return key !== undefined && (await stateOf(key)).phase === 'active' ? key : undefined;
  }

  async function companyWithEmail(email: string): Promise<string | undefined> {
    const normalised = normaliseEmail(email);
    const holder = await claims.holder('companyEmail', normalised);
    return holder !== undefined && standing(await stateOf(holder), normalised) === 'holds' ? holder : undefined;
  }

  function claimEmail(context: RequestContext, email: string, key: string) {
    const normalised = normaliseEmail(email);
    return claims.claim(context, 'companyEmail', normalised, key, async (holder) =>
      standing(await stateOf(holder), normalised),
    );
  }

  /**
   * Two requests that bring one name at a time get one company. Names are claimed here only: a holder that has another name by
   * now got it elsewhere, and has no more to do with this one.
   */
  function claimName(context: RequestContext, name: string, key: string) {
    return claims.claim(context, 'companyName', name.toLowerCase(), key, async (holder) => {
      const state = await stateOf(holder);
      if (state.phase === 'absent') return 'not-created';
      return state.phase === 'active' && state.name.toLowerCase() === name.toLowerCase() ? 'holds' : 'gone';
    });
  }

  async function stateOf(key: string): Promise<CompanyState> {
    return (await executor.load(company, key)).state;
  }
}

const emailTaken = refused('EMAIL_TAKEN', 'Another company has this e-mail address.', 'email');
const emailInvalid = refused('EMAIL_INVALID', 'The e-mail address is not valid.', 'email');
const emailRequired = refused('EMAIL_REQUIRED', 'An e-mail address is needed to find or create the company.', 'email');
const nameTaken = refused('COMPANY_NAME_TAKEN', 'Another company has this name.', 'name');
const nameRequired = refused('COMPANY_NAME_REQUIRED', 'A company has a name.', 'name');
const notFound = refused('COMPANY_NOT_FOUND', 'There is no such company.');

async function prepared<T>(
  changes: CompanyChanges,
  next: (ready: CompanyChanges) => Promise<Result<T>>,
): Promise<Result<T>> {
  const ready = preparedCompany(changes);
  return ready.ok ? next(ready.value) : ready;
}

function standing(state: CompanyState, email: string): Standing {
  if (state.phase === 'absent') return 'not-created';
  if (state.phase === 'deleted') return 'gone';
  return state.email !== null && normaliseEmail(state.email) === email ? 'holds' : 'moved-on';
}

const creation = (ref: number, changes: CompanyChanges): CreateCompany => ({
  type: 'CreateCompany',
  ref,
  name: changes.name ?? '',
  email: changes.email ?? null,
  details: applyPatch<CompanyDetails>({}, changes.details ?? {}),
  status: changes.status ?? null,
  tags: [...(changes.tags?.set ?? []), ...(changes.tags?.add ?? [])],
  owner: changes.owner ?? null,
  custom: applyPatch<Record<string, CustomValue>>({}, changes.custom ?? {}),
});

function written(key: string, state: CompanyState, position: Position | undefined): Result<Written> {
  if (state.phase === 'absent' || position === undefined) return notFound;
  return success({ key, ref: state.ref, position });
}

const marked = (result: Result<Written>, created: boolean): Result<Written & { created: boolean }> =>
  result.ok ? success({ ...result.value, created }) : result;
