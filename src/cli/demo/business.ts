/** The sample business, loaded over HTTP as its customers' programs would: each contact through another API. Loading twice changes nothing. */
import type { DemoKey } from './keys.ts';

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Answers that are as good as success when the demo is started again. */
  readonly alsoFine?: readonly number[];
}

export async function loadBusiness(
  url: string,
  key: DemoKey,
  progress: (done: number, total: number) => void,
): Promise<void> {
  const calls = callsFor(key);
  for (const [index, call] of calls.entries()) {
    await send(url, call);
    progress(index + 1, calls.length);
  }
}

async function send(url: string, { method, path, headers, body, alsoFine = [] }: Call): Promise<void> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok && !alsoFine.includes(response.status))
    throw new Error(`${method} ${path.split('?')[0]} answered ${response.status}: ${text}`);
}

function callsFor({ key, secret }: DemoKey): Call[] {
  const bearer = { authorization: `Bearer ${secret}` };
  const query = `?api_key=${encodeURIComponent(key)}&api_secret=${encodeURIComponent(secret)}`;
  const jetpack = (endpoint: string, body: object): Call => ({
    method: 'POST',
    path: `/zbs_api/${endpoint}${query}`,
    // An event has nothing to be found again by.
    ...(endpoint === 'create_event' ? { headers: { 'idempotency-key': 'demo activity' } } : {}),
    body,
  });
  const simvoly = (body: object): Call => ({ method: 'POST', path: '/api/site/contacts', headers: bearer, body });
  const treepl = (body: object): Call => ({
    method: 'POST',
    path: '/api/v2/admin/contacts',
    headers: bearer,
    body,
    alsoFine: [400],
  });
  const salessystem = (parameters: Record<string, string>): Call => ({
    method: 'POST',
    path: `/api/v1/addContact?${new URLSearchParams({ apikey: secret, ...parameters })}`,
  });
  const graphql = (input: object): Call => ({
    method: 'POST',
    path: '/graphql',
    headers: bearer,
    body: {
      query: 'mutation ($input: CreateContactInput!) { createContact(input: $input) { __typename } }',
      variables: { input },
    },
  });
  return [
    jetpack('create_customer', {
      email: 'grace@hopper.example',
      fname: 'Grace',
      lname: 'Hopper',
      status: 'Customer',
      city: 'Arlington',
      worktel: '+1 703 555 0101',
      tags: ['navy', 'vip'],
    }),
    jetpack('create_customer', {
      email: 'katherine@johnson.example',
      fname: 'Katherine',
      lname: 'Johnson',
      status: 'Lead',
      city: 'Hampton',
      tags: ['space'],
    }),
    jetpack('create_company', { name: 'Navy Computing Ltd', email: 'office@navy.example', city: 'Arlington' }),
    jetpack('create_transaction', {
      orderid: 'DEMO-1',
      email: 'grace@hopper.example',
      status: 'Completed',
      total: '79.99',
      currency: 'GBP',
      title: 'Compiler',
    }),
    jetpack('create_event', {
      title: 'Look for moths',
      customer: 1,
      from: '2027-09-09 15:45',
      to: '2027-09-09 16:45',
      notify: 24,
    }),
    simvoly({
      email: 'ada@lovelace.example',
      name: 'Ada Lovelace',
      city: 'London',
      country: 'GB',
      tags: ['newsletter'],
      subscribed: true,
      properties: [{ name: 'favourite engine', value: 'Analytical' }],
    }),
    simvoly({
      email: 'mary@somerville.example',
      name: 'Mary Somerville',
      city: 'Jedburgh',
      country: 'GB',
      tags: ['science'],
    }),
    treepl({
      Email: 'alan@turing.example',
      FirstName: 'Alan',
      LastName: 'Turing',
      City: 'Manchester',
      Status: 'New',
      CustomCrmGroups: { interests: { running: true, distance: 42.195 } },
    }),
    treepl({ Email: 'joan@clarke.example', FirstName: 'Joan', LastName: 'Clarke', City: 'Bletchley', Status: 'New' }),
    salessystem({
      client_firstname: 'Edsger',
      client_lastname: 'Dijkstra',
      client_email: 'edsger@dijkstra.example',
      client_password: 'shortest-path',
      client_address1: 'Plantage 1',
      client_postcode: '1018 VR',
      client_country: 'NL',
    }),
    graphql({
      email: 'barbara@liskov.example',
      firstName: 'Barbara',
      lastName: 'Liskov',
      companyName: 'Liskov Substitutes Ltd',
      tags: ['speaker'],
    }),
  ];
}
