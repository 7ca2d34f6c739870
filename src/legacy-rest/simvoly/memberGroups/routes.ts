/** Groups of members: operations 14 to 18. Lists are bare here, whatever is asked about pages. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Application } from '../../../application/application.ts';
import {
  listMemberGroups,
  type MemberGroupRow,
  memberGroupByKey,
  memberGroupByRef,
} from '../../../projections/memberGroups/queries.ts';
import type { EdgeEnv } from '../../kit/api.ts';
import { accepted, authenticate, body, deleted, pathId, SimvolyError, writeContext } from '../wire.ts';

const groupBody = z.object({ name: z.string().nullish(), link: z.string().nullish() });

const renderGroup = ({ ref, name, link }: MemberGroupRow) => ({ id: ref, name, link: link ?? '' });

export function memberGroupRoutes(app: Application): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>({ strict: false });
  routes.get('/member-groups', async (c) => c.json(await list(c, app)));
  routes.post('/member-groups', async (c) => c.json(await create(c, app)));
  routes.get('/member-groups/:id', async (c) => c.json(await get(c, app)));
  routes.on(['PUT', 'PATCH', 'POST'], '/member-groups/:id', async (c) => c.json(await update(c, app)));
  routes.delete('/member-groups/:id', async (c) => c.json(await remove(c, app)));
  return routes;
}

async function list(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  return (await listMemberGroups(app.db)).map(renderGroup);
}

async function create(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const { name, link } = await body(c, groupBody);
  if (!name?.trim()) throw new SimvolyError(400, 'Field name is required');
  const created = accepted(await app.memberGroups.create(context, { name, link: link ?? null }));
  return shown(await memberGroupByKey(app.db, created.key));
}

async function get(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  return renderGroup(await asked(c, app));
}

/** An empty link is a wish here, unlike empty text elsewhere: the group has no page of its own. */
async function update(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const { key } = await asked(c, app);
  const { name, link } = await body(c, groupBody);
  const changes = { ...(name?.trim() ? { name } : {}), ...(typeof link === 'string' ? { link } : {}) };
  accepted(await app.memberGroups.update(context, key, changes));
  return shown(await memberGroupByKey(app.db, key));
}

async function remove(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  accepted(await app.memberGroups.remove(context, (await asked(c, app)).key));
  return deleted;
}

async function asked(c: Context<EdgeEnv>, app: Application): Promise<MemberGroupRow> {
  return found(await memberGroupByRef(app.db, pathId(c)));
}

const shown = (row: MemberGroupRow | undefined) => renderGroup(found(row));

function found(row: MemberGroupRow | undefined): MemberGroupRow {
  if (!row) throw new SimvolyError(404, 'Member group not found');
  return row;
}
