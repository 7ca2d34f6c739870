/** Rules about single files and folders. Each takes what it judges, so that it can be tried on bad samples. */
import { importsOf, type SourceFile, type Violation, withoutComments, withoutCommentsAndStrings } from './source.ts';

/** What makes a function give another answer the next time, on another machine or later. */
const IMPURE: readonly (readonly [RegExp, string])[] = [
  [/\bDate\.now\b/, 'reads the clock (Date.now)'],
  [/\bnew Date\s*(\(\s*\)|(?!\s*\())/, 'reads the clock (new Date())'],
  [/(?<!new\s+)(?<![.\w])Date\(/, 'reads the clock (Date())'],
  [/\bperformance\b/, 'reads the clock (performance)'],
  [/\bMath\.random\b/, 'is random (Math.random)'],
  [/\b(randomUUID|randomBytes|getRandomValues|crypto)\b/, 'is random (crypto)'],
  [/\bprocess\./, 'reads the process'],
  [/\bglobalThis\b/, 'reaches for globals'],
  [/\b(async|await)\b/, 'is asynchronous'],
  [/\bPromise\b/, 'is asynchronous (Promise)'],
  [/\bset(Timeout|Interval|Immediate)\b/, 'starts a timer'],
  [/\bfetch\s*\(/, 'talks to the network'],
  [/\bconsole\./, 'writes to the console'],
  [/\.toLocale\w*\(|\bIntl\./, "depends on the machine's locale"],
];

export function impurities(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => {
    const code = withoutCommentsAndStrings(file.text);
    const words = IMPURE.filter(([pattern]) => pattern.test(code)).map(([, problem]) => problem);
    const modules = importsOf(file)
      .filter(({ target }) => target.startsWith('node:'))
      .map(({ target }) => `imports ${target}`);
    return [...words, ...modules].map((problem) => ({ path: file.path, problem }));
  });
}

const AGGREGATE_FILES = ['decide.ts', 'events.ts', 'state.ts'];

/** Folders below `src/domain/<area>/` are aggregates. */
export function unevenAggregates(paths: readonly string[]): Violation[] {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const [, folder, rest] = /^(src\/domain\/(?!kernel\/|shared\/)[^/]+\/[^/]+)\/(.+)$/.exec(path) ?? [];
    if (folder && rest) folders.set(folder, [...(folders.get(folder) ?? []), rest]);
  }
  return [...folders]
    .filter(([, files]) => [...files].sort().join() !== AGGREGATE_FILES.join())
    .map(([path, files]) => ({
      path,
      problem: `has ${[...files].sort().join(', ')} instead of ${AGGREGATE_FILES.join(', ')}`,
    }));
}

export function readersOfTheEnvironment(files: readonly SourceFile[]): Violation[] {
  return files
    .filter(({ path }) => path !== 'src/config.ts')
    .filter(({ text }) => /\bprocess\s*(\?\.|\.)\s*env\b|\benv\b[^;]*from 'node:process'/.test(withoutComments(text)))
    .map(({ path }) => ({ path, problem: 'reads the environment; src/config.ts alone does' }));
}

/** What the driver itself begins or reserves ends the process when the connection is lost. */
export function driversTransactions(files: readonly SourceFile[]): Violation[] {
  return files
    .filter(({ path }) => path !== 'src/projections/engine/db.ts')
    .filter(({ text }) => /\.(begin|reserve)\(/.test(withoutComments(text)))
    .map(({ path }) => ({
      path,
      problem: 'begins a transaction of the driver; src/projections/engine/db.ts alone does',
    }));
}

/** What a module remembers is shared by all programs in one process, and nobody can close it. */
export function rememberingModules(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path, text }) =>
    [...withoutCommentsAndStrings(text).matchAll(/^(?:export )?(?:let|var) (\w+)/gm)].map(([, name]) => ({
      path,
      problem: `remembers ${name} in the module`,
    })),
  );
}

/** What two APIs share is described without naming either, in comments too. */
export function namedApis(files: readonly SourceFile[], apis: readonly string[]): Violation[] {
  return files.flatMap(({ path, text }) =>
    apis.filter((api) => text.toLowerCase().includes(api)).map((api) => ({ path, problem: `names ${api}` })),
  );
}

export interface Exemption {
  readonly path: string;
  readonly reason: string;
}

export function oversized(files: readonly SourceFile[], most: number, exempt: readonly Exemption[]): Violation[] {
  const lines = new Map(files.map(({ path, text }) => [path, text.trimEnd().split('\n').length]));
  const isExempt = (path: string): boolean => exempt.some((one) => one.path === path);
  const tooLong = [...lines].filter(([path, count]) => count > most && !isExempt(path));
  const needless = exempt.filter(({ path }) => (lines.get(path) ?? 0) <= most);
  return [
    ...tooLong.map(([path, count]) => ({ path, problem: `has ${count} lines, more than ${most}` })),
    ...needless.map(({ path }) => ({ path, problem: 'needs no exemption any more' })),
  ];
}

/** What only makes sense on the machine where it was written, or says that work is unfinished. */
const UNWANTED: readonly (readonly [RegExp, string])[] = [
  [/\b(TODO|FIXME|XXX|HACK)\b/, 'has a note about unfinished work'],
  [/(?<![\w.~-])\/(work|home|Users|root)\/[\w.-]/, 'has an absolute path of some machine'],
  [/\bregistry\.[a-z0-9-]+\.[a-z]{2,}\b|"resolved":\s*"https?:/, 'names a package registry'],
];

export function unwantedText(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path, text }) =>
    UNWANTED.filter(([pattern]) => pattern.test(text)).map(([, problem]) => ({ path, problem })),
  );
}

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>;
}

/** `npm ci` refuses to run when an optional package is not listed, even one for another platform. */
export function missingFromLockfile({ packages }: Lockfile): Violation[] {
  return Object.entries(packages).flatMap(([owner, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !packages[`node_modules/${name}`] && !packages[`${owner}/node_modules/${name}`])
      .map((name) => ({ path: 'package-lock.json', problem: `lacks ${name}, which ${owner || 'package.json'} wants` })),
  );
}
