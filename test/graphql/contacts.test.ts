import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Ask, CREATE, type Created, createAsk, createContact } from './client.ts';

let app: TestApp;
let ask: Ask;

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
});
afterAll(() => app.stop());

const UPDATE = `mutation Update($input: UpdateContactInput!, $key: String) {
  updateContact(input: $input, idempotencyKey: $key) {
    __typename
    ... on UpdateContactPayload { position contact { id email status tags owner firstName mainAddress { city postcode } custom { name value } } }
    ... on Refusal { code message fields { path message } }
  }
}`;

const DELETE = `mutation Delete($id: ID!) {
  deleteContact(id: $id) {
    __typename
    ... on DeleteContactPayload { position deletedId ref }
    ... on Refusal { code }
  }
}`;

describe('a contact', () => {
  test('comes out as it went in, by id, key, ref, e-mail address and node', async () => {
    const { contact } = await createContact(ask, {
      email: 'Ada@Example.com',
      firstName: 'Ada',
      tags: ['vip'],
      taxable: 'REVERSE_CHARGE',
      dateOfBirth: '1815-12-10',
      mainAddress: { line1: '12 St James Square', city: 'London' },
      profiles: { linkedin: 'ada' },
      custom: [{ name: 'general.level', value: 7 }],
    });
    const { data, errors } = await ask(
      `query Ways($id: ID!, $key: String!, $ref: Int!) {
        byId: contact(id: $id) { ...All }
        byKey: contact(key: $key) { ...All }
        byRef: contact(ref: $ref) { ...All }
        byEmail: contactByEmail(email: " ada@EXAMPLE.com ") { ...All }
        byNode: node(id: $id) { __typename id ...All }
        nodes(ids: [$id, "Q29udGFjdDpub2JvZHk="]) { id }
      }
      fragment All on Contact {
        id key ref email firstName lastName tags taxable dateOfBirth subscribed
        mainAddress { line1 city } profiles { linkedin } custom { name value }
      }`,
      { id: contact.id, key: contact.key, ref: contact.ref },
    );
    expect(errors).toBeUndefined();
    const { nodes, byNode, ...others } = data;
    for (const found of Object.values(others)) {
      expect(found).toEqual({
        id: contact.id,
        key: contact.key,
        ref: contact.ref,
        email: 'Ada@Example.com',
        firstName: 'Ada',
        lastName: null,
        tags: ['vip'],
        taxable: 'REVERSE_CHARGE',
        dateOfBirth: '1815-12-10',
        subscribed: false,
        mainAddress: { line1: '12 St James Square', city: 'London' },
        profiles: { linkedin: 'ada' },
        custom: [{ name: 'general.level', value: 7 }],
      });
    }
    expect(byNode).toMatchObject({ __typename: 'Contact', id: contact.id });
    expect(nodes).toEqual([{ id: contact.id }, null]);
  });

  test('changes where the update says so and nowhere else', async () => {
    const { contact } = await createContact(ask, {
      email: 'grace@example.com',
      firstName: 'Grace',
      status: 'Lead',
      tags: ['a', 'b'],
      mainAddress: { city: 'New York', postcode: '10001' },
      custom: [
        { name: 'general.x', value: 'one' },
        { name: 'general.y', value: true },
      ],
    });
    const { data } = await ask(UPDATE, {
      input: {
        id: contact.id,
        addTags: ['c'],
        removeTags: ['a'],
        owner: 3,
        mainAddress: { city: 'Arlington' },
        custom: [{ name: 'general.x', value: null }],
      },
    });
    expect(data.updateContact).toMatchObject({
      __typename: 'UpdateContactPayload',
      contact: {
        email: 'grace@example.com',
        status: 'Lead',
        firstName: 'Grace',
        tags: ['b', 'c'],
        owner: 3,
        mainAddress: { city: 'Arlington', postcode: '10001' },
        custom: [{ name: 'general.y', value: true }],
      },
    });
  });

  test('is gone after deletion, while its history stays and its address is free', async () => {
    const { contact } = await createContact(ask, { email: 'gone@example.com' });
    const deleted = await ask(DELETE, { id: contact.key });
    expect(deleted.data.deleteContact).toMatchObject({ deletedId: contact.id, ref: contact.ref });
    const { data } = await ask(
      `query($id: ID!) { contact(id: $id) { id } contactHistory(id: $id) { totalCount nodes { type } } }`,
      { id: contact.id },
    );
    expect(data).toEqual({
      contact: null,
      contactHistory: { totalCount: 2, nodes: [{ type: 'ContactCreated' }, { type: 'ContactDeleted' }] },
    });
    await createContact(ask, { email: 'gone@example.com' });
  });

  test('is found by its aliases, which nobody else can have, until it gives them up', async () => {
    const known = { email: 'kay@alias.example', aliases: ['K@alias.example', 'kay2@alias.example', ' '] };
    const { contact } = await createContact(ask, known);
    const other = await createContact(ask, { email: 'lea@alias.example', aliases: ['l@alias.example'] });
    const change = async (id: string, input: object) =>
      (await ask(UPDATE, { input: { id, ...input } })).data.updateContact as unknown as { code?: string };
    const owner = async (email: string) => {
      const { data } = await ask('query($email: String!) { contactByEmail(email: $email) { id aliases } }', { email });
      return data.contactByEmail as unknown as { id: string; aliases: string[] } | null;
    };
    expect(await owner('k@ALIAS.example')).toEqual({
      id: contact.id,
      aliases: ['k@alias.example', 'kay2@alias.example'],
    });
    const create = (input: object) => ask(CREATE, { input });
    expect((await create({ email: 'K@Alias.example' })).data.createContact).toMatchObject({ code: 'EMAIL_TAKEN' });
    expect((await create({ aliases: ['kay@alias.example'] })).data.createContact).toMatchObject({
      code: 'EMAIL_TAKEN',
    });
    for (const input of [{ email: 'kay2@alias.example' }, { aliases: ['l@alias.example', 'k@alias.example'] }])
      expect(await change(other.contact.id, input)).toMatchObject({ code: 'EMAIL_TAKEN' });
    expect(await change(other.contact.id, { aliases: ['nobody'] })).toMatchObject({ code: 'EMAIL_INVALID' });

    expect(await change(contact.id, { email: 'k@alias.example', aliases: ['k@alias.example'] })).toMatchObject({
      contact: { email: 'k@alias.example' },
    });
    expect(await owner('k@alias.example')).toEqual({ id: contact.id, aliases: [] });
    for (const email of ['kay@alias.example', 'kay2@alias.example']) await createContact(ask, { email });
    const { data } = await ask('{ contacts(filter: { aliases: { hasAny: ["l@alias.example"] } }) { nodes { id } } }');
    expect(data.contacts).toEqual({ nodes: [{ id: other.contact.id }] });
    await ask(DELETE, { id: other.contact.id });
    await createContact(ask, { email: 'l@alias.example' });
  });

  test('gets a password that is kept as a hash only', async () => {
    const { contact } = await createContact(ask, { email: 'login@example.com' });
    const { data } = await ask(
      `mutation($id: ID!) { setContactPassword(id: $id, password: "correct horse") {
        __typename ... on SetContactPasswordPayload { position contact { id } } } }`,
      { id: contact.id },
    );
    expect(data.setContactPassword).toMatchObject({ contact: { id: contact.id } });
    expect(await app.app.access.verifyPassword(contact.key, 'correct horse')).toBe(true);
  });
});

