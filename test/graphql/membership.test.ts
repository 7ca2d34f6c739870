import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Ask, createAsk, createContact } from './client.ts';

let app: TestApp;
let ask: Ask;
beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
});
afterAll(() => app.stop());

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into, field by field
const run = async (query: string, variables: Record<string, unknown> = {}): Promise<any> => {
  const { data, errors } = await ask(query, variables);
  expect(errors).toBeUndefined();
  return data;
};

const REGISTER = `mutation ($input: RegisterMemberInput!, $key: String) { registerMember(input: $input, idempotencyKey: $key) {
  __typename ... on RegisterMemberPayload { position member { id ref approved
    contact { email firstName } groups { groupRef until group { name } } billing { name vatNumber } } }
  ... on Refusal { code } } }`;

async function group(name: string): Promise<{ id: string; ref: number }> {
  const data = await run(
    `mutation ($name: String!) { createMemberGroup(name: $name, link: "/x") {
    ... on CreateMemberGroupPayload { memberGroup { id ref } } } }`,
    { name },
  );
  return data.createMemberGroup.memberGroup;
}

describe('members', () => {
  test('are registered in groups, updated and removed, and show on their contacts', async () => {
    const gold = await group('Gold');
    const until = '2030-01-01T00:00:00.000Z';
    const input = {
      ...{ email: 'ada@example.com', name: 'Ada Lovelace', password: 'secret' },
      groups: [{ group: gold.ref, until }],
      billing: { name: 'Accounts', vatNumber: 'GB1' },
    };
    const data = await run(REGISTER, { input, key: 'once' });
    const { member } = data.registerMember;
    expect(member).toMatchObject({
      approved: true,
      contact: { email: 'ada@example.com', firstName: 'Ada' },
      groups: [{ groupRef: gold.ref, until, group: { name: 'Gold' } }],
      billing: { name: 'Accounts', vatNumber: 'GB1' },
    });
    expect((await run(REGISTER, { input, key: 'once' })).registerMember.member.ref).toBe(member.ref);
    expect((await run(REGISTER, { input })).registerMember).toEqual({
      __typename: 'MemberExists',
      code: 'MEMBER_EXISTS',
    });

    const updated = await run(
      `mutation ($id: ID!) { updateMember(input: { id: $id, approved: false, groups: [],
      billing: { name: null } }) { ... on UpdateMemberPayload { member { approved groups { groupRef } billing { name vatNumber } } } } }`,
      { id: member.id },
    );
    expect(updated.updateMember.member).toEqual({
      approved: false,
      groups: [],
      billing: { name: null, vatNumber: 'GB1' },
    });

    const found = await run(
      `query ($ref: Int!) { member(ref: $ref) { id }
      members(filter: { approved: { eq: false } }) { totalCount nodes { ref } }
      contactByEmail(email: "ada@example.com") { member { ref } } }`,
      { ref: member.ref },
    );
    expect(found).toEqual({
      member: { id: member.id },
      members: { totalCount: 1, nodes: [{ ref: member.ref }] },
      contactByEmail: { member: { ref: member.ref } },
    });

    const removed = await run(
      `mutation ($id: ID!) { removeMember(id: $id) { ... on RemoveMemberPayload { removedId } } }`,
      { id: member.id },
    );
    expect(removed.removeMember.removedId).toBe(member.id);
    expect((await run('query ($id: ID!) { node(id: $id) { id } }', { id: member.id })).node).toBeNull();
  });

  test.each([
    ['MemberGroupNotFound', { email: 'x@example.com', groups: [{ group: 9_999 }] }],
    ['EmailInvalid', { email: 'nobody' }],
    ['PasswordInvalid', { email: 'x@example.com', password: '' }],
  ])('are refused as %s', async (type, input) => {
    expect((await run(REGISTER, { input })).registerMember.__typename).toBe(type);
    expect((await run('{ contactByEmail(email: "x@example.com") { ref } }')).contactByEmail).toBeNull();
  });
});

