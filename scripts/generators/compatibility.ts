/** `docs/compatibility/<api>.md`: every endpoint, parameter and error of a legacy API, how sure we are, and the test that pins it. */
import type { ApiReference, OperationReference } from '../../src/legacy-rest/kit/reference.ts';
import { legacyApis } from '../../src/legacy-rest/registry.ts';
import type { Generator } from '../generate.ts';

export const compatibilityTables: readonly Generator[] = legacyApis.flatMap(({ name, reference }) =>
  reference
    ? [{ name: `compatibility:${name}`, file: `docs/compatibility/${name}.md`, render: () => render(name, reference) }]
    : [],
);

function render(name: string, { title, summary, operations, differences }: ApiReference): string {
  const head = `# ${title}

${summary}

Generated from \`src/legacy-rest/${name}/reference.ts\` by \`npm run generate\`. *Documented* is what the vendor's document says,
*observed* what the running original was seen to do, *inferred* what follows from both and from its clients. The tests are below
\`test/legacy-rest/${name}\`.
`;
  const kept =
    differences.length === 0
      ? 'None that we know of.\n'
      : table(
          ['original', 'here', 'why'],
          differences.map(({ original, here, reason }) => [original, here, reason]),
        );
  return [head, ...operations.map(section), `## Differences kept on purpose\n`, kept].join('\n');
}

function section({ method, path, summary, parameters, answers }: OperationReference): string {
  const rows = [
    ...parameters.map(({ name, in: place, required, about, evidence, test }) => [
      `\`${name}\` (${required ? `${place}, required` : place})`,
      ...[about, evidence, test],
    ]),
    ...answers.map(({ status, code, when, evidence, test }) => [
      code === undefined ? `**${status}**` : `**${status}** \`${code}\``,
      ...[when, evidence, test],
    ]),
  ];
  const rowsTable = table(['parameter or **answer**', 'meaning', 'evidence', 'test'], rows);
  return [`## ${method} ${path}\n`, `${summary}\n`, rowsTable].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}
