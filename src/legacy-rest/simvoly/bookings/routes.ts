/** Bookings of this API: operation 29 of its contract. What was called off is no booked session any more. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Application } from '../../../application/application.ts';
import { bookingFields } from '../../../projections/bookings/fields.ts';
import { countBookings, listBookings } from '../../../projections/bookings/queries.ts';
import { refsOfContactsEver } from '../../../projections/contacts/queries.ts';
import type { Condition } from '../../../projections/filter/filter.ts';
import type { EdgeEnv } from '../../kit/api.ts';
import { authenticate, envelope, integer, page, SimvolyError, timeRange } from '../wire.ts';
import { renderBooking } from './render.ts';

export function bookingRoutes(app: Application): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>({ strict: false });
  routes.get('/bookings', async (c) => c.json(await list(c, app)));
  return routes;
}

/** The latest first. */
const ORDER = [
  { field: 'startsAt', direction: 'desc' },
  { field: 'ref', direction: 'desc' },
] as const;

const NOT_CANCELLED: Condition = { field: 'status', op: 'ne', value: 'cancelled' };

async function list(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  const paging = page(c);
  const filter = { and: [NOT_CANCELLED, ...timeRange(c, 'startsAt'), ...ofEvent(c)] };
  const query = { filter, sort: ORDER, limit: paging.limit, offset: paging.skip };
  const [rows, total] = await Promise.all([
    listBookings(app.db, query, bookingFields),
    countBookings(app.db, { filter }, bookingFields),
  ]);
  const refs = await refsOfContactsEver(
    app.db,
    rows.map(({ contact }) => contact),
  );
  return envelope(
    rows.map((row) => renderBooking(row, refs.get(row.contact) ?? 0)),
    total,
    paging,
  );
}

/** A filter that cannot be read is refused: the list must not come unfiltered. */
function ofEvent(c: Context<EdgeEnv>): Condition[] {
  const given = (c.req.query('eventId') ?? c.req.query('event_id'))?.trim();
  if (!given) return [];
  const value = integer(given);
  if (value === undefined) throw new SimvolyError(400, 'Parameter eventId has to be a whole number');
  return [{ field: 'eventRef', op: 'eq', value }];
}
