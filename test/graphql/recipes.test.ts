/** Runs `docs/graphql.md`: each query with its variables has to answer what the document says. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Ask, createAsk } from './client.ts';

const DOCUMENT = readFileSync(new URL('../../docs/graphql.md', import.meta.url), 'utf8');

interface Step {
  readonly query: string;
  variables: string;
  answer: string;
}

/** By the heading that they stand under. */
const recipes = DOCUMENT.split(/^## /m)
  .slice(1)
  .map((section): readonly [string, readonly Step[]] => {
    const steps: Step[] = [];
    for (const [, kind, content = ''] of section.matchAll(/^```(graphql|json variables|json answer)\n(.*?)^```$/gms)) {
      const last = steps.at(-1);
      if (kind === 'graphql') steps.push({ query: content, variables: '{}', answer: '' });
      else if (last && kind === 'json variables') last.variables = content;
      else if (last) last.answer = content;
    }
    return [section.split('\n')[0] ?? '', steps];
  });

const HOUR = 3_600_000;
const noon = Math.ceil((Date.now() + 24 * HOUR) / HOUR) * HOUR;

/** What the names in angle brackets stand for. */
const values = new Map<string, unknown>([
  ['<tomorrow at ten>', new Date(noon).toISOString()],
  ['<tomorrow at eleven>', new Date(noon + HOUR).toISOString()],
]);

const isName = (value: unknown): value is string => typeof value === 'string' && /^<[^<>]+>$/.test(value);

function filledIn(value: unknown): unknown {
  if (isName(value)) {
    if (!values.has(value)) throw new Error(`Nothing has given ${value} yet`);
    return values.get(value);
  }
  if (Array.isArray(value)) return value.map(filledIn);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filledIn(inner)]));
}

/** Notes what the new names of an answer stand for. */
function learn(expected: unknown, given: unknown): void {
  if (isName(expected)) {
    if (!values.has(expected) && given !== undefined && given !== null) values.set(expected, given);
  } else if (typeof expected === 'object' && expected !== null) {
    for (const [name, inner] of Object.entries(expected))
      learn(inner, (given as Record<string, unknown> | null)?.[name]);
  }
}

let app: TestApp;
let ask: Ask;
beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
});
afterAll(() => app.stop());

test('there are ten', () => expect(recipes).toHaveLength(10));

describe('recipe', () => {
  test.each(recipes)('%s', async (_heading, steps) => {
    expect(steps.length).toBeGreaterThan(0);
    for (const { query, variables, answer } of steps) {
      const { data, errors } = await ask(query, filledIn(JSON.parse(variables)) as Record<string, unknown>);
      expect(errors).toBeUndefined();
      const expected: unknown = JSON.parse(answer);
      learn(expected, data);
      expect(data).toEqual(filledIn(expected));
    }
  });
});
