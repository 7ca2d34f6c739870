/** The five fronts as a customer's program would use them: plain HTTP, each in its own dialect. */
import type { TestApp } from '../support/app.ts';

export interface Person {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

export interface Front {
  readonly name: string;
  /** Creates, or updates where the API upserts. `there` tells that the API refused because of the e-mail address. */
  create(person: Person): Promise<{ readonly id: number } | { readonly there: true }>;
  /** What this API shows of the contact with this address. */
  read(email: string): Promise<(Person & { readonly id: number }) | undefined>;
}

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of five APIs, looked into by tests only
  readonly body: any;
}

export async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

export function allFronts(app: Pick<TestApp, 'url' | 'key' | 'secret'>): Front[] {
  return [graphql(app), jetpack(app), treepl(app), salessystem(app), simvoly(app)];
}

const json = (secret: string, body?: unknown): RequestInit => ({
  headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
  ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
});

function unexpected(front: string, { status, body }: Answer): never {
  throw new Error(`${front} answered ${status}: ${JSON.stringify(body)}`);
}

function graphql({ url, secret }: Pick<TestApp, 'url' | 'secret'>): Front {
  const run = (query: string, variables: object) => call(`${url}/graphql`, json(secret, { query, variables }));
  return {
    name: 'graphql',
    async create(person) {
      const query = `mutation ($input: CreateContactInput!) { createContact(input: $input) {
        ... on CreateContactPayload { contact { ref } } ... on Refusal { code } } }`;
      const answer = await run(query, { input: person });
      const created = answer.body?.data?.createContact;
      if (created?.code === 'EMAIL_TAKEN') return { there: true };
      return created?.contact ? { id: created.contact.ref } : unexpected('graphql', answer);
    },
    async read(email) {
      const answer = await run(
        'query ($email: String!) { contactByEmail(email: $email) { ref email firstName lastName } }',
        { email },
      );
      if (!answer.body?.data) unexpected('graphql', answer);
      const found = answer.body.data.contactByEmail;
      return found
        ? { id: found.ref, email: found.email, firstName: found.firstName, lastName: found.lastName }
        : undefined;
    },
  };
}

function jetpack({ url, key, secret }: Pick<TestApp, 'url' | 'key' | 'secret'>): Front {
  const at = (endpoint: string, more = '') => `${url}/zbs_api/${endpoint}?api_key=${key}&api_secret=${secret}${more}`;
  return {
    name: 'jetpack',
    async create({ email, firstName, lastName }) {
      const body = JSON.stringify({ email, fname: firstName, lname: lastName });
      const answer = await call(at('create_customer'), { method: 'POST', body });
      return typeof answer.body?.id === 'number' ? { id: answer.body.id } : unexpected('jetpack', answer);
    },
    async read(email) {
      const { body } = await call(at('customer_search', `&email=${encodeURIComponent(email)}`));
      return body?.id ? { id: body.id, email: body.email, firstName: body.fname, lastName: body.lname } : undefined;
    },
  };
}

function treepl({ url, secret }: Pick<TestApp, 'url' | 'secret'>): Front {
  const contacts = `${url}/api/v2/admin/contacts`;
  return {
    name: 'treepl',
    async create({ email, firstName, lastName }) {
      const answer = await call(contacts, json(secret, { Email: email, FirstName: firstName, LastName: lastName }));
      if (answer.status === 400 && answer.body?.Errors?.Email) return { there: true };
      return answer.status === 200 ? { id: answer.body.Id } : unexpected('treepl', answer);
    },
    async read(email) {
      const { body } = await call(
        `${contacts}?Where=${encodeURIComponent(JSON.stringify({ Email: email }))}`,
        json(secret),
      );
      const [found] = body.Items;
      return found && { id: found.Id, email: found.Email, firstName: found.FirstName, lastName: found.LastName };
    },
  };
}

function salessystem({ url, secret }: Pick<TestApp, 'url' | 'secret'>): Front {
  const run = (method: string, parameters: Record<string, string>) =>
    call(`${url}/api/v1/`, { method: 'POST', body: new URLSearchParams({ apikey: secret, method, ...parameters }) });
  const password = 'correct horse';
  return {
    name: 'salessystem',
    async create({ email, firstName, lastName }) {
      const answer = await run('addContact', {
        client_email: email,
        client_firstname: firstName,
        client_lastname: lastName,
        client_password: password,
      });
      if (answer.body?.error_code === 1011 && answer.body.error_invalid?.client_email) return { there: true };
      return answer.body?.error_code === null
        ? { id: Number(answer.body.contact_ref) }
        : unexpected('salessystem', answer);
    },
    /** This API shows a contact to itself only: it logs in. Contacts without a login are given one by the test first. */
    async read(email) {
      const login = await run('clientLogin', {
        client_username: email,
        client_password: password,
        filter: 'contact_ref,contact_email,contact_firstname,contact_lastname',
      });
      if (login.body.error_code === 1515) return undefined;
      if (login.body.error_code !== null) unexpected('salessystem', login);
      const { contact_ref, contact_email, contact_firstname, contact_lastname } = login.body;
      return {
        id: Number(contact_ref),
        email: contact_email,
        firstName: contact_firstname,
        lastName: contact_lastname,
      };
    },
  };
}

function simvoly({ url, secret }: Pick<TestApp, 'url' | 'secret'>): Front {
  const contacts = `${url}/api/site/contacts`;
  return {
    name: 'simvoly',
    async create({ email, firstName, lastName }) {
      const answer = await call(contacts, json(secret, { email, name: `${firstName} ${lastName}` }));
      return answer.status === 200 ? { id: answer.body.id } : unexpected('simvoly', answer);
    },
    async read(email) {
      const { status, body } = await call(
        `${contacts}/search-by-email?email=${encodeURIComponent(email)}`,
        json(secret),
      );
      if (status === 404) return undefined;
      const [firstName = '', lastName = ''] = body.name.split(' ');
      return { id: body.id, email: body.email, firstName, lastName };
    },
  };
}

/** Lets a contact log in, whichever front made it. */
export async function givePassword(app: TestApp, id: number): Promise<void> {
  const query = `mutation ($id: ID!) { setContactPassword(id: $id, password: "correct horse") { __typename } }`;
  const found = await call(`${app.url}/graphql`, json(app.secret, { query: `{ contact(ref: ${id}) { id } }` }));
  await call(`${app.url}/graphql`, json(app.secret, { query, variables: { id: found.body.data.contact.id } }));
}
