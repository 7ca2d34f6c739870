/**
 * An index of the whole log: who, through which front, under which request, to what. The values stay in the log; what an event
 * changed is found by folding its stream.
 */
import { aggregates } from '../../domain/aggregates.ts';
import { catalogue } from '../../domain/catalogue.ts';
import type { DomainEvent } from '../../domain/kernel/event.ts';
import { type Change, type ChangeMakers, col, defineModel, type Envelope, type ModelRow } from '../engine/model.ts';

const columns = {
  /** Stream category and id: which record the event is about. */
  category: col.requiredText(),
  entity: col.requiredText(),
  type: col.requiredText(),
  occurredAt: col.timestamp(),
  actorKind: col.requiredText(),
  actor: col.requiredText(),
  surface: col.requiredText(),
  requestId: col.requiredText(),
  correlationId: col.requiredText(),
  causationId: col.requiredText(),
  commandId: col.requiredText(),
};

type Columns = typeof columns;

/** Positions have 64 bits. */
const KEY_LENGTH = 20;

function indexed(
  { category, id, recorded, position }: Envelope<unknown>,
  change: ChangeMakers<Columns>,
): Change<Columns> {
  const { type, metadata } = recorded;
  // Rows come in the order of their keys and none is changed later, which is cheap to store and needs no look at what is there.
  return change.insert(position.toString().padStart(KEY_LENGTH, '0'), {
    category,
    entity: id,
    type,
    occurredAt: metadata.occurredAt,
    actorKind: metadata.actor.kind,
    actor: metadata.actor.id,
    surface: metadata.surface,
    requestId: metadata.requestId,
    correlationId: metadata.correlationId,
    causationId: metadata.causationId,
    commandId: metadata.commandId,
  });
}

const categories = aggregates.map(({ category }) => category);

/** Raised when columns or the handler change; that there are more categories is counted by itself. */
const SHAPE = 2;

export const auditEvents = defineModel<DomainEvent>()({
  name: 'audit_events',
  version: SHAPE * 1_000 + categories.length,
  summary: 'Every event of the log by record, actor, front, time, request and cause.',
  categories,
  temporal: false,
  columns,
  indexes: [
    { on: ['position'] },
    { on: ['entity', 'position'] },
    { on: ['actor', 'position'] },
    { on: ['type', 'position'] },
    { on: ['occurred_at'], using: 'brin' },
    { on: ['request_id'] },
    { on: ['correlation_id', 'position'] },
  ],
  handlers: Object.fromEntries([...catalogue.definitions.keys()].map((type) => [type, indexed])),
});

export type AuditEventRow = ModelRow<typeof auditEvents>;
