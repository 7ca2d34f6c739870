/** `docs/events.md`: every event that can be in the log, from the schemas that check it. */
import { z } from 'zod';
import { eventGroups } from '../../src/domain/catalogue.ts';
import type { Generator } from '../generate.ts';
import { type Field, fieldsOf } from './fields.ts';

interface Described {
  readonly type: string;
  readonly version: number;
  readonly summary: string;
  readonly schema: z.ZodType;
}

export type Groups = Readonly<Record<string, Readonly<Record<string, Described>>>>;

const HEAD = `# Events

Everything that can be in the log, by area and aggregate. Generated from \`src/domain/catalogue.ts\` by \`npm run events:doc\`.

A field marked with \`?\` may be absent; \`| null\` clears it in a patch. Personal fields are masked for keys without the \`pii\`
scope and removed by erasure. A released version is never edited: older versions stay readable through upcasters.
`;

export const eventsDocument: Generator = {
  name: 'events',
  file: 'docs/events.md',
  render: () => renderEvents(eventGroups as unknown as Groups),
};

export function renderEvents(groups: Groups): string {
  const sections = Object.entries(groups).map(([name, events]) => renderGroup(name, Object.values(events)));
  return `${[HEAD, ...sections].join('\n')}`;
}

function renderGroup(name: string, events: readonly Described[]): string {
  return [`## ${name}\n`, ...events.map(renderEvent)].join('\n');
}

function renderEvent(event: Described): string {
  const fields = fieldsOf(z.toJSONSchema(event.schema, { io: 'input', unrepresentable: 'any' }));
  return [`### ${event.type} (version ${event.version})\n`, `${event.summary}\n`, `${table(fields)}\n`].join('\n');
}

function table(fields: readonly Field[]): string {
  if (fields.length === 0) return 'No fields.';
  const rows = fields.map(({ path, optional, type, personal }) => [
    `\`${path}${optional ? '?' : ''}\``,
    type.replaceAll('|', '\\|'),
    personal ? 'personal' : '',
  ]);
  return [['field', 'type', ''], ['---', '---', '---'], ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
