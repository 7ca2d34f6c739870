/**
 * Writes the files that are derived from the sources: `npm run generate [name…]`. With `--check` it writes nothing and fails
 * when one is not what the sources say. A new generator is one file in `generators/` and one line here.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compatibilityTables } from './generators/compatibility.ts';
import { eventsDocument } from './generators/events.ts';
import { graphqlSchema } from './generators/schema.ts';

export interface Generator {
  readonly name: string;
  /** Relative to the project. */
  readonly file: string;
  render(): Promise<string> | string;
}

const generators: readonly Generator[] = [eventsDocument, graphqlSchema, ...compatibilityTables];

const pathOf = (generator: Generator): URL => new URL(`../${generator.file}`, import.meta.url);

async function isFresh(generator: Generator, wanted: string): Promise<boolean> {
  const path = pathOf(generator);
  return existsSync(path) && (await readFile(path, 'utf8')) === wanted;
}

async function write(generator: Generator, text: string): Promise<void> {
  await mkdir(dirname(fileURLToPath(pathOf(generator))), { recursive: true });
  await writeFile(pathOf(generator), text);
}

/** Whether all is well. */
async function refresh(generator: Generator, check: boolean): Promise<boolean> {
  const wanted = await generator.render();
  if (await isFresh(generator, wanted)) return true;
  if (check) {
    console.error(`${generator.file} is not what the sources say. Run: npm run generate ${generator.name}`);
    return false;
  }
  await write(generator, wanted);
  console.log(`${generator.file} written`);
  return true;
}

function chosen(names: readonly string[]): readonly Generator[] {
  const unknown = names.filter((name) => !generators.some((generator) => generator.name === name));
  if (unknown.length === 0)
    return names.length > 0 ? generators.filter(({ name }) => names.includes(name)) : generators;
  console.error(
    `There is no generator ${unknown.join(', ')}. There are: ${generators.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}

const args = process.argv.slice(2);
const check = args.includes('--check');
for (const generator of chosen(args.filter((arg) => arg !== '--check'))) {
  if (!(await refresh(generator, check))) process.exitCode = 1;
}
