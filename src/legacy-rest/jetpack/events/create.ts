/** `POST create_event`: updates the activity with this id, or plans one. */
import { z } from 'zod';
import type { ActivityChanges } from '../../../application/activities.ts';
import type { ActivityPatch } from '../../../domain/crm/activity/events.ts';
import { activityByRef } from '../../../projections/activities/queries.ts';
import { contactByRef } from '../../../projections/contacts/queries.ts';
import { isRecord } from '../../kit/request.ts';
import { notSaved } from '../dialect.ts';
import { type Endpoint, writing } from '../endpoint.ts';
import type { JetpackRequest } from '../request.ts';
import type { Shape } from '../shape.ts';
import { plainLines, plainText, shortened } from '../text.ts';
import { parseTime } from '../time.ts';
import { looseInteger, loosePositive, looseText } from '../values.ts';

/** Other keys are ignored, and missing from the answer. Nothing in a body is refused for its type. */
export const eventBody = z.object({
  title: looseText,
  customer: looseInteger,
  notes: looseText,
  to: looseText,
  from: looseText,
  notify: looseInteger,
  complete: looseInteger,
  owner: looseInteger,
  id: looseInteger,
  event_id: looseInteger,
});
type EventBody = z.infer<typeof eventBody>;

export const createEvent: Endpoint = { methods: writing, scope: 'write', answer: save };

async function save(request: JetpackRequest): Promise<unknown> {
  const { app, context, body, shape } = request;
  const json = await body();
  const sent = json.ok && isRecord(json.value) ? json.value : {};
  const input = eventBody.parse(sent);
  if (!isEnough(input, sent, shape)) return notSaved;
  const asked = input.id ?? input.event_id ?? 0;
  const known = asked > 0 ? await activityByRef(app.db, asked) : undefined;
  if (asked > 0 && known === undefined) return notSaved;
  const changes = await changesOf(request, input, sent, known === undefined);
  const saved =
    known === undefined
      ? await app.activities.plan(context, changes)
      : await app.activities.update(context, known.key, changes);
  return saved.ok ? answerTo(input, saved.value.ref) : notSaved;
}

const KNOWN = Object.keys(eventBody.shape);

/** The documents ask for nothing in particular; the plugin wants a title and both times. */
function isEnough({ title, from, to }: EventBody, sent: Readonly<Record<string, unknown>>, shape: Shape): boolean {
  if (shape === 'plugin') return [title, from, to].every((text) => text !== undefined && text !== '');
  return KNOWN.some((name) => Object.hasOwn(sent, name));
}

/** Exactly these nine keys, filled where something is missing. */
const answerTo = (input: EventBody, id: number) => ({
  title: input.title ?? '',
  customer: input.customer ?? -1,
  notes: input.notes ?? '',
  to: input.to ?? '',
  from: input.from ?? '',
  notify: input.notify === 24 ? 24 : -1,
  complete: input.complete ?? -1,
  owner: input.owner ?? -1,
  id,
});

const MOST_TITLE = 255;
const DAY_BEFORE = 24 * 60;

async function changesOf(
  request: JetpackRequest,
  input: EventBody,
  sent: Readonly<Record<string, unknown>>,
  isNew: boolean,
): Promise<ActivityChanges> {
  const { title, notes, from, to, notify, owner } = input;
  const fields: ActivityPatch = {
    ...(title === undefined ? {} : { title: shortened(plainText(title), MOST_TITLE) }),
    ...(notes === undefined ? {} : { notes: plainLines(notes) }),
    ...(from === undefined ? {} : { startsAt: parseTime(from) ?? null }),
    ...(to === undefined ? {} : { endsAt: parseTime(to) ?? null }),
    ...(notify === undefined ? {} : { reminders: notify === 24 ? [DAY_BEFORE] : null }),
    ...(await contactOf(request, input)),
    ...(isNew ? { onCalendar: true } : {}),
  };
  const by = loosePositive.parse(owner);
  return {
    fields,
    timesAsGiven: true,
    ...(by === undefined ? {} : { owner: by }),
    ...completion(request.shape, input, sent, isNew),
  };
}

/** A customer that is not there is no customer. */
async function contactOf({ app }: JetpackRequest, { customer }: EventBody): Promise<ActivityPatch> {
  if (customer === undefined) return {};
  const row = customer > 0 ? await contactByRef(app.db, customer) : undefined;
  return { contact: row?.key ?? null };
}

/** Where the plugin is told nothing, it takes a new event for done. */
function completion(
  shape: Shape,
  { complete }: EventBody,
  sent: Readonly<Record<string, unknown>>,
  isNew: boolean,
): Pick<ActivityChanges, 'complete'> {
  if (sent.complete === true) return { complete: true };
  if (complete !== undefined) return { complete: complete === 1 };
  return isNew ? { complete: shape === 'plugin' } : {};
}
