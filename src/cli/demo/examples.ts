/** Requests to each API, ready to be pasted into a terminal. */
import type { DemoKey } from './keys.ts';
import { shopTour } from './shop.ts';

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
    'SalesSystem, a visit to a shop: browse, basket, login, order and payment by a card of the simulator',
    ...shopTour(url, { key, secret }),
    '',
    'Simvoly',
    `  curl -s '${url}/api/site/contacts/search-by-email?email=ada@lovelace.example' ${bearer}`,
  ];
}
