/** The only SELECTs on the index of events. */
import type { Fragment } from 'postgres';
import type { Actor, Position, Surface } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import { relation, selectList } from '../engine/relation.ts';
import { type AuditEventRow, auditEvents } from './model.ts';

export type { AuditEventRow } from './model.ts';

/** All that is given has to fit. */
export interface AuditFilter {
  /** Stream categories: kinds of records. */
  readonly categories?: readonly string[];
  /** Key of a record. */
  readonly entity?: string;
  readonly actorKind?: Actor['kind'];
  readonly actor?: string;
  readonly surface?: Surface;
  readonly types?: readonly string[];
  /** Inclusive, ISO 8601. */
  readonly since?: string;
  /** Exclusive, ISO 8601. */
  readonly until?: string;
  readonly requestId?: string;
  readonly correlationId?: string;
  readonly commandId?: string;
}

export interface AuditPage {
  /** Exclusive. */
  readonly after?: Position;
  /** Exclusive. */
  readonly before?: Position;
  readonly limit: number;
  /** Newest first, from the end. */
  readonly backwards?: boolean;
}

/** In the order of the log, also when counted from the end. */
export async function listAuditEvents(db: Db, filter: AuditFilter, page: AuditPage): Promise<AuditEventRow[]> {
  const order = page.backwards ? db`audit_events.position desc` : db`audit_events.position`;
  const rows = await db<AuditEventRow[]>`
    select ${selectList(db, auditEvents)} from ${relation(db, auditEvents)}
    where ${conditions(db, filter, page)} order by ${order} limit ${page.limit}`;
  return page.backwards ? [...rows].reverse() : rows;
}

export async function countAuditEvents(db: Db, filter: AuditFilter): Promise<number> {
  const [row] = await db<{ count: number }[]>`
    select count(*)::float8 as count from ${relation(db, auditEvents)} where ${conditions(db, filter, {})}`;
  return row?.count ?? 0;
}

function conditions(db: Db, filter: AuditFilter, { after, before }: Partial<AuditPage>): Fragment {
  const { categories, entity, actorKind, actor, surface, types, since, until } = filter;
  const { requestId, correlationId, commandId } = filter;
  const all: (Fragment | false)[] = [
    after !== undefined && db`audit_events.position > ${after.toString()}::text::bigint`,
    before !== undefined && db`audit_events.position < ${before.toString()}::text::bigint`,
    categories !== undefined && db`category = any(${[...categories]}::text[])`,
    entity !== undefined && db`entity = ${entity}`,
    actorKind !== undefined && db`actor_kind = ${actorKind}`,
    actor !== undefined && db`actor = ${actor}`,
    surface !== undefined && db`surface = ${surface}`,
    types !== undefined && db`type = any(${[...types]}::text[])`,
    since !== undefined && db`occurred_at >= ${since}::text::timestamptz`,
    until !== undefined && db`occurred_at < ${until}::text::timestamptz`,
    requestId !== undefined && db`request_id = ${requestId}`,
    correlationId !== undefined && db`correlation_id = ${correlationId}`,
    commandId !== undefined && db`command_id = ${commandId}`,
  ];
  return all.reduce<Fragment>((sum, one) => (one === false ? sum : db`${sum} and ${one}`), db`true`);
}
