/** The audit: every event of the log by who, what, when and why, and what a request led to. For administrators. */
import type { AuditEntry } from '../application/audit.ts';
import type { Consequence } from '../application/ports.ts';
import type { TrailNode } from '../application/trail.ts';
import { aggregates } from '../domain/aggregates.ts';
import { catalogue } from '../domain/catalogue.ts';
import { type AuditFilter, countAuditEvents } from '../projections/auditEvents/queries.ts';
import { builder } from './builder.ts';
import {
  cursorInvalid,
  decodeCursor,
  encodeCursor,
  type Page,
  type PageArgs,
  pageCost,
  pageSize,
  queryMark,
  toPage,
} from './connection.ts';
import type { GraphqlContext } from './context.ts';
import { publicError } from './errors.ts';
import { ActorKind, eventFields, FieldChange, Surface } from './eventParts.ts';
import { AFTER_DESCRIPTION, readableMoment } from './moment.ts';
import { mutationOf } from './mutationOf.ts';
import { seesPersonal } from './personal.ts';

const ADMIN = { scope: 'admin' } as const;

export const AuditEvent = builder.objectRef<AuditEntry>('AuditEvent').implement({
  description: 'An event of the log, with what it changed.',
  fields: (t) => ({
    ...eventFields(t),
    type: t.exposeString('type', { description: 'What happened, e.g. `ContactCreated`.' }),
    kind: t.exposeString('category', { description: 'Kind of the record that it is about, e.g. `contact`.' }),
    key: t.exposeString('entity', { description: 'Key of the record.' }),
    causationId: t.string({
      description: 'The request or event that directly led to it.',
      resolve: ({ metadata }) => metadata.causationId,
    }),
    commandId: t.string({
      description: 'Equal for all events of one command.',
      resolve: ({ metadata }) => metadata.commandId,
    }),
    command: t.string({
      nullable: true,
      description: 'Name of the command. Null for events of old.',
      resolve: ({ metadata }) => metadata.command ?? null,
    }),
    mutation: t.string({
      nullable: true,
      description: 'The mutation that says the same. Null where a command is no business of the API.',
      resolve: ({ metadata }, _args, _context, { schema }) =>
        mutationOf(metadata.command, new Set(Object.keys(schema.getMutationType()?.getFields() ?? {}))),
    }),
    data: t.field({
      type: 'JSON',
      description: 'What is stored, in the newest version of the event; secrets are hidden.',
      resolve: ({ data }) => data,
    }),
    changes: t.field({
      type: [FieldChange],
      description: 'What changed, field by field.',
      resolve: ({ changes }) => [...changes],
    }),
  }),
});

const AuditFilterInput = builder.inputType('AuditFilter', {
  description: 'Which events: all that is given has to fit.',
  fields: (t) => ({
    kinds: t.stringList({ description: `Kinds of records: ${aggregates.map(({ category }) => category).join(', ')}.` }),
    key: t.string({ description: 'Key of a record.' }),
    types: t.stringList({ description: 'Types of events, e.g. `ContactCreated`.' }),
    actorKind: t.field({ type: ActorKind, description: 'What kind of actor caused them.' }),
    actor: t.string({ description: 'Key of who caused them, e.g. of an API key.' }),
    surface: t.field({ type: Surface, description: 'Through which front.' }),
    since: t.field({ type: 'DateTime', description: 'Not before.' }),
    until: t.field({ type: 'DateTime', description: 'Before.' }),
    requestId: t.string({ description: 'Under which request.' }),
    correlationId: t.string({ description: 'In consequence of which request.' }),
    commandId: t.string({ description: 'Of which command.' }),
  }),
});

type FilterInput = typeof AuditFilterInput.$inferInput;

const KINDS: ReadonlySet<string> = new Set(aggregates.map(({ category }) => category));

/** A name that nothing has is a slip of the hand, not a filter that finds nothing. */
function toFilter({ kinds, key, types, ...rest }: FilterInput): AuditFilter {
  const unknown = kinds?.find((kind) => !KINDS.has(kind)) ?? types?.find((type) => !catalogue.definitions.has(type));
  if (unknown !== undefined) {
    throw publicError('FILTER_INVALID', `There is no kind of record or type of event "${unknown}".`, {
      field: unknown,
    });
  }
  const given = { ...rest, categories: kinds, entity: key, types };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined));
}

interface AuditPage extends Page<AuditEntry> {
  readonly filter: AuditFilter;
}

async function auditPage(context: GraphqlContext, filter: AuditFilter, args: PageArgs): Promise<AuditPage> {
  const { app, principal } = context;
  const size = pageSize(args);
  const mark = queryMark('audit', filter);
  const place = (cursor: string): bigint => placeOf(decodeCursor(mark, cursor));
  const entries = await app.audit.page(
    filter,
    {
      limit: size.limit + 1,
      backwards: size.fromEnd,
      ...(args.after ? { after: place(args.after) } : {}),
      ...(args.before ? { before: place(args.before) } : {}),
    },
    { seesPersonal: seesPersonal(principal) },
  );
  const found = entries.map((node) => ({ cursor: encodeCursor(mark, [String(node.position)]), node }));
  return { ...toPage(found, size, args), filter };
}

