/** An activity as an event row, in each of the three shapes. */
import type { CustomFieldDefinition } from '../../../application/customFields.ts';
import type { ActivityRow } from '../../../projections/activities/queries.ts';
import { customKeys, type Slug, slugsOf } from '../customFields.ts';
import type { Shape } from '../shape.ts';
import { seconds, type Times } from '../time.ts';

/** Names that rows give a meaning of their own; a custom field with such a name keeps its group. */
const TAKEN: ReadonlySet<string> = new Set(
  [
    'id owner title desc start start_date end end_date complete show_on_portal show_on_cal created created_date',
    'lastupdated lastupdated_date reminders contact company',
  ].flatMap((names) => names.split(' ')),
);

export const eventSlugs = (definitions: readonly CustomFieldDefinition[]): Slug[] => slugsOf(definitions, TAKEN);

/** What a row shows besides the activity. */
export interface EventLinks {
  readonly slugs: readonly Slug[];
  readonly times: Times;
  /** Row of the customer that it is about. */
  readonly contact: Record<string, unknown> | undefined;
  readonly contactRef: number | undefined;
  readonly company: Record<string, unknown> | undefined;
}

const NOBODY = -1;

export const eventRow = (row: ActivityRow, links: EventLinks, shape: Shape): Record<string, unknown> =>
  shape === 'beta' ? betaRow(row, links) : flatRow(row, links, shape);

function flatRow(
  row: ActivityRow,
  { contact, company, slugs, times: site }: EventLinks,
  shape: Shape,
): Record<string, unknown> {
  const number = (value: number): number | string => (shape === 'plugin' ? String(value) : value);
  const { title = '', notes = '', onPortal, onCalendar, reminders = [] } = row.fields;
  const times = {
    created: seconds(row.createdAt),
    created_date: site.dayAndTime(row.createdAt),
    lastupdated: seconds(row.updatedAt),
    lastupdated_date: site.dayAndTime(row.updatedAt),
  };
  return {
    id: number(row.ref),
    owner: shape === 'plugin' ? String(row.owner ?? 0) : (row.owner ?? NOBODY),
    title,
    desc: notes,
    ...timeKeys('start', row.startsAt, site),
    ...timeKeys('end', row.endsAt, site),
    complete: Number(row.complete),
    show_on_portal: Number(onPortal ?? false),
    show_on_cal: Number(onCalendar ?? true),
    ...times,
    reminders: reminders.map((minutes) => ({
      id: number(row.ref),
      owner: number(0),
      event: row.ref,
      remind_at: -minutes * 60,
      sent: -1,
      ...times,
    })),
    contact: contact ? [contact] : [],
    company: company ? [company] : [],
    ...customKeys(row.custom, slugs, shape),
  };
}

const timeKeys = (name: string, at: string | null, times: Times) => ({
  [name]: at === null ? 0 : seconds(at),
  [`${name}_date`]: at === null ? false : times.dayAndTime(at),
});

function betaRow(row: ActivityRow, { contact, contactRef, times: site }: EventLinks): Record<string, unknown> {
  const { title = '', notes = '', reminders = [] } = row.fields;
  const notify = yesOrNo(reminders.length > 0);
  const complete = yesOrNo(row.complete);
  return {
    id: row.ref,
    created: site.dayAndTime(row.createdAt),
    title,
    meta: {
      title,
      customer: String(contactRef ?? NOBODY),
      notes,
      to: minutes(row.endsAt, site),
      from: minutes(row.startsAt, site),
      notify,
      complete,
      owner: String(row.owner ?? NOBODY),
      event_id: String(row.ref),
    },
    actions: { notify, complete },
    customer: contact?.meta ?? false,
  };
}

const yesOrNo = (value: boolean): string => (value ? '1' : '-1');
const minutes = (at: string | null, times: Times): string => (at === null ? '' : times.dayAndTime(at).slice(0, 16));