test('a group is changed and closed', async () => {
  const { id } = await group('Silver');
  const changed = await run(
    `mutation ($id: ID!) { updateMemberGroup(id: $id, name: "Bronze", link: null) {
    ... on UpdateMemberGroupPayload { memberGroup { name link } } } }`,
    { id },
  );
  expect(changed.updateMemberGroup.memberGroup).toEqual({ name: 'Bronze', link: null });
  const deleted = await run(
    `mutation ($id: ID!) { deleteMemberGroup(id: $id) {
    ... on DeleteMemberGroupPayload { deletedId } } }`,
    { id },
  );
  expect(deleted.deleteMemberGroup.deletedId).toBe(id);
  const again = await run(`mutation ($id: ID!) { updateMemberGroup(id: $id, name: "x") { __typename } }`, { id });
  expect(again.updateMemberGroup.__typename).toBe('MemberGroupNotFound');
  expect((await run('{ memberGroups { name } }')).memberGroups).toEqual([{ name: 'Gold' }]);
});

test('a subscriber list counts who is on it and what became of its mailings', async () => {
  const data = await run(`mutation { createSubscriberList(name: "News") {
    ... on CreateSubscriberListPayload { subscriberList { id ref subscribers } } } }`);
  const { id, ref } = data.createSubscriberList.subscriberList;
  const { contact } = await createContact(ask, { email: 'reader@example.com', lists: [ref] });
  const record = (kind: string) =>
    run(
      `mutation ($list: ID!, $contact: ID!, $kind: EngagementKind!) {
      recordEngagement(list: $list, contact: $contact, mailing: "spring", kind: $kind) {
        ... on RecordEngagementPayload { subscriberList { subscribers sent opened clicked } } } }`,
      { list: id, contact: contact.id, kind },
    );
  expect((await record('SENT')).recordEngagement.subscriberList).toMatchObject({ subscribers: 1, sent: 1, opened: 0 });
  await record('CLICKED');
  const counted = { subscribers: 1, sent: 1, opened: 1, clicked: 1 };
  expect((await record('OPENED')).recordEngagement.subscriberList).toEqual(counted);
  const renamed = await run(
    `mutation ($id: ID!) { renameSubscriberList(id: $id, name: "Old news") {
    ... on RenameSubscriberListPayload { subscriberList { name } } } }`,
    { id },
  );
  expect(renamed.renameSubscriberList.subscriberList.name).toBe('Old news');
  await run('mutation ($id: ID!) { deleteSubscriberList(id: $id) { __typename } }', { id });
  expect((await run('{ subscriberLists { name } }')).subscriberLists).toEqual([]);
});

test('contacts are found by their groups, as long as they belong to them', async () => {
  const [gold, silver] = [await group('Found gold'), await group('Found silver')];
  const past = '2001-01-01T00:00:00.000Z';
  for (const [email, groups] of [
    ['found-both@example.com', [{ group: gold.ref }, { group: silver.ref }]],
    ['found-gold@example.com', [{ group: gold.ref, until: '2100-01-01T00:00:00.000Z' }]],
    ['found-past@example.com', [{ group: gold.ref, until: past }]],
  ] as const) {
    await run(REGISTER, { input: { email, name: 'Some Body', groups } });
  }
  const find = async (memberGroups: object) =>
    (
      await run('query ($f: ContactFilter) { contacts(filter: $f) { nodes { email } } }', {
        f: { memberGroups, email: { beginsWith: 'found-' } },
      })
    ).contacts.nodes.map(({ email }: { email: string }) => email.replace(/^found-|@.*$/g, ''));
  expect(await find({ hasAny: [gold.ref] })).toEqual(['both', 'gold']);
  expect(await find({ hasAll: [gold.ref, silver.ref] })).toEqual(['both']);
  expect(await find({ isEmpty: true })).toEqual(['past']);
  const { errors } = await ask(
    `{ contacts(filter: { memberGroups: { hasAny: [1] } }, asOf: { time: "2024-01-01" }) { totalCount } }`,
  );
  expect(errors?.[0]?.extensions.code).toBe('ARGUMENT_INVALID');
});
