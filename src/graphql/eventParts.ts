/** What all events tell: who, through which front, what changed. */
import type { EventMetadata } from '../application/ports.ts';
import { SURFACES } from '../application/ports.ts';
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
