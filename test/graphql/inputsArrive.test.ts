/**
 * Whatever can be sent arrives: every field of every mutation, as the schema lists them, gets a value of its own, and each of them
 * is found in the events that were appended. What cannot be is named here with the reason why.
 */
import { type GraphQLObjectType, getNamedType } from 'graphql';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { RecordedEvent } from '../../src/application/ports.ts';
import { schema } from '../../src/graphql/schema.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { writeEverything } from '../support/everything.ts';
import { type Ask, createAsk } from './client.ts';
import { askingAll, note, queries } from './everyQuery.ts';
import { another, day, type Instead, type Mutation, type Sent, Value, variablesOf } from './madeInputs.ts';

let app: TestApp;
let ask: Ask;
beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
});
afterAll(() => app.stop());

const mutations = schema.getMutationType()?.getFields() ?? {};

function mutation(name: string): Mutation {
  const found = mutations[name];
  if (!found) throw new Error(`There is no mutation ${name}`);
  return found;
}

/** How the records are made that others refer to. */
const MADE_BY: Readonly<Record<string, string>> = {
  Activity: 'planActivity',
  BookableEvent: 'createBookableEvent',
  Booking: 'bookSession',
  Cart: 'addToCart',
  Case: 'openCase',
  Category: 'createCategory',
  Company: 'createCompany',
  Contact: 'createContact',
  Form: 'defineForm',
  Invoice: 'draftInvoice',
  Member: 'registerMember',
  MemberGroup: 'createMemberGroup',
  Order: 'placeOrder',
  Payment: 'recordPayment',
  Product: 'createProduct',
  Quote: 'createQuote',
  Staff: 'addStaff',
  SubscriberList: 'createSubscriberList',
  Webhook: 'registerWebhook',
};

/** Fields that name a record of a kind that they are not called by. */
const NAMES: Readonly<Record<string, string>> = {
  categories: 'Category',
  event: 'BookableEvent',
  list: 'SubscriberList',
  parent: 'Category',
  related: 'Product',
  repeats: 'Order',
  sale: 'Order',
};

interface Made {
  readonly id: string;
  readonly key: string;
  readonly ref: number;
  readonly lines: readonly { readonly ref: number }[];
  readonly variants: readonly { readonly key: string }[];
}

async function record(kind: string, instead: Instead = {}): Promise<Made> {
  const made = mutation(MADE_BY[kind] ?? kind);
  const { answer } = await run(made, { ...(await PREPARED[made.name]?.()), ...instead }, true);
  return answer[shownBy(made)?.field ?? ''] as Made;
}

const once = <Of, Result>(make: (of: Of) => Promise<Result>) => {
  const made = new Map<Of, Promise<Result>>();
  return (of: Of): Promise<Result> => {
    const result = made.get(of) ?? make(of);
    made.set(of, result);
    return result;
  };
};
/** One that stays as it is. */
const standing = once((kind: string) => record(kind));

