/**
 * Tags by name. A tag is a word on a record and nothing more; what programs of old expect of it, a number, is its rank by
 * first use. Rows are never removed, so ranks never change, and a rebuild from the log finds the same ones.
 */
import { createHash } from 'node:crypto';
import type { CompanyEvent } from '../../domain/crm/company/events.ts';
import type { ContactEvent } from '../../domain/crm/contact/events.ts';
import { type Change, type ChangeMakers, col, defineModel, type Envelope, initial } from '../engine/model.ts';

const columns = {
  name: col.requiredText(),
  /** Where in the log the tag was first used, and its place among the tags that the event put on. */
  firstPosition: col.bigint(),
  firstPlace: col.integer(),
  firstUsedAt: col.timestamp(),
};

type Columns = typeof columns;

/** Names may be longer than an index takes. */
const keyOf = (name: string): string => createHash('sha256').update(name).digest('hex');

const used = (
  { data, position, occurredAt }: Envelope<{ readonly tags: readonly string[] }>,
  change: ChangeMakers<Columns>,
): Change<Columns>[] =>
  data.tags.map((name, place) =>
    change.upsert(keyOf(name), {
      name,
      firstPosition: initial(Number(position)),
      firstPlace: initial(place),
      firstUsedAt: initial(occurredAt),
    }),
  );

export const tags = defineModel<ContactEvent | CompanyEvent>()({
  name: 'tags',
  version: 2,
  summary: 'Every tag that was ever used, by first use.',
  categories: ['contact', 'company'],
  temporal: false,
  columns,
  indexes: [{ on: ['first_position', 'first_place'] }],
  handlers: { ContactCreated: used, ContactTagged: used, CompanyCreated: used, CompanyTagged: used },
});
