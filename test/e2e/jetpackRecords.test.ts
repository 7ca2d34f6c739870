/** Records that a Jetpack client writes, in the words of the other APIs; and what those wrote, after a Jetpack client changed it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { accepted, teaOrder, testContext } from '../support/sales.ts';
import { call } from './fronts.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const headers = () => ({ authorization: `Bearer ${app.secret}`, 'content-type': 'application/json' });

async function ask(query: string, variables: object = {}) {
  const { body } = await call(`${app.url}/graphql`, {
    method: 'POST',
    headers: headers(),
    body: JSON.stringify({ query, variables }),
  });
  expect(body.errors).toBeUndefined();
  return body.data;
}

const read = async (path: string) => (await call(`${app.url}${path}`, { headers: headers() })).body;

async function jetpack(endpoint: string, sent: object) {
  const address = `${app.url}/zbs_api/${endpoint}?api_key=${app.key}&api_secret=${app.secret}`;
  const { body } = await call(address, { method: 'POST', body: JSON.stringify(sent) });
  expect(body.id, JSON.stringify(body)).toBeGreaterThan(0);
  return body as { readonly id: number };
}

it('a customer is a contact with all its fields in GraphQL, Treepl and Simvoly', async () => {
  const define = 'mutation ($input: DefineCustomFieldInput!) { defineCustomField(input: $input) { __typename } }';
  await ask(define, { input: { entity: 'CONTACT', group: 'tastes', alias: 'tea', label: 'Tea', type: 'TEXT' } });
  const { id } = await jetpack('create_customer', {
    ...{ email: 'ada@round.example', prefix: 'Dr', fname: 'Ada', lname: 'Lovelace', status: 'Customer', assign: 7 },
    ...{ addr1: '1 Row', addr2: 'Flat 2', city: 'London', county: 'Middlesex', postcode: 'W1', country: 'GB' },
    ...{
      secaddr1: '2 Hill',
      seccity: 'Hull',
      worktel: '020 1',
      tw: '@ada',
      notes: 'Kind',
      tags: ['vip'],
      tea: 'Green',
    },
  });
  const found = await ask(`{ contact(ref: ${id}) { prefix firstName lastName status owner phoneWork tags notes
    mainAddress { line1 line2 city region postcode country } secondAddress { line1 city } profiles { twitter }
    custom { name value } } }`);
  expect(found.contact).toEqual({
    ...{ prefix: 'Dr', firstName: 'Ada', lastName: 'Lovelace', status: 'Customer', owner: 7, phoneWork: '020 1' },
    ...{
      tags: ['vip'],
      notes: 'Kind',
      profiles: { twitter: '@ada' },
      secondAddress: { line1: '2 Hill', city: 'Hull' },
    },
    mainAddress: {
      ...{ line1: '1 Row', line2: 'Flat 2', city: 'London', region: 'Middlesex', postcode: 'W1', country: 'GB' },
    },
    custom: [{ name: 'tastes.tea', value: 'Green' }],
  });
  expect(await read(`/api/v2/admin/contacts/${id}`)).toMatchObject({
    ...{ FirstName: 'Ada', LastName: 'Lovelace', Address: '1 Row, Flat 2', City: 'London', State: 'Middlesex' },
    ...{ ZipCode: 'W1', Country: 'GB', Phone: '020 1', Status: 'Customer', Notes: 'Kind' },
    CustomCrmGroups: { tastes: { tea: 'Green' } },
  });
  expect(await read(`/api/site/contacts/${id}`)).toMatchObject({
    ...{ name: 'Ada Lovelace', phone: '020 1', city: 'London', zip: 'W1', tags: ['vip'] },
    properties: [{ name: 'Tea', value: 'Green' }],
  });
});

it('a company is one in GraphQL, with the contacts that belong to it', async () => {
  const { id } = await jetpack('create_company', {
    ...{
      name: 'Engines',
      email: 'office@engines.example',
      maintel: '0113',
      city: 'Leeds',
      tags: ['supplier'],
      tw: '@e',
    },
  });
  const { company } = await ask(
    `{ company(ref: ${id}) { name email phoneMain tags twitter status mainAddress { city } } }`,
  );
  expect(company).toEqual({
    ...{ name: 'Engines', email: 'office@engines.example', phoneMain: '0113', tags: ['supplier'], twitter: '@e' },
    ...{ status: 'Lead', mainAddress: { city: 'Leeds' } },
  });
});

it('a transaction pays an order for all who look at it', async () => {
  const { id } = await jetpack('create_customer', { email: 'buyer@round.example', fname: 'Bea' });
  const { contact } = await ask(`{ contact(ref: ${id}) { key } }`);
  const order = accepted(await app.app.orders.place(testContext, { ...teaOrder, contact: contact.key }));
  const { order: before } = await ask(`{ order(key: "${order.key}") { ref isPaid invoices { ref } } }`);
  expect(before.isPaid).toBe(false);
  const { id: payment } = await jetpack('create_transaction', {
    ...{ orderid: 'ROUND-1', status: 'Completed', total: '14.94', invoice: before.invoices[0].ref },
    ...{ email: 'buyer@round.example', title: 'Tea' },
  });
  const { order: after } = await ask(`{ order(key: "${order.key}") { isPaid payments { ref reference title } } }`);
  expect(after).toEqual({ isPaid: true, payments: [{ ref: payment, reference: 'ROUND-1', title: 'Tea' }] });
  expect((await read(`/api/v2/admin/contacts/${id}/orders`)).Items).toMatchObject([
    { PaymentState: 'Paid', AmountPaid: 14.94, AmountPending: 0, Payments: [{ Id: payment, Amount: 14.94 }] },
  ]);
  expect(await read(`/api/site/orders/${before.ref}`)).toMatchObject({ paid: true, total: 14.94 });
});

it('a transaction that was recorded elsewhere keeps what Jetpack cannot say when Jetpack changes it', async () => {
  const record = `mutation ($input: RecordPaymentInput!) { recordPayment(input: $input) {
    ... on RecordPaymentPayload { payment { key } } ... on Refusal { code } } }`;
  const { recordPayment } = await ask(record, {
    input: { amount: '12.00', currency: 'EUR', reference: 'ROUND-2', method: 'Cheque', tags: ['post'], title: 'Cups' },
  });
  await jetpack('create_transaction', { orderid: 'ROUND-2', status: 'Refunded', total: '12.00', desc: 'Broken' });
  const { payment } = await ask(`{ payment(key: "${recordPayment.payment.key}") {
    status method tags title description amount { amount currency } } }`);
  expect(payment).toEqual({
    ...{ status: 'Refunded', method: 'Cheque', tags: ['post'], title: 'Cups', description: 'Broken' },
    amount: { amount: '12.00', currency: 'EUR' },
  });
});

it('an event is an activity of its customer, and one that is planned elsewhere keeps what Jetpack cannot say', async () => {
  const { id: customer } = await jetpack('create_customer', { email: 'guest@round.example' });
  const sent = { title: 'Tasting', notes: 'Bring cups', customer, from: '2027-03-01 10:00', to: '2027-03-01 11:00' };
  const { id } = await jetpack('create_event', { ...sent, notify: 24, owner: 7 });
  const shown = 'title notes startsAt endsAt owner complete reminders location kind contact { ref }';
  const { activity } = await ask(`{ activity(ref: ${id}) { ${shown} } }`);
  expect(activity).toMatchObject({
    ...{
      title: 'Tasting',
      notes: 'Bring cups',
      owner: 7,
      complete: false,
      reminders: [1440],
      contact: { ref: customer },
    },
    ...{ startsAt: '2027-03-01T10:00:00.000Z', endsAt: '2027-03-01T11:00:00.000Z' },
  });
  const plan = `mutation ($input: PlanActivityInput!) { planActivity(input: $input) {
    ... on PlanActivityPayload { activity { ref } } ... on Refusal { code } } }`;
  const input = { title: 'Call', kind: 'PHONE', location: 'Desk', reminders: [5] };
  const planned = (await ask(plan, { input })).planActivity.activity;
  await jetpack('create_event', { id: planned.ref, complete: 1 });
  const changed = (await ask(`{ activity(ref: ${planned.ref}) { ${shown} } }`)).activity;
  expect(changed).toMatchObject({ ...input, complete: true });
});
