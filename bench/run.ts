/** `npm run bench [-- name…] [--write]`: measures, prints, and with `--write` puts the tables into README.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Figure, machine, type Program, SCALE } from './harness.ts';
import { appends } from './programs/appends.ts';
import { asOf } from './programs/asOf.ts';
import { createCustomer } from './programs/createCustomer.ts';
import { graphql } from './programs/graphql.ts';
import { jetpackLists } from './programs/jetpackLists.ts';
import { lag } from './programs/lag.ts';
import { rebuild } from './programs/rebuild.ts';
import { replay } from './programs/replay.ts';
import { shop } from './programs/shop.ts';
import { simvolyLists } from './programs/simvolyLists.ts';
import { treeplLists } from './programs/treeplLists.ts';
import { webhooks } from './programs/webhooks.ts';

const programs: readonly Program[] = [
  appends,
  createCustomer,
  graphql,
  jetpackLists,
  rebuild,
  treeplLists,
  simvolyLists,
  shop,
  webhooks,
  replay,
  lag,
  asOf,
];

function table(program: Program, figures: readonly Figure[]): string {
  const rows = figures.map(({ what, value, against = '' }) => `| ${what} | ${value} | ${against} |`);
  const date = new Date().toISOString().slice(0, 10);
  return [
    `${program.about} ${date}, ${machine()}.`,
    '',
    '| what | measured | against |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
}

/** Replaces what stands between the marks of the program. */
function write(program: Program, text: string): void {
  const readme = new URL('./README.md', import.meta.url);
  const [open, close] = [`<!-- ${program.name} -->`, `<!-- /${program.name} -->`];
  const before = readFileSync(readme, 'utf8');
  const [head = '', rest = ''] = before.split(open);
  const tail = rest.split(close)[1];
  if (tail === undefined) throw new Error(`README.md has no marks for ${program.name}`);
  writeFileSync(readme, `${head}${open}\n${text}\n${close}${tail}`);
}

if (SCALE !== 1 && process.argv.includes('--write')) throw new Error('Figures are written down at full scale only.');

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
for (const program of programs.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const text = table(program, await program.run());
  console.log(`\n## ${program.name}\n\n${text}`);
  if (process.argv.includes('--write')) write(program, text);
}