const idOf = ({ id, key }: Pick<Made, 'id' | 'key'>) => new Value(id, key);
const kindOf = (name: string): string => NAMES[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
const payloadOf = ({ name }: Mutation): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`;

/** The field of its payload that shows the record, and the kind of that. */
function shownBy(mutation: Mutation) {
  const payload = schema.getType(payloadOf(mutation)) as GraphQLObjectType;
  const shown = Object.values(payload.getFields()).find(({ type }) => getNamedType(type).name in MADE_BY);
  return shown && { field: shown.name, kind: getNamedType(shown.type).name };
}

const SHOWN = { id: 'id', key: 'key', ref: 'ref', lines: 'lines { ref }', variants: 'variants { key }' };

function documentOf(mutation: Mutation): string {
  const { name, args } = mutation;
  const shown = shownBy(mutation);
  const fields = shown ? (schema.getType(shown.kind) as GraphQLObjectType).getFields() : {};
  const selected = Object.entries(SHOWN).flatMap(([field, selection]) => (field in fields ? [selection] : []));
  return `mutation(${args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ')}) {
    ${name}(${args.map((arg) => `${arg.name}: $${arg.name}`).join(', ')}) {
      ... on ${payloadOf(mutation)} { position ${shown ? `${shown.field} { ${selected.join(' ')} }` : ''} }
      ... on Refusal { code message fields { path message } }
    }
  }`;
}

async function run(mutation: Mutation, instead: Instead, onlyRequired: boolean) {
  const sent: Sent[] = [];
  const named = async (field: string) =>
    idOf(await (field === 'id' ? record(shownBy(mutation)?.kind ?? '') : standing(kindOf(field))));
  const variables = await variablesOf(mutation, { instead, onlyRequired, named, sent });
  const before = await app.log.head();
  const { data, errors } = await ask<Record<string, Readonly<Record<string, unknown>>>>(
    documentOf(mutation),
    variables,
  );
  const answer = data?.[mutation.name] ?? {};
  if (errors || 'code' in answer)
    throw new Error(`${mutation.name} of ${JSON.stringify(variables)}: ${JSON.stringify(errors ?? answer)}`);
  const events: RecordedEvent[] = [];
  for await (const event of app.log.readAll(before === undefined ? {} : { from: before })) events.push(event);
  return { answer, sent, events };
}

const OPERATOR = { ref: 9_003, name: 'Ada' };
const SLOT = { start: day(9_001), end: day(9_002), operator: OPERATOR.ref };
const OTHER_SLOT = { start: day(9_005), end: day(9_006), operator: OPERATOR.ref };

const question = () => record('Form', { 'input.fields': [{ alias: 'colour' }] });
const led = async (slots: readonly object[]) => {
  const input = { 'input.operators': [OPERATOR], 'input.slots': slots, 'input.capacity': 100_000 };
  const services = { 'input.services': [{ ref: 9_004, name: 'Tea' }], 'input.form': (await question()).id };
  return idOf(await record('BookableEvent', { ...input, ...services }));
};
const inCart = async () => {
  const { key, lines } = await record('Cart');
  return { key, line: lines[0]?.ref };
};
const stocked = async () => {
  const product = await record('Product', { 'input.variants': [{}] });
  return { id: idOf(product), variant: product.variants[0]?.key };
};
const inGroup = async () => ({ 'input.groups.group': (await record('MemberGroup')).ref });

/** What mutations ask for that has to be there. */
const PREPARED: Readonly<Record<string, () => Promise<Instead>>> = {
  addToCart: async () => {
    const sku = `v${another()}`;
    await record('Product', { 'input.variants': [{ sku, price: '2.50', packQuantity: '6', size: 'L' }] });
    return { 'input.sku': sku };
  },
  adjustStock: stocked,
  bookSession: async () => ({
    ...{ 'input.event': await led([SLOT, OTHER_SLOT]), 'input.start': SLOT.start, 'input.operator': OPERATOR.ref },
    ...{ 'input.service': 9_004, 'input.answers.field': 'colour', 'input.contact': idOf(await record('Contact')) },
  }),
  checkOutCart: async () => ({ 'input.cart': (await inCart()).key, 'input.card': undefined }),
  countStock: stocked,
  offerSlots: async () => ({ id: await led([]), 'slots.operator': OPERATOR.ref }),
  refundPayment: async () => ({
    id: idOf(await record('Payment', { 'input.amount': '500000', 'input.currency': 'EUR' })),
  }),
  registerMember: inGroup,
  repriceCart: inCart,
  rescheduleBooking: async () => ({ start: OTHER_SLOT.start, operator: OPERATOR.ref }),
  submitForm: async () => ({ 'input.form': idOf(await question()), 'input.answers.field': 'colour' }),
  takePayment: async () => ({ 'input.card': undefined }),
  updateInCart: inCart,
  updateMember: async () => ({ ...(await inGroup()), 'input.approved': false }),
};

type Case = () => Instead | Promise<Instead>;
const SALE: readonly Case[] = [
  () => ({}),
  () => ({ 'input.discount.percent': '12.5', 'input.lines.discount.percent': '7.125' }),
  () => ({ 'input.discount.freeShipping': new Value(true, 'freeShipping') }),
];
const retagged = (kind: string) => async () => ({
  'input.id': idOf(await record(kind, { 'input.tags': ['v9007'] })),
  'input.setTags': undefined,
  'input.removeTags': new Value(['v9007'], 'v9007'),
});

/** What goes together; several, where not all fields can be given at once. */
const CASES: Readonly<Record<string, readonly Case[]>> = {
  addToCart: [
    async () => ({
      contact: idOf(await record('Contact', { 'input.priceBand': 'Trade' })),
      'input.unitPrice': new Value('1001.5', '6009'),
    }),
  ],
  bookSession: [() => ({}), () => ({ 'input.contact': undefined })],
  createBookableEvent: [() => ({ 'input.operators.ref': OPERATOR.ref, 'input.slots.operator': OPERATOR.ref })],
  createQuote: SALE,
  // A counter alone has text around its number.
  defineCustomField: [() => ({ 'input.type': new Value('COUNTER', 'counter') })],
  draftInvoice: SALE,
  placeOrder: [
    ...SALE,
    async () => {
      const { id, ref } = await record('Order');
      return { 'input.repeats': new Value(id, ref) };
    },
  ],
  reviseQuote: SALE,
  submitForm: [
    () => ({ 'input.alias': undefined }),
    async () => {
      const alias = `v${another()}`;
      await record('Form', { 'input.alias': alias, 'input.fields': [{ alias: 'colour' }] });
      return { 'input.form': undefined, 'input.alias': alias, 'input.contact': undefined };
    },
  ],
  updateCompany: [() => ({}), retagged('Company')],
  updateContact: [() => ({}), retagged('Contact')],
  updateProduct: [
    () => ({}),
    async () => {
      const { id, variant } = await stocked();
      return { 'input.id': id, 'input.variants.key': variant };
    },
    async () => {
      const { id, variant } = await stocked();
      return { 'input.id': id, 'input.removeVariants': new Value([variant], variant) };
    },
  ],
};

/** Told by the event that there is. */
const TOLD: Readonly<Record<string, string>> = {
  'recordEngagement.kind': 'MailingSent',
  'updateActivity.input.complete': 'ActivityCompleted',
  'updateContact.input.emailConfirmed': 'proven',
  'updateMember.input.approved': 'MemberDisapproved',
  'updateOrder.input.notifyBuyer': 'OrderNoticeRequested',
};

const MAILED = 'a mail goes out, and nothing is noted';
const HASHED = 'only its hash is kept';
const LINE = 'not for a single line';

/** What is not in the events that follow. */
const UNSEEN: Readonly<Record<string, string>> = {
  'checkOutCart.input.card': 'kept nowhere; charged in checkout.test.ts',
  'checkOutCart.input.mail': MAILED,
  'checkOutCart.input.onAccount': 'decides whether it becomes an order, in checkout.test.ts',
  'createProduct.input.variants.key': 'only finds a variant that there is',
  'createQuote.input.lines.discount.freeShipping': LINE,
  'draftInvoice.input.lines.discount.freeShipping': LINE,
  'placeOrder.input.lines.discount.freeShipping': LINE,
  'refundPayment.amount.currency': "the payment's own, or it is refused",
  'registerMember.input.password': HASHED,
  'reviseQuote.input.lines.discount.freeShipping': LINE,
  'setContactPassword.password': HASHED,
  'takePayment.input.card': 'kept nowhere; charged in checkout.test.ts',
  'takePayment.input.mail': MAILED,
};

/** Mutations that are asked elsewhere. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  completeCheckout: 'the bank answers, in checkout.test.ts',
  replayWebhookDeliveries: 'nothing of what it is asked is recorded',
  resolvePayment: 'nobody knows the outcome of a charge, in checkout.test.ts',
};

/** Every name and every value in it, with where it stands. */
function* entriesOf(value: unknown, at: readonly string[] = []): Generator<{ at: readonly string[]; held: unknown }> {
  if (typeof value !== 'object' || value === null) return yield { at, held: value };
  for (const [name, inner] of Object.entries(value)) {
    yield { at, held: name };
    yield* entriesOf(inner, [...at, name]);
  }
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** What could stand there for another reason counts only under the name of the field. */
function arrivedIn(events: readonly RecordedEvent[], sent: readonly Sent[]): (field: Sent) => boolean {
  const entries = events
    .filter(({ stream }) => !/^(request|claim|numbers)-/.test(stream))
    .flatMap(({ type, stream, data }) => [
      ...entriesOf({ [type]: data, stream: stream.slice(stream.indexOf('-') + 1) }),
    ]);
  return ({ path, held }) => {
    const told = TOLD[path];
    const isOwn = /\d.{3}/.test(String(held)) && sent.filter((other) => other.held === held).length === 1;
    return entries.some(({ at, held: found }) =>
      told
        ? found === told || at.includes(told)
        : found === held && (isOwn || held === nameOf(path) || at.includes(nameOf(path))),
    );
  };
}

/** What only says which record is meant. */
const WHICH: ReadonlySet<string> = new Set(['id', 'key', 'apiKey', 'idempotencyKey']);
const recording = Object.values(mutations).filter(
  ({ name, args }) =>
    !/^(remove|withdraw)/.test(name) && !(name in ELSEWHERE) && args.some((arg) => !WHICH.has(arg.name)),
);

/** What was sent in all cases, and what arrived in any. */
async function sendAll(recorded: Mutation) {
  const fields = new Set<string>();
  const arrived = new Set<string>();
  for (const given of CASES[recorded.name] ?? [() => ({})]) {
    const instead = { ...(await PREPARED[recorded.name]?.()), ...(await given()) };
    const { sent, events } = await run(recorded, instead, false);
    const hasArrived = arrivedIn(events, sent);
    for (const field of sent) {
      fields.add(field.path);
      if (hasArrived(field)) arrived.add(field.path);
    }
  }
  return { fields: [...fields], arrived };
}
const sentOnce = once(sendAll);

test.each(recording.map((each) => [each.name, each] as const))('%s', async (_name, recorded) => {
  const { fields, arrived } = await sentOnce(recorded);
  expect(fields.filter((path) => !arrived.has(path))).toEqual(fields.filter((path) => path in UNSEEN));
});

/** What none of the records has. */
const UNSHOWN: Readonly<Record<string, string>> = {
  'ApiKey.revokedAt': 'none was revoked; in access.test.ts',
  'Payment.taxRate': 'only programs of old say it',
};

/** How webhooks do changes while it is asked. */
const lasting = queries.filter(({ name }) => name !== 'webhooks');

test('whatever has arrived is shown, and what other events tell', async () => {
  const seen = { asked: new Set<string>(), shown: new Set<string>() };
  for (const each of recording) await sentOnce(each);
  const other = await startTestApp();
  onTestFinished(() => other.stop());
  await writeEverything(other);
  await app.app.readModels.reached((await app.log.head()) ?? 0n);
  for (const asking of [ask, createAsk(other)]) {
    for (const query of lasting) {
      const { data, errors } = await asking<Record<string, unknown>>(askingAll(query));
      expect(errors).toBeUndefined();
      note(query.type, data?.[query.name], seen);
    }
  }
  expect([...seen.asked].filter((field) => !seen.shown.has(field) && !(field in UNSHOWN))).toEqual([]);
});

test('nothing is named here that is not there', () => {
  const named = [PREPARED, CASES, TOLD, UNSEEN, ELSEWHERE].flatMap((table) => Object.keys(table));
  expect(named.filter((path) => !((path.split('.')[0] ?? '') in mutations))).toEqual([]);
});
