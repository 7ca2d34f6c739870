/** What one API writes about a contact the others show in their own words, and what one deletes is gone in all. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { accepted, teaOrder, testContext } from '../support/sales.ts';
import { allFronts, call, givePassword } from './fronts.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

const headers = () => ({ authorization: `Bearer ${app.secret}`, 'content-type': 'application/json' });
const ask = async (query: string, variables: object = {}) => {
  const answer = await call(`${app.url}/graphql`, {
    method: 'POST',
    headers: headers(),
    body: JSON.stringify({ query, variables }),
  });
  return answer.body.data;
};
const treepl = (path: string, method = 'GET', body?: object) =>
  call(`${app.url}/api/v2/admin/contacts${path}`, {
    method,
    headers: headers(),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
const jetpack = (endpoint: string, more: string, body?: object) =>
  call(
    `${app.url}/zbs_api/${endpoint}?api_key=${app.key}&api_secret=${app.secret}${more}`,
    body ? { method: 'POST', body: JSON.stringify(body) } : {},
  );
const simvoly = (path: string, method = 'GET', body?: object) =>
  call(`${app.url}/api/site/contacts${path}`, {
    method,
    headers: headers(),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

describe('custom fields that the business defined', () => {
  const email = 'taste@example.com';
  let id: number;
  beforeAll(async () => {
    for (const [alias, type] of [
      ['colour', 'TEXT'],
      ['age', 'NUMBER'],
      ['vegan', 'BOOLEAN'],
    ]) {
      await ask('mutation ($input: DefineCustomFieldInput!) { defineCustomField(input: $input) { __typename } }', {
        input: { entity: 'CONTACT', group: 'tastes', alias, label: `Taste ${alias}`, type },
      });
    }
    const { body } = await treepl('', 'POST', {
      Email: email,
      CustomCrmGroups: { TASTES: { Colour: 'Blue', age: 41, vegan: true } },
    });
    id = body.Id;
  });

  const everywhere = async () => {
    const { contact } = await ask(`{ contact(ref: ${id}) { custom { name value } } }`);
    const { body: customer } = await jetpack('customer_search', `&email=${email}`);
    const { body: shown } = await simvoly(`/${id}`);
    const { body: wire } = await treepl(`/${id}`);
    return {
      graphql: Object.fromEntries(
        contact.custom.map(({ name, value }: { name: string; value: unknown }) => [name, value]),
      ),
      treepl: wire.CustomCrmGroups,
      jetpack: [customer.colour, customer.age],
      simvoly: Object.fromEntries(
        shown.properties.map(({ name, value }: { name: string; value: unknown }) => [name, value]),
      ),
    };
  };

  it('show what Treepl wrote in GraphQL, as Jetpack custom fields and as Simvoly properties', async () => {
    expect(await everywhere()).toMatchObject({
      graphql: { 'tastes.colour': 'Blue', 'tastes.age': 41, 'tastes.vegan': true },
      treepl: { tastes: { colour: 'Blue', age: 41, vegan: true } },
      jetpack: ['Blue', '41'],
      simvoly: { 'Taste colour': 'Blue' },
    });
  });

  it('show in Treepl what the others write', async () => {
    await jetpack('create_customer', '', { email, colour: 'Green' });
    expect((await everywhere()).treepl).toEqual({ tastes: { colour: 'Green', age: 41, vegan: true } });
    await simvoly(`/${id}`, 'PUT', { properties: [{ name: 'Taste age', value: '42' }] });
    expect((await everywhere()).treepl).toEqual({ tastes: { colour: 'Green', age: 42, vegan: true } });
    const { contact } = await ask(`{ contact(ref: ${id}) { id } }`);
    await ask('mutation ($input: UpdateContactInput!) { updateContact(input: $input) { __typename } }', {
      input: { id: contact.id, custom: [{ name: 'tastes.vegan', value: null }] },
    });
    expect((await everywhere()).treepl).toEqual({ tastes: { colour: 'Green', age: 42, vegan: null } });
  });
});

describe('a contact that is deleted through Treepl', () => {
  const person = { email: 'gone@example.com', firstName: 'Gone', lastName: 'Girl' };
  let ref: number;
  let id: string;
  let key: string;
  let order: string;
  beforeAll(async () => {
    const { body } = await treepl('', 'POST', {
      Email: person.email,
      FirstName: person.firstName,
      LastName: person.lastName,
    });
    ref = body.Id;
    await givePassword(app, ref);
    ({ id, key } = (await ask(`{ contact(ref: ${ref}) { id key } }`)).contact);
    order = accepted(await app.app.orders.place(testContext, { ...teaOrder, contact: key })).key;
    for (const front of allFronts(app))
      expect(await front.read(person.email), front.name).toEqual({ ...person, id: ref });
    expect((await treepl(`/${ref}`, 'DELETE')).status).toBe(204);
  });

  it('is gone in all APIs', async () => {
    for (const front of allFronts(app)) expect(await front.read(person.email), front.name).toBeUndefined();
    expect((await simvoly(`/${ref}`)).status).toBe(404);
    expect(await ask('query ($id: ID!) { contact(id: $id) { ref } }', { id })).toEqual({ contact: null });
  });

  it('leaves its order with the buyer named on it, and its history', async () => {
    const found = await ask('query ($key: String!) { order(key: $key) { buyer { email } contact { ref } } }', {
      key: order,
    });
    expect(found).toEqual({ order: { buyer: { email: 'ada@example.com' }, contact: null } });
    const { contactHistory } = await ask('query ($id: ID!) { contactHistory(id: $id, first: 50) { nodes { type } } }', {
      id,
    });
    const types = contactHistory.nodes.map(({ type }: { type: string }) => type);
    expect([types.at(0), types.at(-1)]).toEqual(['ContactCreated', 'ContactDeleted']);
  });

  it('frees its address for another', async () => {
    const { body } = await treepl('', 'POST', { Email: person.email });
    expect(body.Id).toBeGreaterThan(ref);
    expect((await treepl(`/${body.Id}/orders`)).body).toEqual({ Items: [], TotalItemsCount: 0 });
  });
});
