/** The only SELECTs on the times of bookable events. */
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import { relation, selectList } from '../engine/relation.ts';
import { type BookingSlotRow, bookingSlots } from './model.ts';

export type { BookingSlotRow } from './model.ts';

export interface SlotQuery {
  /** Slots that start at or after this, and before that. ISO 8601. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Most for each event. */
  readonly limit: number;
  readonly asOf?: Moment | undefined;
}

/** Times of these events that are offered, the earliest first. */
export async function slotsOfEvents(
  db: Db,
  events: readonly string[],
  { from, to, limit, asOf }: SlotQuery,
): Promise<BookingSlotRow[]> {
  return db<BookingSlotRow[]>`
    select list.* from unnest(${[...new Set(events)]}::text[]) as parents (event)
    cross join lateral (
      select ${selectList(db, bookingSlots)} from ${relation(db, bookingSlots, asOf)}
      where booking_slots.event = parents.event and offered
        and starts_at >= coalesce(${from ?? null}::text::timestamptz, '-infinity')
        and starts_at < coalesce(${to ?? null}::text::timestamptz, 'infinity')
      order by starts_at, operator nulls first limit ${limit}
    ) as list`;
}
