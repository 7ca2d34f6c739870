import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOpenCaseHandler } from '../../src/processes/cases/process.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Ask, createAsk, createContact, type Loose } from './client.ts';

let app: TestApp;
let ask: Ask;

const FIELDS = [
  { alias: 'email', label: 'Your e-mail', type: 'EMAIL', required: true },
  { alias: 'name', label: 'Your name', type: 'NAME' },
  { alias: 'seats', label: 'Seats', type: 'NUMBER' },
  { alias: 'topic', label: 'Topic', type: 'CHOICE', choices: ['Sales', 'Help'] },
];

const DEFINE = `mutation($input: DefineFormInput!, $key: String) {
  defineForm(input: $input, idempotencyKey: $key) {
    __typename
    ... on DefineFormPayload { position form { id key ref alias name fields { alias label type required choices } } }
    ... on Refusal { code fields { path } }
  }
}`;

const SUBMIT = `mutation($input: SubmitFormInput!, $key: String) {
  submitForm(input: $input, idempotencyKey: $key) {
    __typename
    ... on SubmitFormPayload {
      position
      submission { id ref formName contact { id ref email firstName lastName } answers { field label value } case { id } }
      case { id ref subject message status priority contact { email } formName answers { field } }
    }
    ... on Refusal { code fields { path message } }
  }
}`;

interface Submitted {
  readonly submitForm: {
    readonly __typename: string;
    readonly code: string;
    readonly position: string;
    readonly submission: { readonly id: string; readonly ref: number; readonly contact: { readonly id: string } };
    readonly case: { readonly id: string; readonly ref: number };
  };
}

const submit = async (input: Loose, key?: string) => (await ask<Submitted>(SUBMIT, { input, key })).data.submitForm;
const answers = (values: Loose) => Object.entries(values).map(([field, value]) => ({ field, value }));

beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
  await ask(DEFINE, { input: { alias: 'contact', name: 'Contact us', fields: FIELDS } });
});
afterAll(() => app.stop());

describe('a form', () => {
  test('is defined, found, changed by defining it again, and removed', async () => {
    const input = { alias: 'short', fields: [{ alias: 'email', type: 'EMAIL' }] };
    const first = await ask(DEFINE, { input, key: 'short' });
    expect(first.data.defineForm).toMatchObject({
      __typename: 'DefineFormPayload',
      form: { alias: 'short', name: 'short', fields: [{ alias: 'email', label: 'email', required: false }] },
    });
    expect((await ask(DEFINE, { input, key: 'short' })).data).toEqual(first.data);
    await ask(DEFINE, { input: { ...input, name: 'Shorter' } });
    const { id, ref } = (first.data.defineForm as { form: { id: string; ref: number } }).form;
    const found = await ask(
      `query($id: ID!, $ref: Int) {
        form(ref: $ref) { name } formByAlias(alias: "SHORT") { id } node(id: $id) { ... on Form { name } }
        forms(filter: { alias: { eq: "short" } }) { totalCount nodes { id } }
      }`,
      { id, ref },
    );
    expect(found.data).toEqual({
      form: { name: 'Shorter' },
      formByAlias: { id },
      node: { name: 'Shorter' },
      forms: { totalCount: 1, nodes: [{ id }] },
    });
    const removed = await ask(`mutation($id: ID!) { removeForm(id: $id) { ... on RemoveFormPayload { removedId } } }`, {
      id,
    });
    expect(removed.data.removeForm).toEqual({ removedId: id });
    expect((await ask('{ formByAlias(alias: "short") { id } }')).data).toEqual({ formByAlias: null });
    expect((await submit({ alias: 'short', answers: [] })).__typename).toBe('FormNotFound');
  });

  test('is refused with a path to what is wrong', async () => {
    const { data } = await ask(DEFINE, { input: { alias: 'a.b', fields: [{ alias: 'x', type: 'CHOICE' }] } });
    expect(data.defineForm).toMatchObject({
      __typename: 'FormInvalid',
      fields: [{ path: 'alias' }, { path: 'fields.0.choices' }],
    });
  });
});

