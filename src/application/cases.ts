/** Cases: what contacts want the business to look after. */
import { z } from 'zod';
import { contact } from '../domain/crm/contact/decide.ts';
import { type CaseCommand, type OpenCase, supportCase } from '../domain/service/case/decide.ts';
import {
  type CaseDetails,
  type CaseDetailsPatch,
  type CasePriority,
  caseDetails,
} from '../domain/service/case/events.ts';
import { submission } from '../domain/service/submission/decide.ts';
import type { Submission } from '../domain/service/submission/state.ts';
import type { ContactChanges, Contacts } from './contacts.ts';
import { type RequestContext, type Result, refused, success, type Written } from './context.ts';
import type { Executor } from './execute.ts';
import { type Idempotency, newKey, part } from './idempotency.ts';
import { blankIsNull, storable } from './input.ts';
import type { Numbers } from './numbers.ts';
import type { Ids, ReadModels } from './ports.ts';
import { namedOrder } from './references.ts';

/** Missing means unchanged (or unset on creation), `null` and blank text mean cleared. */
export interface CaseChanges {
  readonly subject?: string | null;
  readonly message?: string | null;
  readonly label?: string | null;
  readonly priority?: CasePriority | null;
}

export interface OpenCaseInput extends CaseChanges {
  /** Key of the contact. */
  readonly contact?: string | null;
  /** In place of a contact: who it is, found or created by the e-mail address. */
  readonly person?: ContactChanges;
  /** Number of the member of staff who looks after it. */
  readonly owner?: number | null;
  /** Key of the order that it is about. */
  readonly order?: string | null;
}

export interface OpenedCase extends Written {
  readonly contact: { readonly key: string; readonly ref: number } | null;
}

export interface Cases {
  /** Refuses with CONTACT_NOT_FOUND, ORDER_NOT_FOUND and INPUT_INVALID, and about a person as `contacts.ensure` does. */
  open(context: RequestContext, input: OpenCaseInput): Promise<Result<OpenedCase>>;
  /** Opens the case of a submission, if that has not been done. Refuses with SUBMISSION_NOT_FOUND. */
  openForSubmission(context: RequestContext, key: string): Promise<Result<Written>>;
  /** This and the following refuse with CASE_NOT_FOUND, and with CASE_CLOSED where an open case is needed. */
  update(context: RequestContext, key: string, changes: CaseChanges): Promise<Result<Written>>;
  /** `null` for nobody. */
  assign(context: RequestContext, key: string, owner: number | null): Promise<Result<Written>>;
  /** `null` for no order. Also of a settled case. Refuses with ORDER_NOT_FOUND. */
  linkToOrder(context: RequestContext, key: string, order: string | null): Promise<Result<Written>>;
  close(context: RequestContext, key: string, resolution?: string | null): Promise<Result<Written>>;
  reopen(context: RequestContext, key: string): Promise<Result<Written>>;
}

interface Dependencies {
  readonly executor: Executor;
  readonly idempotency: Idempotency;
  readonly numbers: Numbers;
  readonly ids: Ids;
  readonly readModels: ReadModels;
  readonly contacts: Contacts;
}

