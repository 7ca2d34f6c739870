/** Events that people can book. Their times are rows of their own. */
import {
  type BookableEventEvent,
  type BookableEventSettingsPatch,
  type Operator,
  operator,
  type Service,
} from '../../domain/booking/bookableEvent/events.ts';
import { col, defineModel, type ModelRow } from '../engine/model.ts';

export const bookableEvents = defineModel<BookableEventEvent>()({
  name: 'bookable_events',
  version: 1,
  summary: 'Events that people can book, closed ones too.',
  categories: ['bookableEvent'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    name: col.requiredText(),
    description: col.text(),
    location: col.text(),
    timezone: col.requiredText(),
    capacity: col.requiredInteger(),
    priceAmount: col.bigint(),
    priceCurrency: col.text(),
    needsConfirmation: col.boolean(),
    /** Key of the form that is asked. */
    form: col.text(),
    operators: col.list<Operator>({ personal: operator.array() }),
    services: col.list<Service>(),
    createdAt: col.requiredTimestamp(),
    updatedAt: col.requiredTimestamp(),
    closedAt: col.timestamp(),
  },
  indexes: [{ on: ['ref'], unique: true }],
  handlers: {
    BookableEventCreated: ({ id, data: { ref, settings, operators, services }, occurredAt }, change) =>
      change.insert(id, {
        ref,
        ...shown(settings),
        operators,
        services,
        createdAt: occurredAt,
        updatedAt: occurredAt,
      }),
    BookableEventChanged: ({ id, data, occurredAt }, change) =>
      change.update(id, { ...shown(data.changes), updatedAt: occurredAt }),
    BookableEventStaffed: ({ id, data, occurredAt }, change) => change.update(id, { ...data, updatedAt: occurredAt }),
    BookableEventClosed: ({ id, occurredAt }, change) =>
      change.update(id, { closedAt: occurredAt, updatedAt: occurredAt }),
  },
});

type Shown = Partial<ReturnType<typeof whole>>;

const whole = ({
  name,
  description,
  location,
  timezone,
  capacity,
  price,
  needsConfirmation,
  form,
}: BookableEventSettingsPatch) => ({
  name: name ?? undefined,
  description,
  location,
  timezone: timezone ?? undefined,
  capacity: capacity ?? undefined,
  priceAmount: price === null ? null : price?.amount,
  priceCurrency: price === null ? null : price?.currency,
  needsConfirmation: needsConfirmation ?? undefined,
  form: form === null ? null : form?.key,
});

type Settled<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Each setting has a column of its name; what a patch does not mention stays. */
const shown = (settings: BookableEventSettingsPatch): Settled<Shown> =>
  Object.fromEntries(Object.entries(whole(settings)).filter(([, value]) => value !== undefined)) as Settled<Shown>;

export type BookableEventRow = ModelRow<typeof bookableEvents>;