describe('a refusal', () => {
  test.each([
    ['EMAIL_INVALID', 'EmailInvalid', { email: 'nobody' }, ['email']],
    ['INPUT_INVALID', 'InputInvalid', { email2: 'x' }, ['email2']],
    ['INPUT_INVALID', 'InputInvalid', { owner: -4 }, ['owner']],
    ['INPUT_INVALID', 'InputInvalid', { lists: [0] }, ['lists.0']],
  ])('%s is a %s', async (code, type, input, paths) => {
    const { data } = await ask<Created>(CREATE, { input });
    expect(data.createContact).toMatchObject({ __typename: type, code });
    expect(data.createContact.fields.map(({ path }) => path)).toEqual(paths);
  });

  test('names the field whose value another contact has', async () => {
    await createContact(ask, { email: 'taken@example.com' });
    const { data } = await ask<Created>(CREATE, { input: { email: 'TAKEN@example.com' } });
    expect(data.createContact).toMatchObject({
      __typename: 'EmailTaken',
      code: 'EMAIL_TAKEN',
      fields: [{ path: 'email' }],
    });
  });

  test('meets who changes a contact that is not there', async () => {
    const input = { id: 'nobody', firstName: 'X' };
    expect((await ask(UPDATE, { input })).data.updateContact).toMatchObject({ __typename: 'ContactNotFound' });
    expect((await ask(DELETE, { id: 'nobody' })).data.deleteContact).toMatchObject({ code: 'CONTACT_NOT_FOUND' });
  });

  test('meets an empty password', async () => {
    const { contact } = await createContact(ask, {});
    const { data } = await ask(
      `mutation($id: ID!) { setContactPassword(id: $id, password: "") { __typename ... on Refusal { code } } }`,
      { id: contact.id },
    );
    expect(data.setContactPassword).toEqual({ __typename: 'PasswordInvalid', code: 'PASSWORD_INVALID' });
  });
});

