/** Each rule must be able to fail: it is shown a bad sample, and a good one that looks similar. */
import { describe, expect, test } from 'vitest';
import { importViolations } from './imports.ts';
import {
  driversTransactions,
  impurities,
  missingFromLockfile,
  namedApis,
  oversized,
  readersOfTheEnvironment,
  rememberingModules,
  unevenAggregates,
  unwantedText,
} from './rules.ts';
import { importsOf, trackedFiles, withoutComments } from './source.ts';

const file = (path: string, text: string) => ({ path, text });
const problems = (violations: readonly { readonly problem: string }[]): string[] =>
  violations.map(({ problem }) => problem);

describe('finding imports', () => {
  test('every form is seen', () => {
    const text = `import a from 'a';
      import type { B } from "./b.ts";
      import {
        c,
      } from '../c.ts';
      export * from 'd';
      export type { E } from 'e';
      import 'f';
      const g = await import('g');`;
    expect(importsOf(file('src/x/y.ts', text)).map(({ target, typeOnly }) => [target, typeOnly])).toEqual([
      ['a', false],
      ['src/x/b.ts', true],
      ['src/c.ts', false],
      ['d', false],
      ['e', true],
      ['f', false],
      ['g', false],
    ]);
  });

  test('comments do not count, and a string is not a comment', () => {
    expect(importsOf(file('src/x.ts', `// import 'a';\n/* import 'b' */\n`))).toEqual([]);
    expect(withoutComments(`const url = 'http://x'; // gone`)).toBe(`const url = 'http://x';  `);
  });
});

describe('imports', () => {
  const check = (path: string, specifier: string): string[] =>
    problems(importViolations([file(path, `import { x } from '${specifier}';`)]));

  test.each([
    ['src/domain/crm/contact/decide.ts', 'big.js'],
    ['src/domain/crm/contact/decide.ts', 'node:crypto'],
    ['src/domain/crm/contact/decide.ts', '../../../application/ports.ts'],
    ['src/domain/crm/contact/decide.ts', '../../identity/claim/events.ts'],
    ['src/application/contacts.ts', '../adapters/postgres/connect.ts'],
    ['src/application/contacts.ts', '../projections/engine/rows.ts'],
    ['src/application/contacts.ts', '../graphql/builder.ts'],
    ['src/application/contacts.ts', 'postgres'],
    ['src/projections/contacts/queries.ts', '../../application/contacts.ts'],
    ['src/projections/contacts/queries.ts', '../../adapters/postgres/connect.ts'],
    ['src/legacy-rest/jetpack/api.ts', '../simvoly/wire.ts'],
    ['src/legacy-rest/jetpack/api.ts', '../../adapters/system/clock.ts'],
    ['src/legacy-rest/jetpack/api.ts', '../../projections/engine/rows.ts'],
    ['src/legacy-rest/jetpack/api.ts', '../../graphql/builder.ts'],
    ['src/legacy-rest/jetpack/api.ts', 'postgres'],
    ['src/legacy-rest/jetpack/api.ts', '@eventstore/db-client'],
    ['src/legacy-rest/kit/api.ts', '../jetpack/api.ts'],
    ['src/graphql/contacts.ts', 'postgres'],
    ['src/graphql/contacts.ts', '../adapters/system/clock.ts'],
    ['src/graphql/contacts.ts', '../legacy-rest/jetpack/api.ts'],
    ['src/http/server.ts', '../adapters/postgres/connect.ts'],
    ['src/http/server.ts', '../config.ts'],
    ['src/adapters/memory/log.ts', '../../http/edge.ts'],
    ['src/processes/webhooks.ts', '../adapters/system/clock.ts'],
  ])('%s may not import %s', (path, specifier) => {
    expect(check(path, specifier)).toHaveLength(1);
  });

  test.each([
    ['src/domain/crm/contact/decide.ts', 'zod'],
    ['src/domain/crm/contact/decide.ts', '../../kernel/decision.ts'],
    ['src/domain/crm/contact/decide.ts', './events.ts'],
    ['src/domain/catalogue.ts', './crm/contact/events.ts'],
    ['src/application/contacts.ts', '../projections/contacts/queries.ts'],
    ['src/projections/contacts/queries.ts', '../../application/ports.ts'],
    ['src/legacy-rest/jetpack/api.ts', '../kit/api.ts'],
    ['src/legacy-rest/jetpack/api.ts', 'hono'],
    ['src/legacy-rest/registry.ts', './jetpack/api.ts'],
    ['src/main.ts', './adapters/postgres/connect.ts'],
    ['src/cli/main.ts', '../adapters/postgres/embedded.ts'],
  ])('%s may import %s', (path, specifier) => {
    expect(check(path, specifier)).toEqual([]);
  });

  test('types of a read model may be imported, its values not', () => {
    const path = 'src/application/contacts.ts';
    const from = `from '../projections/contacts/model.ts';`;
    expect(importViolations([file(path, `import type { ContactRow } ${from}`)])).toEqual([]);
    expect(problems(importViolations([file(path, `import { contacts } ${from}`)]))).toEqual([
      'imports src/projections/contacts/model.ts',
    ]);
  });

  test('an exception is for one file and one target', () => {
    const text = `import { timingSafeEqual } from 'node:crypto';`;
    const exceptions = [{ path: 'src/application/a.ts', target: 'node:crypto', reason: 'pure' }];
    const both = [file('src/application/a.ts', text), file('src/application/b.ts', text)];
    expect(importViolations(both, exceptions).map(({ path }) => path)).toEqual(['src/application/b.ts']);
  });

  test('a file in a new place must be given a layer', () => {
    expect(problems(importViolations([file('src/misc/helpers.ts', '')]))).toEqual([
      'belongs to no layer: add it to test/architecture/imports.ts',
    ]);
  });
});

