/**
 * Exchanges with the running plugin, recorded in one ordered run, replayed in that order against the plugin shape. Numbers of
 * records are mapped, times and hashes are compared by their form, and everything else that is not equal has a name below.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defineField, type Jetpack, PLUGIN, startJetpack } from './client.ts';
import { DIFFERENCES } from './golden/differences.ts';

interface Exchange {
  readonly case: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query: string;
    readonly body: string | null;
    readonly contentType: string | null;
  };
  readonly response: { readonly status: number; readonly body: unknown };
}

const exchanges = readFileSync(new URL('./golden/plugin-6.4.4.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Exchange);

let jetpack: Jetpack;
beforeAll(async () => {
  jetpack = await startJetpack();
  const { app } = jetpack;
  await defineField(app, 'custom-field');
  await defineField(app, 'favourite-number', { type: 'number' });
  await defineField(app, 'colour', { type: 'choice', choices: ['red', 'green'] });
  await defineField(app, 'birthday', { type: 'date' });
  await defineField(app, 'score', { type: 'number' });
  await defineField(app, 'vat-number', { entity: 'company' });
  await defineField(app, 'campaign-code', { entity: 'transaction' });
  await defineField(app, 'quote-ref', { entity: 'quote' });
  await defineField(app, 'po-number', { entity: 'invoice' });
});
afterAll(() => jetpack.stop());

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function replay({ method, path, query, body, contentType }: Exchange['request']): Promise<Answer> {
  const keys = query.replace('=KEY', `=${jetpack.app.key}`).replace('=SECRET', `=${jetpack.app.secret}`);
  const target = `${PLUGIN}${path.slice('/zbs_api'.length)}?${keys}`;
  if (method === 'BREW') return raw(method, target);
  const response = await fetch(`${jetpack.app.url}${target}`, {
    method,
    redirect: 'manual',
    ...(body === null ? {} : { body: mapped(body), headers: contentType ? { 'content-type': contentType } : {} }),
  });
  return { status: response.status, body: parsed(await response.text()) };
}

/** Node's own client takes no such method. */
function raw(method: string, target: string): Promise<Answer> {
  const { hostname, port } = new URL(jetpack.app.url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${method} ${target} HTTP/1.1\r\nHost: x\r\n\r\n`),
    );
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('close', () =>
      resolve({
        status: Number(text.split(' ')[1]),
        body: parsed(text.slice(text.indexOf('\r\n\r\n') + 4)),
      }),
    );
    socket.on('error', reject);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Numbers that the original gave, and ours for the same record. */
const numbers = new Map<string, number>();

function learn(kind: string, theirs: unknown, ours: unknown): void {
  const [left, right] = [theirs, ours] as readonly { readonly id?: unknown }[];
  if (typeof left?.id === 'number' && typeof right?.id === 'number') numbers.set(`${kind}:${left.id}`, right.id);
}

const KINDS: Readonly<Record<string, string>> = { id: 'same', event_id: 'create_event', customer: 'create_customer' };

let endpoint = '';

function mapped(body: string): string {
  const sent = parsed(body);
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return body;
  const entries = Object.entries(sent).map(([name, value]) => {
    const kind = KINDS[name] === 'same' ? endpoint : KINDS[name];
    return [name, (typeof value === 'number' && numbers.get(`${kind}:${value}`)) || value];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

/** What is another each time: numbers of records, times and hashes. Their type and form are the same. */
const VOLATILE = /(^|\.)(id|hash|event|customer|created|createduts|date|lastupdated)(_date)?$/;

/** Texts by which rows of a list are the same record. */
const identityOf = (row: unknown): string => {
  const { email, title, ref, name } = row as Readonly<Record<string, unknown>>;
  return String(email ?? ref ?? title ?? name).toLowerCase();
};

function differences(theirs: unknown, ours: unknown, path = ''): string[] {
  if (Array.isArray(theirs) && Array.isArray(ours)) return listDifferences(theirs, ours, path);
  if (isTree(theirs) && isTree(ours)) {
    const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])];
    const untold = relationsIn(theirs).filter((relation) => !relationsIn(ours).includes(relation));
    return [
      ...names.flatMap((name) => differences(theirs[name], ours[name], path ? `${path}.${name}` : name)),
      ...untold.map((relation) => `${path}: ${relation}`),
    ];
  }
  const isSame = VOLATILE.test(path) ? formOf(theirs) === formOf(ours) : theirs === ours;
  return isSame ? [] : [`${path}: ${JSON.stringify(theirs)?.slice(0, 60)} → ${JSON.stringify(ours)?.slice(0, 60)}`];
}

/** Times of one record that say the same: a number and the texts beside it, and what came before what. */
function relationsIn(row: Readonly<Record<string, unknown>>): string[] {
  const pairs = Object.keys(row).map((name) => [name, `${name}_date`] as const);
  const same = [...pairs, ['createduts', 'created'] as const].filter(([unix, text]) =>
    isSameTime(row[unix], row[text]),
  );
  const isInOrder = Number(row.created ?? 0) <= Number(row.lastupdated ?? -1);
  return [
    ...same.map(([unix, text]) => `${text} is no longer ${unix}`),
    ...(isInOrder ? ['changed before created'] : []),
  ];
}

/** Texts have a date in one of two orders, with or without a time. */
function isSameTime(unix: unknown, text: unknown): boolean {
  if (!/^\d{9,}$/.test(String(unix)) || typeof text !== 'string') return false;
  const iso = new Date(Number(unix) * 1000).toISOString();
  const [year, month, day] = iso.slice(0, 10).split('-');
  const time = iso.slice(11, 19);
  return [`${iso.slice(0, 10)} ${time}`, iso.slice(0, 10), `${month}/${day}/${year}`].includes(text);
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const formOf = (value: unknown): string => `${typeof value} ${String(value).replace(/\d+/g, '0')}`;

/** The record of exchanges is a selection: what others wrote is in its lists, and not in ours. */
function listDifferences(theirs: readonly unknown[], ours: readonly unknown[], path: string): string[] {
  if (!ours.every(isTree)) return theirs.length === ours.length ? [] : [`${path}: ${theirs.length} → ${ours.length}`];
  if (ours.length === 0 && theirs.length > 0) return [`${path}: ${theirs.length} → 0`];
  const known = new Map(theirs.map((row) => [identityOf(row), row]));
  return ours.flatMap((row) => {
    const original = known.get(identityOf(row));
    return original === undefined ? [`${path}[]: only here`] : differences(original, row, `${path}[]`);
  });
}

/** What an exchange outside of the selection had done before this one. */
const BEFORE: Readonly<Record<string, object>> = {
  '137-create_customer-sticky-status-not-changed': { email: 'sticky@example.com', status: 'Customer' },
};

const used = new Set<string>();

for (const exchange of exchanges) {
  test(exchange.case, async () => {
    endpoint = exchange.request.path.split('/')[2] ?? '';
    const before = BEFORE[exchange.case];
    if (before) await jetpack.post(endpoint, before, { root: PLUGIN });
    const { status, body } = await replay(exchange.request);
    learn(endpoint, exchange.response.body, body);
    const found = [
      ...(status === exchange.response.status ? [] : [`status: ${exchange.response.status} → ${status}`]),
      ...differences(exchange.response.body, body, 'body'),
    ];
    const left = found.filter((difference) => {
      const named = DIFFERENCES.filter(({ cases, what }) => cases.test(exchange.case) && what.test(difference));
      for (const { why } of named) used.add(why);
      return named.length === 0;
    });
    expect(left).toEqual([]);
  });
}

test('every difference that has a name is still there', () => {
  expect(DIFFERENCES.map(({ why }) => why).filter((why) => !used.has(why))).toEqual([]);
});