function placeOf([position, ...more]: readonly unknown[]): bigint {
  if (typeof position === 'string' && /^\d{1,18}$/.test(position) && more.length === 0) return BigInt(position);
  throw cursorInvalid('This is no cursor.');
}

builder.queryField('audit', (t) =>
  t.connection(
    {
      type: AuditEvent,
      description:
        'Every event of the whole log, oldest first, `last` gives the newest: by record, actor, front, type, time and ' +
        'cause. Needs the scope `admin`.',
      extensions: ADMIN,
      complexity: (args) => ({ ...pageCost(args), field: 10 }),
      args: {
        filter: t.arg({ type: AuditFilterInput, description: 'Which events.' }),
        afterPosition: t.arg({
          type: 'Position',
          description: `As \`after\` of other queries, which is the cursor here. ${AFTER_DESCRIPTION}`,
        }),
      },
      resolve: async (_root, { filter, afterPosition, ...args }, context) => {
        await readableMoment(context, {}, afterPosition);
        return auditPage(context, toFilter(filter ?? {}), args);
      },
    },
    {
      name: 'AuditConnection',
      description: 'A page of events.',
      fields: (t) => ({
        totalCount: t.int({
          description: 'How many events there are over all pages. Counted only when asked for.',
          complexity: 10,
          resolve: (page, _args, { app }) => countAuditEvents(app.db, (page as unknown as AuditPage).filter),
        }),
      }),
    },
    { name: 'AuditEdge', description: 'An event in a page.' },
  ),
);

const DELIVERY_STATES = {
  due: ['DUE', 'On its way, or waiting for another try.'],
  done: ['DONE', 'Arrived.'],
  parked: ['PARKED', 'Given up until somebody looks at it.'],
  discarded: ['DISCARDED', 'Not wanted any more.'],
} as const;

const DeliveryState = builder.enumType('TrailDeliveryState', {
  description: 'What became of a delivery.',
  values: Object.fromEntries(
    Object.entries(DELIVERY_STATES).map(([value, [name, description]]) => [name, { value, description }]),
  ),
});

const Delivery = builder.objectRef<Consequence>('TrailDelivery').implement({
  description: 'An effect that followed from an event: a webhook, a mail, a payment.',
  fields: (t) => ({
    deliveryId: t.exposeString('id', { description: 'UUID of the delivery; receivers see it too.' }),
    process: t.exposeString('process', { description: 'The process that ordered it.' }),
    state: t.field({ type: DeliveryState, description: 'What became of it.', resolve: ({ state }) => state }),
    attempts: t.exposeInt('attempts', { description: 'How often it was tried.' }),
    status: t.exposeInt('status', { nullable: true, description: 'Status of the last answer.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it came to its end.' }),
  }),
});

const TRAIL_KINDS = {
  request: ['REQUEST', 'The request that began it.'],
  command: ['COMMAND', 'A command that was given.'],
  event: ['EVENT', 'An event that was stored.'],
  delivery: ['DELIVERY', 'An effect that followed from an event.'],
} as const;

const TrailKind = builder.enumType('TrailKind', {
  description: 'What a node of a trail is.',
  values: Object.fromEntries(
    Object.entries(TRAIL_KINDS).map(([value, [name, description]]) => [name, { value, description }]),
  ),
});

const Trail = builder.objectRef<TrailNode>('TrailNode').implement({
  description: 'A cause or an effect. `parentId` makes the tree; parents come before their children.',
  fields: (t) => ({
    nodeId: t.exposeString('id', { description: 'Of a request, command or event its id.' }),
    parentId: t.string({
      nullable: true,
      description: 'What directly led to it. Null for the request.',
      resolve: ({ parentId }) => parentId ?? null,
    }),
    depth: t.exposeInt('depth', { description: 'Distance from the request.' }),
    kind: t.field({ type: TrailKind, description: 'What it is.', resolve: ({ kind }) => kind }),
    name: t.exposeString('name', { description: 'Of a command or event its name; of a delivery what it is.' }),
    mutation: t.string({
      nullable: true,
      description: 'Of a command the mutation that says the same.',
      resolve: ({ kind, name }, _args, _context, { schema }) =>
        kind === 'command' ? mutationOf(name, new Set(Object.keys(schema.getMutationType()?.getFields() ?? {}))) : null,
    }),
    event: t.field({
      type: AuditEvent,
      nullable: true,
      description: 'Of an event all about it.',
      resolve: ({ event }) => event ?? null,
    }),
    delivery: t.field({
      type: Delivery,
      nullable: true,
      description: 'Of a delivery all about it.',
      resolve: ({ delivery }) => delivery ?? null,
    }),
  }),
});

builder.queryField('auditTrail', (t) =>
  t.field({
    type: [Trail],
    description:
      'What a request led to: its commands, their events, and what followed from those, as a tree. Empty when it changed ' +
      'nothing. Needs the scope `admin`.',
    extensions: ADMIN,
    complexity: { field: 50, multiplier: 25 },
    args: {
      correlationId: t.arg.string({
        required: true,
        description: 'Id of the request, as in `X-Request-Id` of its answer, or `correlationId` of any event.',
      }),
      after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }),
    },
    resolve: async (_root, { correlationId, after }, context) => {
      await readableMoment(context, {}, after);
      return context.app.audit.trail(correlationId, { seesPersonal: seesPersonal(context.principal) });
    },
  }),
);
