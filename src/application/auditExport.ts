/** The audit as text: filters as they are typed, events as JSONL or CSV, one piece at a time whatever the size of the log. */
import { aggregates } from '../domain/aggregates.ts';
import { catalogue } from '../domain/catalogue.ts';
import type { AuditFilter } from '../projections/auditEvents/queries.ts';
import type { AuditEntry } from './audit.ts';
import { parseMoment } from './moments.ts';
import { SURFACES } from './ports.ts';

export const EXPORT_FORMATS = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What can be filtered by, with what it means; the names of options and query parameters. */
export const AUDIT_OPTIONS = {
  kind: 'kinds of records, comma-separated, such as contact,order',
  key: 'key of a record',
  type: 'types of events, comma-separated, such as ContactCreated',
  actor: 'key of who caused them, such as that of an API key',
  surface: `front they came through: ${SURFACES.join(', ')}`,
  since: 'not before this time in ISO 8601',
  until: 'before this time in ISO 8601',
  request: 'id of the request',
  correlation: 'id of the request that began it all',
} as const;
export type AuditOptions = { readonly [K in keyof typeof AUDIT_OPTIONS]?: string | undefined };

/** A filter that cannot be meant; the message names what is wrong. */
export class AuditFilterError extends Error {
  override readonly name = 'AuditFilterError';
}

export function parseAuditFilter(options: AuditOptions): AuditFilter {
  const { kind, key, type, actor, surface, since, until, request, correlation } = options;
  const filter = {
    categories: listOf(kind, new Set(aggregates.map(({ category }) => category)), 'kind of record'),
    entity: key,
    types: listOf(type, new Set(catalogue.definitions.keys()), 'type of event'),
    actor,
    surface: listOf(surface, new Set<string>(SURFACES), 'front')?.[0],
    since: timeOf(since),
    until: timeOf(until),
    requestId: request,
    correlationId: correlation,
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

function listOf(text: string | undefined, known: ReadonlySet<string>, what: string): string[] | undefined {
  const names = text?.split(',').map((name) => name.trim());
  const unknown = names?.find((name) => !known.has(name));
  if (unknown !== undefined) throw new AuditFilterError(`There is no ${what} "${unknown}"`);
  return names;
}

function timeOf(text: string | undefined): string | undefined {
  const moment = text === undefined ? undefined : parseMoment(text);
  if (text !== undefined && (!moment || 'position' in moment)) throw new AuditFilterError(`"${text}" is no time`);
  return moment && 'time' in moment ? moment.time.toISOString() : undefined;
}

export const exportType = (format: ExportFormat): string =>
  format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/jsonl; charset=utf-8';

/** Lines with their ends. CSV has a line for each field that changed, so that a spreadsheet can filter by field. */
export async function* exportLines(entries: AsyncIterable<AuditEntry>, format: ExportFormat): AsyncIterable<string> {
  if (format === 'csv') yield `${COLUMNS.join(',')}\r\n`;
  for await (const entry of entries) yield format === 'csv' ? csvLines(entry) : `${jsonLine(entry)}\n`;
}

/** One event as JSON; positions are text because they do not fit a JSON number. */
export const jsonLine = (entry: AuditEntry): string =>
  JSON.stringify({ ...entry, position: entry.position.toString() });

const COLUMNS = [
  ...['position', 'time', 'kind', 'key', 'revision', 'type', 'field', 'from', 'to', 'actor_kind', 'actor', 'surface'],
  ...['request', 'correlation', 'causation', 'command', 'command_id', 'event'],
];

function csvLines(entry: AuditEntry): string {
  const { position, category, entity, revision, type, changes, id, metadata } = entry;
  const { occurredAt, actor, surface, requestId, correlationId, causationId, command, commandId } = metadata;
  const before = [position.toString(), occurredAt, category, entity, revision, type];
  const after = [actor.kind, actor.id, surface, requestId, correlationId, causationId, command, commandId, id];
  const fields = changes.length > 0 ? changes : [{ path: '', from: null, to: null }];
  return fields
    .map(({ path, from, to }) => `${[...before, path, from, to, ...after].map(csvCell).join(',')}\r\n`)
    .join('');
}

/** What a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
