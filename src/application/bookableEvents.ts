/** Events that people can book, with the times at which they take place. */

import { z } from 'zod';
import { type BookableEventCommand, bookableEvent } from '../domain/booking/bookableEvent/decide.ts';
import {
  type BookableEventSettings,
  type BookableEventSettingsPatch,
  type Operator,
  operator,
  type Price,
  type Service,
  type Slot,
  service,
  settings,
} from '../domain/booking/bookableEvent/events.ts';
import type { FormReference } from '../domain/kernel/answers.ts';
import { type RequestContext, type Result, refused, success, type Written } from './context.ts';
import type { Executor } from './execute.ts';
import type { Forms } from './forms.ts';
import { type Idempotency, newKey } from './idempotency.ts';
import { blankIsNull, storable } from './input.ts';
import type { Numbers } from './numbers.ts';
import type { Digests, Ids } from './ports.ts';

export interface SlotInput {
  /** ISO 8601. */
  readonly start: string;
  readonly end: string;
  /** Ref of an operator. */
  readonly operator?: number | null;
}

/** Missing means unchanged (or unset on creation), `null` and blank text mean cleared. */
export interface BookableEventInput {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly location?: string | null;
  /** IANA name; `UTC` when left out. */
  readonly timezone?: string | null;
  /** Seats of each slot; 1 when left out. */
  readonly capacity?: number | null;
  readonly price?: Price | null;
  readonly needsConfirmation?: boolean | null;
  /** Key of the form that is asked. */
  readonly form?: string | null;
  readonly operators?: readonly { readonly ref: number; readonly name: string; readonly email?: string | null }[];
  readonly services?: readonly { readonly ref: number; readonly name: string; readonly price?: Price | null }[];
}

export interface BookableEvents {
  /** Refuses with BOOKABLE_EVENT_INVALID, FORM_NOT_FOUND and INPUT_INVALID. */
  create(
    context: RequestContext,
    input: BookableEventInput & { readonly slots?: readonly SlotInput[] },
  ): Promise<Result<Written>>;
  /** These refuse with BOOKABLE_EVENT_NOT_FOUND and BOOKABLE_EVENT_CLOSED as well. */
  update(context: RequestContext, key: string, input: BookableEventInput): Promise<Result<Written>>;
  offerSlots(context: RequestContext, key: string, slots: readonly SlotInput[]): Promise<Result<Written>>;
  withdrawSlots(context: RequestContext, key: string, slots: readonly SlotInput[]): Promise<Result<Written>>;
  close(context: RequestContext, key: string): Promise<Result<Written>>;
}

interface Dependencies {
  readonly executor: Executor;
  readonly idempotency: Idempotency;
  readonly numbers: Numbers;
  readonly ids: Ids;
  readonly digests: Digests;
  readonly forms: Forms;
}

type Parts = { readonly operators?: readonly Operator[]; readonly services?: readonly Service[] };

