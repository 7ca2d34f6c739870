/** The dialect of this API: one error body, one list envelope, Unix seconds, Bearer keys. */
import type { Context } from 'hono';
import type { z } from 'zod';
import type { Principal } from '../../application/access.ts';
import type { Application } from '../../application/application.ts';
import type { RequestContext, Result } from '../../application/context.ts';
import { storable } from '../../application/input.ts';
import type { Scope } from '../../domain/access/apiKey/events.ts';
import type { Refusal } from '../../domain/kernel/decision.ts';
import type { Condition } from '../../projections/filter/filter.ts';
import { admit } from '../kit/admit.ts';
import type { EdgeEnv } from '../kit/api.ts';
import { BodyTooLarge, bearerToken, mayUse, parseJson, readBody, requestContext } from '../kit/request.ts';

/** What any step of an endpoint may throw to answer with; the message reaches the caller. */
export class SimvolyError extends Error {
  override readonly name = 'SimvolyError';
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 429;
  constructor(status: SimvolyError['status'], message: string) {
    super(message);
    this.status = status;
  }
}

export const errorBody = (message: string) => ({ success: false, message });
export const deleted = { success: true };

export const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1000);

const MAX_BODY = 2 * 1024 * 1024;

/** Lets a program in, or throws 401 or 403. */
export async function authenticate(c: Context<EdgeEnv>, app: Application, scope: Scope): Promise<Principal> {
  const secret = bearerToken(c.req.header('authorization'));
  const principal = secret === undefined ? undefined : await app.access.authenticate({ secret });
  if (!principal) throw new SimvolyError(401, 'Unauthorized');
  if (!mayUse(principal, 'simvoly', scope)) throw new SimvolyError(403, 'This API key may not do this');
  await admit(c, app, principal);
  return principal;
}

/** Authenticates and gives the context of a write. */
export async function writeContext(c: Context<EdgeEnv>, app: Application): Promise<RequestContext> {
  return requestContext(c, 'simvoly', await authenticate(c, app, 'write'));
}

/** The JSON body as the schema wants it; 400 names the first field that does not fit. */
export async function body<T>(c: Context<EdgeEnv>, schema: z.ZodType<T>): Promise<T> {
  const text = await readBody(c, MAX_BODY).catch((error: unknown) => {
    throw error instanceof BodyTooLarge ? new SimvolyError(413, 'The request body is too large') : error;
  });
  const json = parseJson(text.trim() === '' ? '{}' : text);
  if (!json.ok) throw new SimvolyError(400, 'The request body is not valid JSON');
  const parsed = schema.safeParse(storable(json.value));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') || 'body';
  throw new SimvolyError(400, `Field ${field} is not valid: ${issue?.message ?? 'wrong type'}`);
}

const NOT_FOUND_CODES: ReadonlySet<string> = new Set([
  'CONTACT_NOT_FOUND',
  'MEMBER_NOT_FOUND',
  'MEMBER_GROUP_NOT_FOUND',
  'ORDER_NOT_FOUND',
  'PRODUCT_NOT_FOUND',
  'SUBSCRIBER_LIST_NOT_FOUND',
  'WEBHOOK_NOT_FOUND',
]);

/** A refusal of the application in this dialect. */
function refusalError({ code, message, fields }: Refusal): SimvolyError {
  if (NOT_FOUND_CODES.has(code)) return new SimvolyError(404, 'Not found');
  const named = fields?.[0]?.path.split('.').at(-1);
  return new SimvolyError(400, named ? `${message} (${named})` : message);
}

/** What a use case gave back; its refusal is this API's error. */
export function accepted<T>(result: Result<T>): T {
  if (!result.ok) throw refusalError(result.refusal);
  return result.value;
}

export interface Page {
  readonly limit: number;
  readonly skip: number;
}

const DEFAULT_LIMIT = 30;
const MAX_LIMIT = 50;

/** Out-of-range values are clamped, never refused. */
export function page(c: Context<EdgeEnv>): Page {
  const limit = integer(c.req.query('limit')) ?? DEFAULT_LIMIT;
  const skip = integer(c.req.query('skip')) ?? 0;
  return { limit: limit < 1 ? DEFAULT_LIMIT : Math.min(limit, MAX_LIMIT), skip: Math.max(skip, 0) };
}

export const envelope = <T>(items: readonly T[], totalCount: number, { limit, skip }: Page) => ({
  items,
  totalCount,
  limit,
  skip,
});

/** Whole numbers as text, within what a list can be skipped by. */
export function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^[+-]?\d{1,15}$/.test(text.trim()) ? Number(text) : undefined;
}

/** The id at the end of a path; 404 for anything that cannot be one. */
export function pathId(c: Context<EdgeEnv>): number {
  const id = c.req.param('id') ?? '';
  if (!/^\d{1,10}$/.test(id)) throw new SimvolyError(404, 'Not found');
  return Number(id);
}

/** The conditions of the two pairs of parameters that lists are narrowed by; both ends are inclusive whole seconds. */
export function timeRange(c: Context<EdgeEnv>, field: string): Condition[] {
  const from = unixSeconds(c, 'created_at_min', 'from');
  const to = unixSeconds(c, 'created_at_max', 'to');
  return [
    ...(from === undefined ? [] : [instantCondition(field, 'gte', Math.ceil(from))]),
    ...(to === undefined ? [] : [instantCondition(field, 'lt', Math.floor(to) + 1)]),
  ];
}

/** A filter that cannot be read is refused: the list must not come unfiltered. */
function unixSeconds(c: Context<EdgeEnv>, ...names: readonly string[]): number | undefined {
  const [name, value] =
    names.map((each) => [each, c.req.query(each)?.trim()] as const).find(([, given]) => given) ?? [];
  if (!value) return undefined;
  if (!/^[+-]?\d+(\.\d+)?$/.test(value)) throw new SimvolyError(400, `Parameter ${name} has to be Unix seconds`);
  return Number(value);
}

/** The last second that dates in the database are compared with; milliseconds sent by mistake lie far beyond it. */
const LAST_SECOND = 253_402_300_799;

const instantCondition = (field: string, op: 'gte' | 'lt', unix: number): Condition => ({
  field,
  op,
  value: new Date(Math.min(Math.max(unix, 0), LAST_SECOND) * 1000).toISOString(),
});
