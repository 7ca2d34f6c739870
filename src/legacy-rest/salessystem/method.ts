/** What a method is: what it is called, what its caller needs, how its parameters are read, and what it does. */
import type { z } from 'zod';
import type { Principal } from '../../application/access.ts';
import type { Application } from '../../application/application.ts';
import type { RequestContext } from '../../application/context.ts';
import type { Session } from '../../application/sessions.ts';
import type { Scope } from '../../domain/access/apiKey/events.ts';
import type { Site } from '../kit/api.ts';
import type { Fields } from './answer.ts';
import { type InvalidFields, invalid, SalesSystemError } from './errors.ts';
import type { Parameters } from './parameters.ts';

/** A request whose caller is known. */
export interface Call {
  readonly app: Application;
  readonly site: Site;
  readonly principal: Principal;
  readonly context: RequestContext;
  readonly parameters: Parameters;
  /** What the answer gives back as `session_id`, an error too. Known only while the call runs; undefined leaves it out. */
  sessionId: string | null | undefined;
}

export interface LoggedIn extends Session {
  readonly contactKey: string;
}

/** What a method wants of the visit that a call belongs to, and what it gets. */
export interface Visits {
  /** Needs none and starts none. A given id is echoed. */
  none: undefined;
  /** Needs none and starts none; a given one is taken up. */
  known: Session | undefined;
  /** One is started unless it is given. */
  started: Session;
  /** As `started`; refused when somebody is logged in. */
  anonymous: Session;
  /** Must be named. */
  named: Session;
  /** Somebody must be logged in. */
  loggedIn: LoggedIn;
}
export type VisitRule = keyof Visits;

interface MethodSpec<Rule extends VisitRule, Shape extends z.ZodRawShape> {
  readonly name: string;
  /** What the caller's key must be allowed to do. */
  readonly scope: Scope;
  readonly visit: Rule;
  readonly parameters: z.ZodObject<Shape>;
  /** What is told without the filter that has to be given, where the operator wants it so. */
  readonly usual?: readonly string[];
  run(call: Call, input: z.output<z.ZodObject<Shape>>, visit: Visits[Rule]): Promise<Fields>;
}

export interface Method {
  readonly name: string;
  readonly scope: Scope;
  run(call: Call): Promise<Fields>;
}

/** The visit is settled before the parameters are looked at, so that an error about them still names the session. */
export function defineMethod<Rule extends VisitRule, Shape extends z.ZodRawShape>(
  spec: MethodSpec<Rule, Shape>,
): Method {
  return {
    name: spec.name,
    scope: spec.scope,
    async run(call) {
      const visit = await VISITS[spec.visit](call);
      return spec.run(
        call,
        parse(spec.parameters, call.parameters, call.site.lenientFilter ? spec.usual : undefined),
        visit,
      );
    },
  };
}

const VISITS: { readonly [Rule in VisitRule]: (call: Call) => Promise<Visits[Rule]> } = {
  async none(call) {
    call.sessionId = givenId(call);
  },
  async known(call) {
    const id = givenId(call);
    call.sessionId = id;
    return id === undefined ? undefined : open(call, id);
  },
  started: (call) => open(call, givenId(call)),
  async anonymous(call) {
    const session = await open(call, givenId(call));
    if (session.contactKey !== null) throw new SalesSystemError(1503);
    return session;
  },
  named(call) {
    const id = givenId(call);
    if (id === undefined) throw invalid({ session_id: 'Must be given.' });
    return open(call, id);
  },
  async loggedIn(call) {
    const id = givenId(call);
    if (id === undefined) throw new SalesSystemError(1501);
    const session = await open(call, id);
    const { contactKey } = session;
    if (contactKey === null) throw new SalesSystemError(1501);
    return { ...session, contactKey };
  },
};

async function open(call: Call, id: string | undefined): Promise<Session> {
  const session = await call.app.sessions.open(call.principal.key, id);
  call.sessionId = session.id;
  return session;
}

/** Callers choose ids themselves, so nearly anything may be one. */
const SESSION_ID = /^[^\s\p{C}]{1,255}$/u;

function givenId({ parameters }: Call): string | undefined {
  const id = parameters.first('session_id');
  if (id === undefined && !parameters.isList('session_id')) return undefined;
  if (id !== undefined && SESSION_ID.test(id)) return id;
  throw invalid({ session_id: 'Must be 1 to 255 printable characters without blanks.' });
}

function parse<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  parameters: Parameters,
  usual: readonly string[] | undefined,
): z.output<z.ZodObject<Shape>> {
  const given = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, parameter(parameters, name, usual)]));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) fields[String(path[0] ?? 'body')] ??= message;
  throw invalid(fields satisfies InvalidFields);
}

function parameter(parameters: Parameters, name: string, usual: readonly string[] | undefined): unknown {
  if (name === 'filter') return parameters.filter() ?? usual;
  // A list where one value belongs is no value; the schema says so.
  return parameters.scalar(name) ?? (parameters.isList(name) ? [] : undefined);
}
