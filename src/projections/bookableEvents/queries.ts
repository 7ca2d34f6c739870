/** The only SELECTs on bookable events. */
import { queriesOf } from '../engine/list.ts';
import { bookableEvents } from './model.ts';

export type { BookableEventRow } from './model.ts';

export const {
  byKeys: bookableEventsByKeys,
  byRef: bookableEventByRef,
  page: pageOfBookableEvents,
  count: countBookableEvents,
} = queriesOf(bookableEvents);
