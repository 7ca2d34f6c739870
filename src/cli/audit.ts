/** `tributary audit export|trail` */
import type { Command } from 'commander';
import {
  AUDIT_OPTIONS,
  AuditFilterError,
  type AuditOptions,
  EXPORT_FORMATS,
  exportLines,
  parseAuditFilter,
} from '../application/auditExport.ts';
import type { TrailNode } from '../application/trail.ts';
import { createOutput, toJson, UsageError, writeOut } from './output.ts';
import { withCore } from './session.ts';

/** Who sits at the command line can read the database, so nothing personal is hidden; secrets are. */
const OPERATOR = { seesPersonal: true } as const;

export function auditCommand(program: Command): void {
  const audit = program.command('audit').description('who changed what, when, through which front, and why');

  const exporting = audit
    .command('export')
    .description('events with old and new value of each field, as a stream on the standard output')
    .option('--format <format>', EXPORT_FORMATS.join(' or '), 'jsonl')
    .option('--json', 'the same as --format jsonl');
  for (const [name, meaning] of Object.entries(AUDIT_OPTIONS)) exporting.option(`--${name} <value>`, meaning);
  exporting.action(({ format: given, json, ...options }: AuditOptions & { format: string; json?: boolean }) =>
    withCore(async ({ app }) => {
      const format = json ? 'jsonl' : EXPORT_FORMATS.find((known) => known === given);
      if (!format) throw new UsageError(`There is no format "${given}". There are: ${EXPORT_FORMATS.join(', ')}`);
      const entries = app.audit.all(filterOf(options), OPERATOR);
      for await (const line of exportLines(entries, format)) await writeOut(line);
    }),
  );

  audit
    .command('trail <request>')
    .description('what a request led to: commands, events, deliveries; give the X-Request-Id of its answer')
    .option('--json', 'print one JSON object a line')
    .action((request: string, { json }: { json?: boolean }) =>
      withCore(async ({ app }) => {
        const nodes = await app.audit.trail(request, OPERATOR);
        if (nodes.length === 0) throw new UsageError(`No event came from a request ${request}`);
        const output = createOutput(json ?? false);
        for (const node of nodes) output.print(node, lines);
      }),
    );
}

function filterOf(options: AuditOptions) {
  try {
    return parseAuditFilter(options);
  } catch (error) {
    if (error instanceof AuditFilterError) throw new UsageError(error.message);
    throw error;
  }
}

function lines({ depth, kind, name, event, delivery }: TrailNode): string[] {
  const indent = '  '.repeat(depth);
  const where = event ? `  @${event.position}  ${event.category} ${event.entity}` : '';
  const outcome = delivery ? `  ${delivery.state} after ${delivery.attempts} attempts` : '';
  return [
    `${indent}${kind} ${name}${where}${outcome}`,
    ...(event?.changes ?? []).map(({ path, from, to }) => `${indent}    ${path}: ${toJson(from)} → ${toJson(to)}`),
  ];
}
