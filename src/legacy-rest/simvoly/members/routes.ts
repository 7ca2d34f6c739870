/** Members and single sign-on: operations 7 to 13. */
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { Application } from '../../../application/application.ts';
import { storable } from '../../../application/input.ts';
import { contactByEmail, contactByKey } from '../../../projections/contacts/queries.ts';
import {
  countMembers,
  listMembers,
  type MemberQuery,
  type MemberRow,
  memberByKey,
  memberByRef,
} from '../../../projections/members/queries.ts';
import type { EdgeEnv } from '../../kit/api.ts';
import {
  accepted,
  authenticate,
  body,
  deleted,
  envelope,
  integer,
  page,
  pathId,
  SimvolyError,
  writeContext,
} from '../wire.ts';
import { memberBody, memberInput, sessionBody } from './parse.ts';
import { showMembers, type WireMember } from './show.ts';

export function memberRoutes(app: Application, publicUrl: string | undefined): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>({ strict: false });
  routes.get('/members', async (c) => c.json(await list(c, app)));
  routes.post('/members', async (c) => c.json(await register(c, app)));
  routes.get('/members/search-by-email', async (c) => c.json(await search(c, app)));
  for (const path of ['/members/start-session', '/members/sso'])
    routes.post(path, async (c) => c.json(await startSession(c, app, publicUrl)));
  routes.get('/members/:id', async (c) => c.json(await get(c, app)));
  routes.on(['PUT', 'PATCH', 'POST'], '/members/:id', async (c) => c.json(await update(c, app)));
  routes.delete('/members/:id', async (c) => c.json(await remove(c, app)));
  return routes;
}

const ORDER = [{ field: 'ref', direction: 'desc' }] as const;
const fields = (name: string) => (name === 'ref' ? ({ sql: 'ref', type: 'number' } as const) : undefined);

async function list(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  const paging = page(c);
  const group = groupOf(c);
  const query: MemberQuery = group === undefined ? {} : { inGroup: { group, now: app.clock.now() } };
  const [rows, total] = await Promise.all([
    listMembers(app.db, { ...query, sort: ORDER, limit: paging.limit, offset: paging.skip }, fields),
    countMembers(app.db, query, fields),
  ]);
  return envelope(await showMembers(app, rows), total, paging);
}

/** A filter that cannot be read is refused: the list must not come unfiltered. */
function groupOf(c: Context<EdgeEnv>): number | undefined {
  const text = c.req.query('groupId')?.trim() || c.req.query('group_id')?.trim();
  if (!text) return undefined;
  const group = integer(text);
  if (group === undefined) throw new SimvolyError(400, 'Parameter groupId has to be a whole number');
  return group;
}

async function register(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const input = await body(c, memberBody);
  for (const field of ['name', 'email'] as const)
    if (!input[field]?.trim()) throw new SimvolyError(400, `Field ${field} is required`);
  const registered = accepted(await app.members.register(context, memberInput(input), input.password || undefined));
  return shown(app, await memberByKey(app.db, registered.key));
}

/** No address has a blank in it: one that arrives was a `+` that the client did not encode. */
async function search(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  const email = storable(c.req.query('email') ?? '').trim();
  if (!email) throw new SimvolyError(400, 'Parameter email is required');
  const contact = await contactByEmail(app.db, email.replaceAll(' ', '+'));
  return shown(app, contact && (await memberByKey(app.db, contact.key)));
}

async function get(c: Context<EdgeEnv>, app: Application) {
  await authenticate(c, app, 'read');
  return shown(app, await memberByRef(app.db, pathId(c)));
}

async function update(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  const { key } = await asked(c, app);
  const input = await body(c, memberBody);
  const contact = await contactByKey(app.db, key);
  accepted(await app.members.update(context, key, memberInput(input, contact?.details)));
  return shown(app, await memberByKey(app.db, key));
}

async function remove(c: Context<EdgeEnv>, app: Application) {
  const context = await writeContext(c, app);
  accepted(await app.members.remove(context, (await asked(c, app)).key));
  return deleted;
}

async function startSession(c: Context<EdgeEnv>, app: Application, publicUrl: string | undefined) {
  await writeContext(c, app);
  const { email, path } = await body(c, sessionBody);
  if (!email?.trim()) throw new SimvolyError(400, 'Field email is required');
  const { token, createdAt, expiresAt } = accepted(await app.memberSessions.start(email, path?.trim() || undefined));
  const base = publicUrl ?? `http://${c.req.header('host') ?? ''}`;
  return { token, accessUrl: `${base}/members/access?token=${token}`, createdAt, expiresAt };
}

async function asked(c: Context<EdgeEnv>, app: Application): Promise<MemberRow> {
  return found(await memberByRef(app.db, pathId(c)));
}

async function shown(app: Application, row: MemberRow | undefined): Promise<WireMember> {
  const [member] = await showMembers(app, [found(row)]);
  return member as WireMember;
}

function found(row: MemberRow | undefined): MemberRow {
  if (!row) throw new SimvolyError(404, 'Member not found');
  return row;
}
