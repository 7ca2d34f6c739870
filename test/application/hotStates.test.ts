/** Two programs on one log, each with carts of its own in memory: what one remembers is old as soon as the other writes. */
import { beforeEach, expect, test } from 'vitest';
import { createMemoryLog } from '../../src/adapters/memory/log.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createIds } from '../../src/adapters/system/ids.ts';
import { createExecutor, type Executor } from '../../src/application/execute.ts';
import type { EventLog } from '../../src/application/ports.ts';
import { catalogue } from '../../src/domain/catalogue.ts';
import { type CartCommand, cart } from '../../src/domain/commerce/cart/decide.ts';
import { testContext } from '../support/sales.ts';

let one: Executor;
let other: Executor;
let reads = 0;
beforeEach(() => {
  const log = createMemoryLog();
  const readStream = log.readStream.bind(log);
  const counting: EventLog = Object.assign(log, {
    readStream: (...given: Parameters<EventLog['readStream']>) => {
      reads++;
      return readStream(...given);
    },
  });
  const open = () => createExecutor({ log: counting, catalogue, clock: systemClock, ids: createIds(systemClock) });
  [one, other] = [open(), open()];
});

const TERMS = { contact: null, band: null, taxable: 'Y', currency: 'GBP' } as const;
const add = (ref: number): CartCommand => ({
  type: 'AddToCart',
  shop: 'shop',
  terms: TERMS,
  line: {
    ...{ ref, product: 'p', variant: `v${ref}`, sku: `S${ref}`, name: 'Tea', size: null, category: null, unit: 'unit' },
    ...{ quantity: '1', unitPrice: '1', taxRate: '0', location: null },
    ...{ customPrice: false, customRate: false, fixed: false },
  },
});
const remove = (ref: number): CartCommand => ({ type: 'RemoveFromCart', ref });
const run = (executor: Executor, command: CartCommand) => executor.execute(testContext, cart, 'c', command);

const refsSeenBy = async (executor: Executor): Promise<number[]> => {
  const { state } = await executor.load(cart, 'c');
  return state.phase === 'open' ? state.lines.map(({ ref }) => ref) : [];
};

test('what was written here is not read again', async () => {
  expect((await run(one, add(1))).ok).toBe(true);
  reads = 0;
  for (const ref of [2, 3, 4]) expect((await run(one, add(ref))).ok).toBe(true);
  expect(reads).toBe(0);
  expect(await refsSeenBy(one)).toEqual([1, 2, 3, 4]);
});

test('what another program added is neither lost nor refused', async () => {
  await run(one, add(1));
  await run(other, add(2));
  expect((await run(one, add(3))).ok).toBe(true);
  await run(other, add(4));
  // What is remembered here knows of no fourth line, and a refusal is never decided on that alone.
  expect((await run(one, remove(4))).ok).toBe(true);
  for (const executor of [one, other]) expect(await refsSeenBy(executor)).toEqual([1, 2, 3]);
});

test('what another program took out cannot be taken out again', async () => {
  await run(one, add(1));
  await run(one, add(2));
  await run(other, remove(1));
  expect(await run(one, remove(1))).toMatchObject({ ok: false, refusal: { code: 'CART_LINE_NOT_FOUND' } });
  expect(await refsSeenBy(one)).toEqual([2]);
});

test('a glance may be old, a look is not', async () => {
  await run(one, add(1));
  await run(other, add(2));
  const { state } = await one.glance(cart, 'c');
  expect(state.phase === 'open' && state.lines.length).toBe(1);
  expect(await refsSeenBy(one)).toEqual([1, 2]);
});

test('both at once lose nothing', async () => {
  const refs = Array.from({ length: 60 }, (_, index) => index + 1);
  await Promise.all(refs.map((ref) => run(ref % 2 ? one : other, add(ref))));
  for (const executor of [one, other]) expect((await refsSeenBy(executor)).sort((a, b) => a - b)).toEqual(refs);
});
