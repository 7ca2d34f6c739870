/** Companies, staff and activities through GraphQL. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Ask, createAsk, createContact, type Loose } from './client.ts';

let app: TestApp;
let ask: Ask;
beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
});
afterAll(() => app.stop());

async function run(mutation: string, type: string, input: object, fields: string): Promise<Loose> {
  const { data, errors } = await ask<{ answer: Loose }>(
    `mutation($input: ${type}!) { answer: ${mutation}(input: $input) { __typename ... on ${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Payload { position ${fields} } ... on Refusal { code fields { path } } } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data.answer;
}

const createCompany = async (input: object): Promise<Loose> => {
  const answer = await run('createCompany', 'CreateCompanyInput', input, `company { ${COMPANY} }`);
  return (answer.company ?? answer) as Loose;
};

const COMPANY =
  'id key ref name email phoneMain website twitter notes mainAddress { city } status tags owner custom { name value }';

describe('a company', () => {
  test('is created, changed, listed and deleted', async () => {
    const company = await createCompany({
      name: 'Engines Ltd',
      email: 'info@engines.example',
      phoneMain: '1',
      twitter: '@engines',
      mainAddress: { city: 'Leeds' },
      tags: ['b2b'],
      owner: 3,
      custom: [{ name: 'general.size', value: 'large' }],
    });
    expect(company).toMatchObject({
      name: 'Engines Ltd',
      phoneMain: '1',
      twitter: '@engines',
      mainAddress: { city: 'Leeds' },
      tags: ['b2b'],
      owner: 3,
      custom: [{ name: 'general.size', value: 'large' }],
    });
    const { id } = company;
    const changes = { id, name: null, phoneMain: null, twitter: '', addTags: ['partner'], status: 'Customer' };
    const changed = await run('updateCompany', 'UpdateCompanyInput', changes, `company { ${COMPANY} }`);
    expect(changed.company).toMatchObject({
      name: 'Engines Ltd',
      phoneMain: null,
      twitter: null,
      tags: ['b2b', 'partner'],
      status: 'Customer',
    });
    const found = await ask(
      `query($id: ID!, $ref: Int!) { node(id: $id) { ... on Company { name } } company(ref: $ref) { id }
        companies(filter: { name: { beginsWith: "engines" }, city: { eq: "leeds" } }) { totalCount nodes { name } } }`,
      { id, ref: company.ref },
    );
    expect(found.data).toEqual({
      node: { name: 'Engines Ltd' },
      company: { id },
      companies: { totalCount: 1, nodes: [{ name: 'Engines Ltd' }] },
    });
    const deleted = await ask(
      `mutation($id: ID!) { deleteCompany(id: $id) { ... on DeleteCompanyPayload { deletedId ref } } }`,
      { id },
    );
    expect(deleted.data.deleteCompany).toEqual({ deletedId: id, ref: company.ref });
    expect((await ask(`query($id: ID!) { company(id: $id) { name } }`, { id })).data).toEqual({ company: null });
  });

  test.each([
    ['CompanyNameRequired', { name: ' ' }],
    ['EmailInvalid', { name: 'X', email: 'nowhere' }],
    ['InputInvalid', { name: 'X', owner: 0 }],
  ])('is refused as %s', async (type, input) => {
    expect(await createCompany(input)).toMatchObject({ __typename: type });
  });

  test('shares its address with no other', async () => {
    await createCompany({ name: 'A', email: 'same@co.example' });
    expect(await createCompany({ name: 'B', email: 'SAME@co.example' })).toMatchObject({ __typename: 'EmailTaken' });
  });

  test('has contacts and activities', async () => {
    const company = await createCompany({ name: 'Home' });
    const { contact } = await createContact(ask, { email: 'in@home.example', company: company.id });
    const input = { title: 'Visit', contact: contact.id, company: company.id, startsAt: '2026-11-21T10:00:00Z' };
    await run('planActivity', 'PlanActivityInput', input, 'activity { id }');
    const { data } = await ask(
      `query($id: ID!) { company(id: $id) {
        contacts { email company { name } activities { title contact { email } } }
        activities { title startsAt complete reminders company { name } } } }`,
      { id: company.id },
    );
    expect(data.company).toEqual({
      contacts: [
        {
          email: 'in@home.example',
          company: { name: 'Home' },
          activities: [{ title: 'Visit', contact: { email: 'in@home.example' } }],
        },
      ],
      activities: [
        {
          title: 'Visit',
          startsAt: '2026-11-21T10:00:00.000Z',
          complete: false,
          reminders: [],
          company: { name: 'Home' },
        },
      ],
    });
    const left = await run(
      'updateContact',
      'UpdateContactInput',
      { id: contact.id, company: null },
      'contact { company { id } }',
    );
    expect(left.contact).toEqual({ company: null });
    const nowhere = { id: contact.id, company: '0aNobody' };
    expect(await run('updateContact', 'UpdateContactInput', nowhere, 'contact { id }')).toMatchObject({
      __typename: 'CompanyNotFound',
      fields: [{ path: 'company' }],
    });
  });
});

test('an activity is planned, changed, listed and cancelled', async () => {
  const fields =
    'activity { id ref title notes kind team location startsAt endsAt complete reminders owner onCalendar }';
  const input = { title: 'Call', kind: 'DA1', startsAt: '2026-11-21T10:00:00Z', reminders: [15], owner: 7 };
  const { activity } = (await run('planActivity', 'PlanActivityInput', input, fields)) as { activity: Loose };
  expect(activity).toMatchObject({ title: 'Call', kind: 'DA1', reminders: [15], owner: 7, onCalendar: true });
  const { id } = activity;
  const backwards = { id, endsAt: '2026-11-21T09:00:00Z' };
  expect(await run('updateActivity', 'UpdateActivityInput', backwards, 'activity { id }')).toMatchObject({
    __typename: 'ActivityEndsBeforeStart',
    fields: [{ path: 'endsAt' }],
  });
  const changed = await run('updateActivity', 'UpdateActivityInput', { id, complete: true, notes: 'Done' }, fields);
  expect(changed.activity).toMatchObject({ complete: true, notes: 'Done', title: 'Call' });
  const { data } = await ask(
    '{ activities(filter: { owner: { eq: 7 }, complete: { eq: true } }) { nodes { title } } }',
  );
  expect(data.activities).toEqual({ nodes: [{ title: 'Call' }] });
  const cancelled = await ask(
    `mutation($id: ID!) { cancelActivity(id: $id) { ... on CancelActivityPayload { cancelledId } } }`,
    { id },
  );
  expect(cancelled.data.cancelActivity).toEqual({ cancelledId: id });
  const unknown = { title: 'X', contact: '0aNobody' };
  expect(await run('planActivity', 'PlanActivityInput', unknown, 'activity { id }')).toMatchObject({
    __typename: 'ContactNotFound',
  });
});

test('staff join, change, leave and return', async () => {
  const added = await run(
    'addStaff',
    'AddStaffInput',
    { name: 'Grace', email: 'grace@example.com' },
    'staff { id ref }',
  );
  const { id, ref } = added.staff as { id: string; ref: number };
  const changed = await run(
    'updateStaff',
    'UpdateStaffInput',
    { id, email: null, team: 'TM1' },
    'staff { name email team }',
  );
  expect(changed.staff).toEqual({ name: 'Grace', email: null, team: 'TM1' });
  const change = (mutation: string) => ask(`mutation($id: ID!) { ${mutation}(id: $id) { __typename } }`, { id });
  expect((await change('retireStaff')).data).toEqual({ retireStaff: { __typename: 'RetireStaffPayload' } });
  expect((await ask('{ staff { ref active } }')).data).toEqual({ staff: [{ ref, active: false }] });
  await change('reinstateStaff');
  const query = `query($ref: Int!) { staffMember(ref: $ref) { active } }`;
  expect((await ask(query, { ref })).data).toEqual({ staffMember: { active: true } });
  expect(await run('addStaff', 'AddStaffInput', { name: ' ' }, 'staff { id }')).toMatchObject({
    __typename: 'StaffNameRequired',
  });
});
