/** What all events tell: who, through which front, what changed. */
import { type EventMetadata, type Position, SURFACES } from '../application/ports.ts';
import type { FieldChange as Change } from '../domain/kernel/patch.ts';
import { builder } from './builder.ts';

const ACTOR_KINDS = {
  apiKey: ['API_KEY', 'A program, by its API key.'],
  customer: ['CUSTOMER', 'A customer.'],
  staff: ['STAFF', 'A member of staff.'],
  process: ['PROCESS', 'A process of this server.'],
  system: ['SYSTEM', 'This server itself.'],
} as const;

export const ActorKind = builder.enumType('ActorKind', {
  description: 'What kind of actor caused an event.',
  values: Object.fromEntries(
    Object.entries(ACTOR_KINDS).map(([value, [name, description]]) => [name, { value, description }]),
  ),
});

export const Surface = builder.enumType('Surface', {
  description: 'The front through which an event came in.',
  values: Object.fromEntries(
    SURFACES.map((surface) => [surface.toUpperCase(), { value: surface, description: `Through \`${surface}\`.` }]),
  ),
});

export const Actor = builder.objectRef<EventMetadata['actor']>('Actor').implement({
  description: 'Who caused an event.',
  fields: (t) => ({
    kind: t.field({ type: ActorKind, description: 'What kind of actor.', resolve: ({ kind }) => kind }),
    id: t.exposeString('id', { description: 'Its key.' }),
  }),
});

/** Masked already for who is going to see it. */
export const FieldChange = builder.objectRef<Change>('FieldChange').implement({
  description: 'What an event changed in one field.',
  fields: (t) => ({
    path: t.exposeString('path', { description: 'The field, as a dotted path of the record.' }),
    from: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Its value before. Null when it was unset.',
      resolve: ({ from }) => from ?? null,
    }),
    to: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Its value after. Null when it is unset.',
      resolve: ({ to }) => to ?? null,
    }),
  }),
});

interface EventNode {
  readonly id: string;
  readonly revision: number;
  readonly position: Position;
  readonly metadata: EventMetadata;
}

/** Fields that every event has, wherever it is shown. */
export const eventFields = <N extends EventNode>(
  t: PothosSchemaTypes.ObjectFieldBuilder<(typeof builder)['$inferSchemaTypes'], N>,
) => ({
  eventId: t.string({
    description: 'UUID of the event: what comes twice has the same.',
    resolve: ({ id }) => id,
  }),
  revision: t.int({
    description: 'Place among the events of the record, from 0.',
    resolve: ({ revision }) => revision,
  }),
  position: t.field({
    type: 'Position',
    description: 'Place in the whole log: go on after it.',
    resolve: ({ position }) => position,
  }),
  occurredAt: t.field({ type: 'DateTime', description: 'When.', resolve: ({ metadata }) => metadata.occurredAt }),
  actor: t.field({ type: Actor, description: 'Who caused it.', resolve: ({ metadata }) => metadata.actor }),
  surface: t.field({ type: Surface, description: 'Through which front.', resolve: ({ metadata }) => metadata.surface }),
  requestId: t.string({ description: 'Under which request.', resolve: ({ metadata }) => metadata.requestId }),
  correlationId: t.string({
    description: 'Equal for everything that one request led to: give it to `auditTrail`.',
    resolve: ({ metadata }) => metadata.correlationId,
  }),
});
