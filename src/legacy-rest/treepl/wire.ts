/** The dialect of this API: PascalCase, `Message` and `Errors`, tokens, ISO times. */
import type { Context } from 'hono';
import type { Principal } from '../../application/access.ts';
import type { Application } from '../../application/application.ts';
import type { RequestContext } from '../../application/context.ts';
import { storable } from '../../application/input.ts';
import type { Scope, TreeplOption } from '../../domain/access/apiKey/events.ts';
import type { Refusal } from '../../domain/kernel/decision.ts';
import { admit } from '../kit/admit.ts';
import type { EdgeEnv } from '../kit/api.ts';
import { BodyTooLarge, bearerToken, isRecord, mayUse, parseJson, readBody, requestContext } from '../kit/request.ts';

type Status = 400 | 401 | 403 | 404 | 405 | 413 | 429;

/** What any step of an endpoint may throw to answer with. */
export class TreeplError extends Error {
  override readonly name = 'TreeplError';
  readonly status: Status;
  readonly fields: Readonly<Record<string, readonly string[]>> | undefined;
  constructor(status: Status, message: string, fields?: Readonly<Record<string, readonly string[]>>) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}

/** A 400 that a field is to blame for. */
export const fieldError = (field: string, message: string): TreeplError =>
  new TreeplError(400, message, { [field]: [message] });

export const errorBody = (message: string, fields?: TreeplError['fields']) =>
  fields ? { Message: message, Errors: fields } : { Message: message };

const MAX_BODY = 1024 * 1024;

/** Lets a program in by its token, or by its secret, or throws 401 or 403. */
export async function authenticate(c: Context<EdgeEnv>, app: Application, scope: Scope): Promise<Principal> {
  const token = bearerToken(c.req.header('authorization'), { bare: true });
  const principal =
    token === undefined
      ? undefined
      : ((await app.access.authenticateToken(token)) ?? (await app.access.authenticate({ secret: token })));
  if (!principal) throw new TreeplError(401, 'Authorization token is missing, expired or invalid');
  if (!mayUse(principal, 'treepl', scope)) throw new TreeplError(403, 'This application may not do this');
  await admit(c, app, principal);
  return principal;
}

export interface Writer {
  readonly context: RequestContext;
  /** What its key has otherwise. */
  readonly options: readonly TreeplOption[];
}

export async function writer(c: Context<EdgeEnv>, app: Application): Promise<Writer> {
  const principal = await authenticate(c, app, 'write');
  return { context: requestContext(c, 'treepl', principal), options: principal.treeplOptions };
}

/** The body as text; none is empty text. */
export async function bodyText(c: Context<EdgeEnv>): Promise<string> {
  try {
    return await readBody(c, MAX_BODY);
  } catch (error) {
    throw error instanceof BodyTooLarge ? new TreeplError(413, 'Request body is too large') : error;
  }
}

/** A JSON object with its keys as they came; trailing commas are forgiven. */
export async function bodyObject(c: Context<EdgeEnv>): Promise<Record<string, unknown>> {
  const parsed = parseJson(await bodyText(c), { lenient: true });
  if (!parsed.ok || !isRecord(parsed.value)) throw new TreeplError(400, 'Request body is not a valid JSON object');
  return storable(parsed.value);
}

/** The id in the path; 404 for anything that cannot be one. */
export function pathId(c: Context<EdgeEnv>): number {
  const text = c.req.param('id') ?? '';
  if (!/^\d{1,10}$/.test(text)) throw new TreeplError(404, 'Contact is not found');
  return Number(text);
}

const FIELD_BY_PATH: Readonly<Record<string, string>> = { email: 'Email', password: 'Password' };

/** A refusal of the application in this dialect. */
export function refusalError({ code, message, fields = [] }: Refusal): TreeplError {
  if (code === 'CONTACT_NOT_FOUND') return new TreeplError(404, 'Contact is not found');
  if (code === 'EMAIL_TAKEN') return fieldError('Email', 'Email is already used by another contact');
  if (code === 'EMAIL_INVALID') return fieldError('Email', 'Email is invalid');
  const named = fields.map(({ path }) => FIELD_BY_PATH[path] ?? path.split('.').at(-1) ?? path);
  return new TreeplError(
    400,
    message,
    named.length > 0 ? Object.fromEntries(named.map((name) => [name, [message]])) : undefined,
  );
}