describe('a submission', () => {
  test('creates the contact and opens a case', async () => {
    const input = {
      alias: 'contact',
      answers: answers({ email: 'New@Example.com', name: 'Nina New', seats: '2', topic: 'sales' }),
    };
    const submitted = await submit(input, 'first');
    expect(submitted).toMatchObject({
      submission: {
        formName: 'Contact us',
        contact: { email: 'New@Example.com', firstName: 'Nina', lastName: 'New' },
        answers: [
          { field: 'email', label: 'Your e-mail', value: 'New@Example.com' },
          { field: 'name', value: 'Nina New' },
          { field: 'seats', value: 2 },
          { field: 'topic', value: 'Sales' },
        ],
        case: { id: submitted.case.id },
      },
      case: {
        subject: 'Contact us',
        message: 'Your e-mail: New@Example.com\nYour name: Nina New\nSeats: 2\nTopic: Sales',
        status: 'OPEN',
        priority: 'NORMAL',
        contact: { email: 'New@Example.com' },
        formName: 'Contact us',
      },
    });
    expect(await submit(input, 'first')).toEqual(submitted);
    expect(await submit({ ...input, email: 'x@example.com' }, 'first')).toMatchObject({
      __typename: 'IdempotencyKeyReused',
    });
  });

  test('finds the contact by e-mail address and leaves it as it is', async () => {
    const { contact } = await createContact(ask, { email: 'known@example.com', firstName: 'Kim' });
    const submitted = await submit({
      alias: 'contact',
      answers: answers({ email: 'KNOWN@example.com', name: 'Someone Else' }),
    });
    expect(submitted.submission.contact).toMatchObject({ id: contact.id, firstName: 'Kim' });
    const by = await submit({
      alias: 'contact',
      contact: contact.id,
      answers: answers({ email: 'other@example.com' }),
    });
    expect(by.submission.contact).toMatchObject({ id: contact.id });
    const { data } = await ask(
      `query($ref: Int) { contact(ref: $ref) { cases { id } formSubmissions(first: 1) { id } } }`,
      { ref: contact.ref },
    );
    expect(data.contact).toEqual({
      cases: [{ id: by.case.id }, { id: submitted.case.id }],
      formSubmissions: [{ id: by.submission.id }],
    });
  });

  test.each([
    ['AnswersInvalid', { alias: 'contact', answers: answers({ seats: 'two', other: 1 }) }],
    ['FormNotFound', { alias: 'nowhere', answers: [] }],
    ['FormNotFound', { answers: [] }],
    ['ContactNotFound', { alias: 'contact', contact: 'none', answers: answers({ email: 'a@example.com' }) }],
    ['EmailRequired', { alias: 'seats', answers: answers({ seats: 1 }) }],
    ['EmailInvalid', { alias: 'seats', email: 'nobody', answers: answers({ seats: 1 }) }],
  ])('is refused as %s, and leaves no contact behind', async (type, input) => {
    await ask(DEFINE, { input: { alias: 'seats', fields: [{ alias: 'seats', type: 'NUMBER' }] } });
    const count = '{ contacts { totalCount } formSubmissions { totalCount } }';
    const before = await ask(count);
    expect((await submit(input)).__typename).toBe(type);
    expect((await ask(count)).data).toEqual(before.data);
  });

  test('many at once from one new address make one contact and a case each', async () => {
    const input = { alias: 'contact', answers: answers({ email: 'crowd@example.com' }) };
    const all = await Promise.all(Array.from({ length: 40 }, () => submit(input)));
    expect(new Set(all.map(({ submission }) => submission.contact.id)).size).toBe(1);
    expect(new Set(all.map(({ submission }) => submission.ref)).size).toBe(40);
    expect(new Set(all.map((one) => one.case.ref)).size).toBe(40);
  });

  test('of a program that was cut off gets its case from the process, once', async () => {
    const { data } = await ask<{ form: { key: string } }>('{ form: formByAlias(alias: "contact") { key } }');
    const cut = { ...app.app.cases, openForSubmission: () => Promise.reject(new Error('cut off')) };
    const { createSubmissions } = await import('../../src/application/submissions.ts');
    const { executor, readModels, ids, contacts, forms } = app.app;
    let number = 900_000;
    const submissions = createSubmissions({
      executor,
      readModels,
      ids,
      contacts,
      forms,
      cases: cut,
      numbers: { next: async () => number++ },
      idempotency: { once: (_context, _operation, _input, run) => run() },
    });
    const context = {
      actor: { kind: 'system', id: 'test' },
      surface: 'cli',
      requestId: 'r',
      correlationId: 'r',
    } as const;
    const input = { form: { key: data.form.key }, answers: { email: 'cut@example.com' } };
    await expect(submissions.submit(context, input)).rejects.toThrow('cut off');
    const newest = app.log.readAll({ direction: 'backwards', categories: ['submission'], limit: 1 });
    let key = '';
    for await (const { stream } of newest) key = stream.replace('submission-', '');
    const handler = createOpenCaseHandler(app.app.cases);
    const attempt = { id: 'm', payload: { submission: key } } as unknown as Parameters<typeof handler.deliver>[0];
    const { signal } = new AbortController();
    expect(await handler.deliver(attempt, signal)).toEqual({ result: 'done' });
    expect(await handler.deliver(attempt, signal)).toEqual({ result: 'done' });
    const found = await ask(
      'query { contactByEmail(email: "cut@example.com") { cases { subject } formSubmissions { case { subject } } } }',
    );
    expect(found.data.contactByEmail).toEqual({
      cases: [{ subject: 'Contact us' }],
      formSubmissions: [{ case: { subject: 'Contact us' } }],
    });
  });
});