export function createCases({ executor, idempotency, numbers, ids, readModels, contacts }: Dependencies): Cases {
  return {
    open: (context, input) => idempotency.once(context, 'openCase', input, () => open(context, storable(input))),
    openForSubmission,
    update: (context, key, changes) =>
      idempotency.once(context, 'updateCase', { key, changes }, async () => {
        const details = blankIsNull(storable(changes)) as CaseDetailsPatch;
        const checked = changedDetails.safeParse(details);
        if (!checked.success) return inputInvalid(checked.error);
        return change(context, key, { type: 'UpdateCase', details });
      }),
    assign: (context, key, owner) =>
      idempotency.once(context, 'assignCase', { key, owner }, async () =>
        isOwner(owner) ? change(context, key, { type: 'AssignCase', owner }) : ownerInvalid,
      ),
    linkToOrder: (context, key, order) =>
      idempotency.once(context, 'linkCaseToOrder', { key, order }, async () => {
        const named = await namedOrder(executor, order);
        return named.ok ? change(context, key, { type: 'LinkCaseToOrder', order: named.value }) : named;
      }),
    close: (context, key, resolution = null) =>
      idempotency.once(context, 'closeCase', { key, resolution }, () =>
        change(context, key, { type: 'CloseCase', resolution: blankIsNull(storable(resolution)) }),
      ),
    reopen: (context, key) =>
      idempotency.once(context, 'reopenCase', { key }, () => change(context, key, { type: 'ReopenCase' })),
  };

  async function open(context: RequestContext, input: OpenCaseInput): Promise<Result<OpenedCase>> {
    const { contact: known = null, person, owner = null, order, ...given } = input;
    const filled = Object.entries(blankIsNull(given)).filter(([, value]) => value !== null && value !== undefined);
    const details = caseDetails.safeParse({ priority: 'normal', ...Object.fromEntries(filled) });
    if (!details.success) return inputInvalid(details.error);
    if (!isOwner(owner)) return ownerInvalid;
    const about = await namedOrder(executor, order);
    if (!about.ok) return about;
    const concerned = await concernedBy(context, known, person);
    if (!concerned.ok) return concerned;
    const key = newKey(ids, 'case', context);
    const contactKey = concerned.value?.key ?? null;
    const facts = { contact: contactKey, details: details.data, owner, origin: null, answers: [], order: about.value };
    const opened = await openUnder(context, key, facts);
    return opened.ok ? success({ ...opened.value, contact: concerned.value }) : opened;
  }

  /** Null for nobody. */
  async function concernedBy(
    context: RequestContext,
    key: string | null,
    person: ContactChanges | undefined,
  ): Promise<Result<OpenedCase['contact']>> {
    if (key !== null) {
      const { state } = await executor.load(contact, key);
      return state.phase === 'active' ? success({ key, ref: state.ref }) : contactNotFound;
    }
    if (!person) return success(null);
    const ensured = await contacts.ensure(part(context, 'contact'), person);
    return ensured.ok ? success({ key: ensured.value.key, ref: ensured.value.ref }) : ensured;
  }

  /** The key derives from the submission, so however often this is asked there is one case. */
  async function openForSubmission(context: RequestContext, key: string): Promise<Result<Written>> {
    const { state } = await executor.load(submission, key);
    if (state.phase === 'absent') return refused('SUBMISSION_NOT_FOUND', 'There is no such submission.');
    const caseKey = ids.keyFrom(`case:submission:${key}`);
    const present = await executor.load(supportCase, caseKey);
    if (present.state.phase !== 'absent') return written(caseKey, present.state.ref, present.last?.position);
    return openUnder(context, caseKey, {
      contact: state.contact,
      details: detailsOf(state),
      owner: null,
      origin: { submission: key, form: state.form },
      answers: state.answers,
    });
  }

  async function openUnder(
    context: RequestContext,
    key: string,
    facts: Omit<OpenCase, 'type' | 'ref'>,
  ): Promise<Result<Written>> {
    const ref = await numbers.next(context, 'case');
    return change(context, key, { type: 'OpenCase', ref, ...facts });
  }

  async function change(context: RequestContext, key: string, command: CaseCommand): Promise<Result<Written>> {
    const executed = await executor.execute(context, supportCase, key, command);
    if (!executed.ok) return executed;
    return written(key, executed.state.phase === 'absent' ? 0 : executed.state.ref, executed.position);
  }

  async function written(key: string, ref: number, position = 0n): Promise<Result<Written>> {
    await readModels.reached(position);
    return success({ key, ref, position });
  }
}

const contactNotFound = refused('CONTACT_NOT_FOUND', 'There is no such contact.', 'contact');
const ownerInvalid = refused('INPUT_INVALID', 'The number of a member of staff is positive.', 'owner');
const isOwner = (owner: number | null): boolean => owner === null || (Number.isSafeInteger(owner) && owner > 0);

const changedDetails = z.object(
  Object.fromEntries(Object.entries(caseDetails.shape).map(([name, schema]) => [name, schema.nullish()])),
);

const inputInvalid = (error: z.ZodError) =>
  refused('INPUT_INVALID', 'Some fields are not valid.', ...error.issues.map(({ path }) => path.join('.')));

/** The form's name as the subject, and all answers as text. */
function detailsOf({ form, answers }: Submission): CaseDetails {
  const message = answers.map(({ label, value }) => `${label}: ${value}`).join('\n');
  return { subject: form.name, priority: 'normal', ...(message ? { message } : {}) };
}