describe('purity', () => {
  test.each([
    'const at = Date.now();',
    'const at = new Date();',
    'const at = new Date;',
    'const at = Date();',
    'const at = performance.now();',
    'const n = Math.random();',
    'const id = crypto.randomUUID();',
    'const home = process.cwd();',
    'const x = globalThis.y;',
    'async function f() {}',
    'const p = Promise.resolve(1);',
    'setTimeout(f, 1);',
    "fetch('x');",
    "console.log('x');",
    'const text = n.toLocaleString();',
    "import { hash } from 'node:crypto';",
  ])('%s is refused', (text) => {
    expect(impurities([file('src/domain/x.ts', text)])).not.toEqual([]);
  });

  test.each(['const at = new Date(iso);', '// now: Date.now()', "const text = 'await';", 'const processed = 1;'])(
    '%s is fine',
    (text) => {
      expect(impurities([file('src/domain/x.ts', text)])).toEqual([]);
    },
  );
});

describe('files and folders', () => {
  test('an aggregate with a missing or an additional file is named', () => {
    const folder = 'src/domain/crm/contact';
    const three = [`${folder}/events.ts`, `${folder}/state.ts`, `${folder}/decide.ts`];
    expect(unevenAggregates([...three, 'src/domain/kernel/money/x.ts', 'src/domain/crm/pricing.ts'])).toEqual([]);
    expect(unevenAggregates(three.slice(1))).toHaveLength(1);
    expect(unevenAggregates([...three, `${folder}/helpers.ts`])).toHaveLength(1);
    expect(unevenAggregates([...three, `${folder}/parts/x.ts`])).toHaveLength(1);
  });

  test('a second reader of the environment is named', () => {
    const text = 'const port = process.env.PORT;';
    expect(readersOfTheEnvironment([file('src/config.ts', text)])).toEqual([]);
    expect(readersOfTheEnvironment([file('src/main.ts', text)])).toHaveLength(1);
    expect(readersOfTheEnvironment([file('src/main.ts', `import { env } from 'node:process';`)])).toHaveLength(1);
    expect(readersOfTheEnvironment([file('src/main.ts', '// not process.env')])).toEqual([]);
  });

  test('a transaction of the driver is found anywhere but in its place', () => {
    const text = 'await sql.begin(work);';
    expect(driversTransactions([file('src/projections/engine/db.ts', text)])).toEqual([]);
    expect(driversTransactions([file('src/a.ts', text), file('src/b.ts', 'sql.reserve()')])).toHaveLength(2);
    expect(driversTransactions([file('src/a.ts', '// not sql.begin()')])).toEqual([]);
  });

  test('a module that remembers something is named, a function may', () => {
    const samples = ['let last = 0;', 'export let last = 0;', 'var last;'].map((text) => file('src/x.ts', `${text}\n`));
    expect(problems(rememberingModules(samples))).toEqual(samples.map(() => 'remembers last in the module'));
    expect(rememberingModules([file('src/x.ts', 'const f = () => {\n  let n = 0;\n};\n// let it be\n')])).toEqual([]);
  });

  test('an API named in the kit is found, in comments too', () => {
    const samples = [file('src/legacy-rest/kit/a.ts', '// as Treepl does'), file('src/legacy-rest/kit/b.ts', 'ok')];
    expect(problems(namedApis(samples, ['treepl', 'jetpack']))).toEqual(['names treepl']);
  });

  test('a long file is named unless exempt, and an exemption without need too', () => {
    const long = file('src/long.ts', 'x\n'.repeat(11));
    const exempt = [{ path: 'src/long.ts', reason: 'a table' }];
    expect(problems(oversized([long], 10, []))).toEqual(['has 11 lines, more than 10']);
    expect(oversized([long], 10, exempt)).toEqual([]);
    expect(problems(oversized([file('src/long.ts', 'x\n')], 10, exempt))).toEqual(['needs no exemption any more']);
  });

  test.each([
    '// TODO later',
    '// FIXME',
    "const p = '/home/ada/crm';",
    'see /root/.npmrc',
    '"resolved": "https://x/y.tgz"',
  ])('%s is unwanted', (text) => {
    expect(unwantedText([file('a.ts', text)])).toHaveLength(1);
  });

  test.each(['every method', 'src/work/main', 'a folder below /root', 'https://example.com/home/page'])(
    '%s is fine',
    (text) => {
      expect(unwantedText([file('a.md', text)])).toEqual([]);
    },
  );

  test('a registry host is unwanted wherever it stands', () => {
    expect(unwantedText([file('package-lock.json', ['https://registry', 'example', 'com/x'].join('.'))])).toHaveLength(
      1,
    );
  });

  test('an optional package that the lockfile forgot is named', () => {
    const owner = { optionalDependencies: { cli: '1.0.0' } };
    expect(missingFromLockfile({ packages: { 'node_modules/tool': owner } })).toHaveLength(1);
    expect(missingFromLockfile({ packages: { 'node_modules/tool': owner, 'node_modules/cli': {} } })).toEqual([]);
  });

  test('tracked files are found', () => {
    expect(trackedFiles().map(({ path }) => path)).toContain('package.json');
  });
});