describe('an idempotency key', () => {
  test('gives the first answer again and creates nothing', async () => {
    const input = { email: 'once@example.com', firstName: 'Once' };
    const first = await ask<Created>(CREATE, { input, key: 'create-once' });
    const second = await ask<Created>(CREATE, { input, key: 'create-once' });
    expect(second.data).toEqual(first.data);
    const { data } = await ask(`{ contacts(filter: { email: { eq: "once@example.com" } }) { totalCount } }`);
    expect(data.contacts).toEqual({ totalCount: 1 });
  });

  test('is refused with another input, and with another mutation', async () => {
    const first = await ask<Created>(CREATE, { input: { firstName: 'A' }, key: 'reused' });
    const other = await ask<Created>(CREATE, { input: { firstName: 'B' }, key: 'reused' });
    expect(other.data.createContact).toMatchObject({
      __typename: 'IdempotencyKeyReused',
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    const update = await ask(UPDATE, { input: { id: first.data.createContact.contact.id }, key: 'reused' });
    expect(update.data.updateContact).toMatchObject({ __typename: 'IdempotencyKeyReused' });
  });

  test('is refused with another password', async () => {
    const { contact } = await createContact(ask, {});
    const set = (password: string) =>
      ask(
        `mutation($id: ID!, $password: String!) { setContactPassword(id: $id, password: $password, idempotencyKey: "pw") {
          __typename ... on SetContactPasswordPayload { position } } }`,
        { id: contact.id, password },
      );
    const first = await set('one');
    expect((await set('one')).data).toEqual(first.data);
    expect((await set('two')).data.setContactPassword).toEqual({ __typename: 'IdempotencyKeyReused' });
  });
});

describe('a position', () => {
  test('that was written can be read at once', async () => {
    const { position, contact } = await createContact(ask, { firstName: 'Fresh' });
    const { data } = await ask(`query($p: Position!, $id: ID!) { contact(id: $id, after: $p) { firstName } }`, {
      p: position,
      id: contact.id,
    });
    expect(data.contact).toEqual({ firstName: 'Fresh' });
  });

  test('that has not come is an error of its own, at once', async () => {
    const { data, errors, status } = await ask(`{ contact(ref: 1, after: "9000000000000000000") { id } }`);
    expect(status).toBe(200);
    expect(data.contact).toBeNull();
    expect(errors?.[0]?.extensions.code).toBe('POSITION_NOT_REACHED');
  });

  test('of a mutation is followed by later fields of the same document', async () => {
    const { contact } = await createContact(ask, { firstName: 'Zero' });
    const { data } = await ask(
      `mutation($one: UpdateContactInput!, $two: UpdateContactInput!) {
        one: updateContact(input: $one) { ... on UpdateContactPayload { contact { firstName } } }
        two: updateContact(input: $two) { ... on UpdateContactPayload { contact { firstName } } }
      }`,
      { one: { id: contact.id, firstName: 'One' }, two: { id: contact.id, firstName: 'Two' } },
    );
    expect(data).toEqual({ one: { contact: { firstName: 'One' } }, two: { contact: { firstName: 'Two' } } });
  });
});
