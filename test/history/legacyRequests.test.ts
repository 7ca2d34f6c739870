/** For each request of an API of old: the commands that it became, and the mutation that says the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mutationOf, WITHOUT_MUTATION } from '../../src/graphql/mutationOf.ts';
import { schema } from '../../src/graphql/schema.ts';
import { allFronts } from '../e2e/fronts.ts';
import { type Ask, createAsk } from '../graphql/client.ts';
import { startTestApp, type TestApp } from '../support/app.ts';

let app: TestApp;
let ask: Ask;
beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
});
afterAll(() => app.stop());

const mutations = new Set(Object.keys(schema.getMutationType()?.getFields() ?? {}));

const domain = new URL('../../src/domain/', import.meta.url);
const commands = readdirSync(domain, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('decide.ts'))
  .flatMap((path) => [...readFileSync(new URL(path, domain), 'utf8').matchAll(/readonly type: '(\w+)'/g)])
  .map(([, name]) => name ?? '');

test('every command has its mutation, or is none of a client’s business', () => {
  expect(commands.length).toBeGreaterThan(80);
  expect(commands.filter((name) => mutationOf(name, mutations) === null).sort()).toEqual([...WITHOUT_MUTATION].sort());
});

interface Request {
  readonly requestId: string;
  readonly command: string;
  readonly mutation: string | null;
  readonly type: string;
}

interface Node {
  readonly kind: string;
  readonly name: string;
  readonly mutation: string | null;
}

const AUDIT = `query($surface: Surface!) {
  audit(filter: { surface: $surface, kinds: ["contact"] }, first: 10) { nodes { requestId command mutation type } } }`;
const TRAIL = 'query($id: String!) { auditTrail(correlationId: $id) { kind name mutation } }';

test.each(['jetpack', 'treepl', 'salessystem', 'simvoly'])('%s: a contact that was made', async (name) => {
  const front = allFronts(app).find((each) => each.name === name);
  await front?.create({ email: `${name}@example.com`, firstName: 'Ann', lastName: 'Lee' });
  const audited = await ask<{ audit: { nodes: readonly Request[] } }>(AUDIT, { surface: name.toUpperCase() });
  const [first] = audited.data.audit.nodes;
  expect(first).toMatchObject({ command: 'CreateContact', mutation: 'createContact', type: 'ContactCreated' });
  const { data } = await ask<{ auditTrail: readonly Node[] }>(TRAIL, { id: first?.requestId });
  const [request, ...rest] = data.auditTrail;
  expect(request).toEqual({ kind: 'REQUEST', name: first?.requestId, mutation: null });
  const given = rest.filter(({ kind }) => kind === 'COMMAND');
  expect(given).toContainEqual({ kind: 'COMMAND', name: 'CreateContact', mutation: 'createContact' });
  expect(given.filter(({ mutation }) => mutation === null).filter((each) => !WITHOUT_MUTATION.has(each.name))).toEqual(
    [],
  );
});