describe('a case', () => {
  const RESULT = `__typename ... on Refusal { code fields { path } }`;
  const CASE = 'case { id ref subject message label priority status resolution owner contact { email } closedAt }';

  test('is opened, changed, assigned, closed and reopened', async () => {
    const { contact } = await createContact(ask, { email: 'chair@example.com' });
    const opened = await ask<{ openCase: { case: { id: string } } }>(
      `mutation($input: OpenCaseInput!) { openCase(input: $input) { ${RESULT} ... on OpenCasePayload { ${CASE} } } }`,
      { input: { subject: ' Broken chair ', message: 'One leg.', contact: contact.id, priority: 'HIGH' } },
    );
    const { id } = opened.data.openCase.case;
    expect(opened.data.openCase.case).toMatchObject({
      subject: 'Broken chair',
      priority: 'HIGH',
      status: 'OPEN',
      contact: { email: 'chair@example.com' },
    });
    const updated = await ask(
      `mutation($input: UpdateCaseInput!) { updateCase(input: $input) { ${RESULT} ... on UpdateCasePayload { ${CASE} } } }`,
      { input: { id, message: '', label: 'Warranty' } },
    );
    expect(updated.data.updateCase).toMatchObject({ case: { message: null, label: 'Warranty', priority: 'HIGH' } });
    const changed = await ask(
      `mutation($id: ID!) {
        assign: assignCase(id: $id, owner: 4) { ${RESULT} ... on AssignCasePayload { case { owner } } }
        close: closeCase(id: $id, resolution: "A new leg.") { ... on CloseCasePayload { case { status resolution closedAt } } }
        refused: assignCase(id: $id) { ${RESULT} }
        reopen: reopenCase(id: $id) { ... on ReopenCasePayload { case { status resolution closedAt owner } } }
      }`,
      { id },
    );
    expect(changed.data).toEqual({
      assign: { __typename: 'AssignCasePayload', case: { owner: 4 } },
      close: { case: { status: 'CLOSED', resolution: 'A new leg.', closedAt: expect.any(String) } },
      refused: { __typename: 'CaseClosed', code: 'CASE_CLOSED', fields: [] },
      reopen: { case: { status: 'OPEN', resolution: null, closedAt: null, owner: 4 } },
    });
    const listed = await ask(
      `query($key: String) { cases(filter: { contactKey: { eq: $key }, status: { eq: "open" } }) { nodes { id } } }`,
      { key: contact.key },
    );
    expect(listed.data).toEqual({ cases: { nodes: [{ id }] } });
  });

  test.each([
    ['openCase(input: { subject: " " })', 'InputInvalid'],
    ['openCase(input: { subject: "x", owner: -1 })', 'InputInvalid'],
    ['openCase(input: { subject: "x", contact: "none" })', 'ContactNotFound'],
    ['updateCase(input: { id: "none", label: "x" })', 'CaseNotFound'],
    ['closeCase(id: "none")', 'CaseNotFound'],
  ])('%s is refused as %s', async (mutation, type) => {
    expect((await ask(`mutation { answer: ${mutation} { __typename } }`)).data.answer).toEqual({ __typename: type });
  });

  test('is seen as it was', async () => {
    const opened = await ask<{ openCase: { position: string; case: { id: string } } }>(
      'mutation { openCase(input: { subject: "Then" }) { ... on OpenCasePayload { position case { id } } } }',
    );
    const { position, case: found } = opened.data.openCase;
    await ask('mutation($id: ID!) { updateCase(input: { id: $id, subject: "Now" }) { __typename } }', found);
    const { data } = await ask(
      `query($id: ID!, $position: Position!) {
        before: case(id: $id, asOf: { position: $position }) { subject } now: case(id: $id) { subject }
      }`,
      { ...found, position },
    );
    expect(data).toEqual({ before: { subject: 'Then' }, now: { subject: 'Now' } });
  });
});

test('a key without the scope pii sees no words of a case and no answers', async () => {
  const issued = await ask<{ issueApiKey: { secret: string } }>(
    'mutation { issueApiKey(input: { name: "blind", scopes: [READ] }) { ... on IssueApiKeyPayload { secret } } }',
  );
  const blind = createAsk(app, issued.data.issueApiKey.secret);
  const { data } = await blind<{ cases: { nodes: Loose[] } }>(
    '{ cases(filter: { formAlias: { eq: "contact" } }, first: 1) { nodes { subject message answers { field value } } } }',
  );
  expect(data.cases.nodes[0]).toMatchObject({ subject: '***', message: '***' });
  const { answers: seen } = data.cases.nodes[0] as { answers: readonly { value: unknown }[] };
  expect(seen.map(({ value }) => value)).toEqual(['***', '***', null, '***']);
  const asked = await blind('{ cases(filter: { subject: { contains: "a" } }) { nodes { ref } } }');
  expect(asked.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});

test('the read models are what a rebuild makes of the log', async () => {
  for (const result of await app.projections.verify(['forms', 'form_submissions', 'cases'])) {
    expect(result).toMatchObject({ equal: true, differences: [] });
  }
});
