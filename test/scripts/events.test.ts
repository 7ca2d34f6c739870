import { expect, test } from 'vitest';
import { z } from 'zod';
import { renderEvents } from '../../scripts/generators/events.ts';

const personal = z.string().meta({ personal: true });

test('an event is rendered with its version, summary, types and personal fields', () => {
  const schema = z.strictObject({
    key: z.string(),
    kind: z.enum(['a', 'b']),
    count: z.int().optional(),
    name: personal.optional(),
    address: z.strictObject({ city: personal }).partial().nullable().optional(),
    aliases: z.array(personal),
    values: z.record(z.string(), z.union([personal, z.number()])),
    at: z.iso.datetime(),
  });
  const text = renderEvents({
    'crm/thing': { made: { type: 'ThingMade', version: 2, summary: 'A thing was made.', schema } },
  });
  expect(text.split('\n## ')[1]).toBe(`crm/thing

### ThingMade (version 2)

A thing was made.

| field | type |  |
| --- | --- | --- |
| \`key\` | string |  |
| \`kind\` | \`"a"\` \\| \`"b"\` |  |
| \`count?\` | integer |  |
| \`name?\` | string | personal |
| \`address?\` | object \\| null |  |
| \`address.city?\` | string | personal |
| \`aliases\` | list of string | personal |
| \`values\` | map of string \\| number | personal |
| \`at\` | date-time |  |
`);
});

test('an event without fields says so', () => {
  const text = renderEvents({
    a: { b: { type: 'Gone', version: 1, summary: 'It went.', schema: z.strictObject({}) } },
  });
  expect(text).toContain('### Gone (version 1)\n\nIt went.\n\nNo fields.\n');
});
