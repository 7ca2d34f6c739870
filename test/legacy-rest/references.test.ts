/** The references of the legacy APIs tell the truth: what they name is there, and what pins it is too. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiReference, OperationReference } from '../../src/legacy-rest/kit/reference.ts';
import { legacyApis } from '../../src/legacy-rest/registry.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { send } from '../support/http.ts';

const references = legacyApis.flatMap(({ name, reference }) => (reference ? [{ name, reference }] : []));

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

describe.each(references)('the reference of $name', ({ name, reference }) => {
  it('names tests that exist', () => {
    const missing = rowsOf(reference).filter(({ test }) => !isThere(name, test));
    expect(missing.map(({ test }) => test)).toEqual([]);
  });

  it.each(reference.operations)('names an operation that exists: $method $path', async ({ method, path }) => {
    const { status } = await send(`${app.url}${path.replaceAll(/\{\w+\}/g, '1')}`, { method });
    expect([404, 405, 500]).not.toContain(status);
  });

  it('is shown under /docs, as a page and as OpenAPI', async () => {
    const page = await send(`${app.url}/docs/${name}`);
    expect(page.headers['content-type']).toContain('text/html');
    for (const { test } of rowsOf(reference)) expect(page.text).toContain(escapedHtml(test.split('`')[0] ?? ''));
    const [, loaded] = /(?:src|href)="(https?:[^"]*)/.exec(page.text) ?? [];
    expect(loaded).toBeUndefined();
    const { body } = await send<{ openapi: string; paths: Record<string, object> }>(
      `${app.url}/docs/${name}/openapi.json`,
    );
    expect(body.openapi).toBe('3.1.0');
    expect(operationsOf(body.paths)).toEqual(reference.operations.map(titleOf).sort());
    expect((await send(`${app.url}/docs`)).text).toContain(`/docs/${name}`);
  });
});

const rowsOf = ({ operations }: ApiReference) =>
  operations.flatMap(({ parameters, answers }) => [...parameters, ...answers]);

const escapedHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

const titleOf = ({ method, path }: OperationReference): string => `${method} ${path}`;

const operationsOf = (paths: Record<string, object>): string[] =>
  Object.entries(paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    .sort();

function isThere(api: string, test: string): boolean {
  const [file = '', title = ''] = test.split(/: (.*)/s);
  const url = new URL(`./${api}/${file}`, import.meta.url);
  return title !== '' && new RegExp(`${escaped(title)}(?!\\d)`).test(readFileSync(url, 'utf8'));
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
