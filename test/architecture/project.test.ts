/** The rules of `docs/architecture.md`, applied to the whole project. `rules.test.ts` shows that each of them can fail. */
import { expect, test } from 'vitest';
import { importViolations } from './imports.ts';
import {
  driversTransactions,
  type Exemption,
  impurities,
  missingFromLockfile,
  namedApis,
  oversized,
  readersOfTheEnvironment,
  rememberingModules,
  unevenAggregates,
  unwantedText,
} from './rules.ts';
import { read, sources, trackedFiles, walk } from './source.ts';

const APIS = ['jetpack', 'treepl', 'salessystem', 'simvoly'];
const MOST_LINES = 300;
const LONGER_FOR_A_REASON: readonly Exemption[] = [];

const src = sources('src');

test('imports follow the layers', () => {
  expect(importViolations(src)).toEqual([]);
});

test('the domain is pure', () => {
  expect(impurities(src.filter(({ path }) => path.startsWith('src/domain/')))).toEqual([]);
});

test('every aggregate has the same three files', () => {
  expect(unevenAggregates(walk('src/domain'))).toEqual([]);
});

test('one file reads the environment', () => {
  expect(readersOfTheEnvironment(src)).toEqual([]);
});

test('transactions are begun in one place', () => {
  expect(driversTransactions(src)).toEqual([]);
});

test('no module remembers anything', () => {
  expect(rememberingModules(src)).toEqual([]);
});

test('the kit of the legacy APIs names none of them', () => {
  expect(
    namedApis(
      src.filter(({ path }) => path.startsWith('src/legacy-rest/kit/')),
      APIS,
    ),
  ).toEqual([]);
});

test(`no source file is longer than ${MOST_LINES} lines`, () => {
  expect(oversized(src, MOST_LINES, LONGER_FOR_A_REASON)).toEqual([]);
});

test('nothing says that it is unfinished or belongs to one machine', () => {
  // These two files hold the patterns and samples themselves.
  const own = ['test/architecture/rules.ts', 'test/architecture/rules.test.ts'];
  expect(unwantedText(trackedFiles().filter(({ path }) => !own.includes(path)))).toEqual([]);
});

test('the lockfile lists every optional package', () => {
  expect(missingFromLockfile(JSON.parse(read('package-lock.json').text))).toEqual([]);
});
