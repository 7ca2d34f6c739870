/** Requests to each API, ready to be pasted into a terminal. */
import type { DemoKey } from './keys.ts';

export function examples(url: string, { key, secret }: DemoKey): string[] {
  const query = `api_key=${encodeURIComponent(key)}&api_secret=${encodeURIComponent(secret)}`;
  const bearer = `-H 'Authorization: Bearer ${secret}'`;
  const graphql = '{ contacts(first: 3) { edges { node { ref email } } } }';
  return [
    '',
    'GraphQL',
    `  curl -s ${url}/graphql ${bearer} -H 'Content-Type: application/json' -d '${JSON.stringify({ query: graphql })}'`,
    '',
    'Jetpack CRM, as documented, as the running plugin answers, and as its beta was documented',
    ...['/zbs_api', '/jetpack/plugin/zbs_api', '/jetpack/beta/zbs_api'].map(
      (root) => `  curl -s '${url}${root}/customer_search?${query}&email=grace@hopper.example'`,
    ),
    `  curl -s '${url}/zbs_api/companies?${query}' -d '{"search":"navy"}'`,
    `  curl -s '${url}/zbs_api/events?${query}&perpage=3'`,
    '',
    'Treepl',
    `  curl -sG ${url}/api/v2/admin/contacts ${bearer} --data-urlencode 'Where={"City":"Manchester"}'`,
    '',
    'SalesSystem',
    `  curl -s ${url}/api/v1/clientLogin -d apikey=${secret} -d client_username=edsger@dijkstra.example -d client_password=shortest-path -d filter=contact_firstname,contact_lastname`,
    '',
    'Simvoly',
    `  curl -s '${url}/api/site/contacts/search-by-email?email=ada@lovelace.example' ${bearer}`,
  ];
}
