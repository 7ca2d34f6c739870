/** What may happen to a bookable event. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, type FieldProblem, nothing, refuse } from '../../kernel/decision.ts';
import { narrowPatch, sameValue } from '../../kernel/patch.ts';
import {
  type BookableEventEvent,
  type BookableEventSettings,
  type BookableEventSettingsPatch,
  bookableEventEvents,
  type Operator,
  type Service,
  type Slot,
} from './events.ts';
import { type BookableEvent, type BookableEventState, evolveBookableEvent, initialBookableEvent } from './state.ts';

export type BookableEventCommand =
  | CreateBookableEvent
  | UpdateBookableEvent
  | { readonly type: 'OfferSlots'; readonly slots: readonly Slot[] }
  | { readonly type: 'WithdrawSlots'; readonly slots: readonly string[] }
  | { readonly type: 'CloseBookableEvent' };

export interface CreateBookableEvent {
  readonly type: 'CreateBookableEvent';
  readonly ref: number;
  readonly settings: BookableEventSettings;
  readonly operators: readonly Operator[];
  readonly services: readonly Service[];
  readonly slots: readonly Slot[];
}

/** Missing means unchanged. */
export interface UpdateBookableEvent {
  readonly type: 'UpdateBookableEvent';
  readonly settings?: BookableEventSettingsPatch;
  readonly operators?: readonly Operator[];
  readonly services?: readonly Service[];
}

export type BookableEventRefusal =
  | 'BOOKABLE_EVENT_EXISTS'
  | 'BOOKABLE_EVENT_NOT_FOUND'
  | 'BOOKABLE_EVENT_CLOSED'
  | 'BOOKABLE_EVENT_INVALID';
type BookableEventDecision = Decision<BookableEventEvent, BookableEventRefusal>;

export function decideBookableEvent(state: BookableEventState, command: BookableEventCommand): BookableEventDecision {
  if (command.type === 'CreateBookableEvent') return create(state, command);
  if (state.phase === 'absent') return refuse('BOOKABLE_EVENT_NOT_FOUND', 'There is no such event.');
  if (command.type === 'CloseBookableEvent')
    return state.phase === 'closed' ? nothing : accept(bookableEventEvents.BookableEventClosed({}));
  if (state.phase === 'closed') return refuse('BOOKABLE_EVENT_CLOSED', 'The event is closed.');
  switch (command.type) {
    case 'UpdateBookableEvent':
      return update(state, command);
    case 'OfferSlots':
      return offer(state, command.slots);
    case 'WithdrawSlots':
      return withdraw(state, command.slots);
  }
}

function create(state: BookableEventState, { type: _, ...data }: CreateBookableEvent): BookableEventDecision {
  if (state.phase !== 'absent')
    return state.ref === data.ref ? nothing : refuse('BOOKABLE_EVENT_EXISTS', 'This event exists already.');
  const problems = [...staffProblems(data.operators, data.services), ...slotProblems([], data.slots, data.operators)];
  if (problems.length > 0) return invalid(problems);
  return accept(
    bookableEventEvents.BookableEventCreated({
      ...data,
      operators: [...data.operators],
      services: [...data.services],
      slots: [...data.slots],
    }),
  );
}

const REQUIRED = ['name', 'timezone', 'capacity', 'needsConfirmation'] as const;

function update(present: BookableEvent, command: UpdateBookableEvent): BookableEventDecision {
  const { settings = {}, operators = present.operators, services = present.services } = command;
  const problems = [
    ...REQUIRED.filter((field) => settings[field] === null).map((path) => ({ path, message: 'cannot be cleared' })),
    ...staffProblems(operators, services),
    ...slotProblems([], present.slots, operators),
  ];
  if (problems.length > 0) return invalid(problems);
  const changes = narrowPatch<BookableEventSettings>(present.settings, settings);
  const isStaffed = sameValue(operators, present.operators) && sameValue(services, present.services);
  return accept<BookableEventEvent>(
    ...(changes ? [bookableEventEvents.BookableEventChanged({ changes })] : []),
    ...(isStaffed
      ? []
      : [bookableEventEvents.BookableEventStaffed({ operators: [...operators], services: [...services] })]),
  );
}

function offer(present: BookableEvent, slots: readonly Slot[]): BookableEventDecision {
  const fresh = slots.filter(({ key }) => !present.slots.some((known) => known.key === key));
  const problems = slotProblems(present.slots, fresh, present.operators);
  if (problems.length > 0) return invalid(problems);
  return fresh.length === 0 ? nothing : accept(bookableEventEvents.SlotsOffered({ slots: fresh }));
}

function withdraw(present: BookableEvent, keys: readonly string[]): BookableEventDecision {
  const offered = present.slots.map(({ key }) => key).filter((key) => keys.includes(key));
  return offered.length === 0 ? nothing : accept(bookableEventEvents.SlotsWithdrawn({ slots: offered }));
}

const invalid = (problems: readonly FieldProblem[]) =>
  refuse('BOOKABLE_EVENT_INVALID', 'The event cannot be offered like this.', ...problems);

function staffProblems(operators: readonly Operator[], services: readonly Service[]): FieldProblem[] {
  const twice = (path: string, refs: readonly number[]): FieldProblem[] =>
    new Set(refs).size === refs.length ? [] : [{ path, message: 'name one number twice' }];
  return [
    ...twice(
      'operators',
      operators.map(({ ref }) => ref),
    ),
    ...twice(
      'services',
      services.map(({ ref }) => ref),
    ),
  ];
}

/** Slots end after they start, their operators are known, and nobody leads two at one time. */
function slotProblems(
  present: readonly Slot[],
  slots: readonly Slot[],
  operators: readonly Operator[],
): FieldProblem[] {
  const all = [...present, ...slots];
  return slots.flatMap((slot, index) => {
    const path = `slots.${index}`;
    const isKnown = slot.operator === null || operators.some(({ ref }) => ref === slot.operator);
    return [
      ...(slot.start < slot.end ? [] : [{ path: `${path}.end`, message: 'is not after the start' }]),
      ...(isKnown ? [] : [{ path: `${path}.operator`, message: 'is none of the operators' }]),
      ...(all.some((other) => other !== slot && collide(slot, other))
        ? [{ path: `${path}.start`, message: 'is when the operator leads another slot' }]
        : []),
    ];
  });
}

/** Instants are ISO 8601 in UTC with milliseconds, so text compares as time does. */
const collide = (one: Slot, other: Slot): boolean =>
  one.key === other.key ||
  (one.operator !== null && one.operator === other.operator && one.start < other.end && other.start < one.end);

export const bookableEvent = defineAggregate<
  BookableEventState,
  BookableEventCommand,
  BookableEventEvent,
  BookableEventRefusal
>({
  category: 'bookableEvent',
  events: bookableEventEvents,
  initial: initialBookableEvent,
  evolve: evolveBookableEvent,
  decide: decideBookableEvent,
});
