/** Submitted forms of this API: operation 28 of its contract. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Application } from '../../../application/application.ts';
import { formSubmissionFields } from '../../../projections/formSubmissions/fields.ts';
import { countFormSubmissions, listFormSubmissions } from '../../../projections/formSubmissions/queries.ts';
import type { EdgeEnv } from '../../kit/api.ts';
import { authenticate, envelope, page, timeRange } from '../wire.ts';
import { renderFormSubmission } from './render.ts';

export function formSubmissionRoutes(app: Application): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>({ strict: false });
  for (const path of ['/form-submissions', '/forms']) routes.get(path, async (c) => c.json(await list(c, app)));
  return routes;
}

/** Newest first. */
const ORDER = [
  { field: 'submittedAt', direction: 'desc' },
  { field: 'ref', direction: 'desc' },
] as const;

async function list(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  const paging = page(c);
  const filter = { and: timeRange(c, 'submittedAt') };
  const query = { filter, sort: ORDER, limit: paging.limit, offset: paging.skip };
  const [rows, total] = await Promise.all([
    listFormSubmissions(app.db, query, formSubmissionFields),
    countFormSubmissions(app.db, { filter }, formSubmissionFields),
  ]);
  return envelope(rows.map(renderFormSubmission), total, paging);
}