export function createBookableEvents(deps: Dependencies): BookableEvents {
  const { executor, idempotency, numbers, ids, digests, forms } = deps;

  return {
    create: (context, input) =>
      idempotency.once(context, 'createBookableEvent', input, () => create(context, storable(input))),
    update: (context, key, input) =>
      idempotency.once(context, 'updateBookableEvent', { key, input }, () => update(context, key, storable(input))),
    offerSlots: (context, key, slots) =>
      idempotency.once(context, 'offerSlots', { key, slots }, () =>
        withSlots(key, slots, (offered) => change(context, key, { type: 'OfferSlots', slots: offered })),
      ),
    withdrawSlots: (context, key, slots) =>
      idempotency.once(context, 'withdrawSlots', { key, slots }, () =>
        withSlots(key, slots, (offered) =>
          change(context, key, { type: 'WithdrawSlots', slots: offered.map((slot) => slot.key) }),
        ),
      ),
    close: (context, key) =>
      idempotency.once(context, 'closeBookableEvent', { key }, () =>
        change(context, key, { type: 'CloseBookableEvent' }),
      ),
  };

  async function create(
    context: RequestContext,
    { slots = [], ...input }: BookableEventInput & { readonly slots?: readonly SlotInput[] },
  ): Promise<Result<Written>> {
    const key = newKey(ids, 'bookableEvent', context);
    const checked = await patchOf(input);
    if (!checked.ok) return checked;
    const { settings: given = {}, operators = [], services = [] } = checked.value;
    const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
    const whole = settings.safeParse({ timezone: 'UTC', capacity: 1, needsConfirmation: false, ...set });
    if (!whole.success) return inputInvalid(whole.error);
    return withSlots(key, slots, async (offered) => {
      const ref = await numbers.next(context, 'bookableEvent');
      const command = { type: 'CreateBookableEvent', ref, settings: whole.data, operators, services, slots: offered };
      return change(context, key, command as BookableEventCommand);
    });
  }

  async function update(context: RequestContext, key: string, input: BookableEventInput): Promise<Result<Written>> {
    const checked = await patchOf(input);
    return checked.ok ? change(context, key, { type: 'UpdateBookableEvent', ...checked.value }) : checked;
  }

  /** The input as the events want it, with the form looked up. */
  async function patchOf(
    input: BookableEventInput,
  ): Promise<Result<Parts & { readonly settings?: BookableEventSettingsPatch }>> {
    const { operators, services, form: formKey, ...rest } = blankIsNull(input);
    if (typeof rest.timezone === 'string' && !isTimezone(rest.timezone))
      return refused('INPUT_INVALID', 'There is no such time zone.', 'timezone');
    const form = typeof formKey === 'string' ? await referenceTo(formKey) : formKey;
    if (form === 'unknown') return refused('FORM_NOT_FOUND', 'There is no such form.', 'form');
    const lists = z
      .object({ operators: z.array(operator).optional(), services: z.array(service).optional() })
      .safeParse({ operators: operators?.map(withoutNulls), services: services?.map(withoutNulls) });
    if (!lists.success) return inputInvalid(lists.error);
    const settingsPatch = withoutUndefined({ ...rest, form });
    const fields = patchFields.safeParse(settingsPatch);
    if (!fields.success) return inputInvalid(fields.error);
    return success(withoutUndefined({ settings: settingsPatch, ...lists.data }));
  }

  async function referenceTo(key: string): Promise<FormReference | 'unknown'> {
    const found = await forms.find({ key });
    return found ? { key, ref: found.ref, alias: found.alias, name: found.name } : 'unknown';
  }

  async function withSlots(
    event: string,
    inputs: readonly SlotInput[],
    next: (slots: readonly Slot[]) => Promise<Result<Written>>,
  ): Promise<Result<Written>> {
    if (inputs.length > MAX_SLOTS)
      return refused('INPUT_INVALID', `At most ${MAX_SLOTS} slots can be given at once.`, 'slots');
    const slots: Slot[] = [];
    for (const [index, { start, end, operator: leader = null }] of inputs.entries()) {
      const [from, to] = [instantOf(start), instantOf(end)];
      if (!from || !to) return refused('INPUT_INVALID', 'A slot has a start and an end.', `slots.${index}`);
      const key = digests.digest('slot', `${event}:${from}:${leader ?? ''}`).slice(0, 32);
      slots.push({ key, start: from, end: to, operator: leader });
    }
    return next(slots);
  }

  async function change(context: RequestContext, key: string, command: BookableEventCommand): Promise<Result<Written>> {
    const executed = await executor.execute(context, bookableEvent, key, command);
    if (!executed.ok) return executed;
    const { state, position = 0n } = executed;
    return success({ key, ref: state.phase === 'absent' ? 0 : state.ref, position });
  }
}

/** Each becomes a row; more are offered in several commands. */
const MAX_SLOTS = 1_000;

/** In the one form in which instants compare as text. */
export function instantOf(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const patchFields = z.strictObject(
  Object.fromEntries(Object.entries(settings.shape).map(([name, schema]) => [name, schema.nullish()])),
) as z.ZodType<{ [K in keyof BookableEventSettings]?: BookableEventSettings[K] | null }>;

const inputInvalid = (error: z.ZodError) =>
  refused('INPUT_INVALID', 'Some fields are not valid.', ...error.issues.map(({ path }) => path.join('.')));

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

const withoutUndefined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Defined<T>;

const withoutNulls = <T extends object>(value: T): T =>
  Object.fromEntries(
    Object.entries(blankIsNull(value)).filter(([, inner]) => inner !== null && inner !== undefined),
  ) as T;
