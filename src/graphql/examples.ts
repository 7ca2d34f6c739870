/** What the editor in the browser begins with, a tab each. The schema's own documentation is beside them. */

const HEADERS = '{ "Authorization": "Bearer your-secret" }';

interface Example {
  readonly query: string;
  readonly variables?: object;
}

const EXAMPLES: readonly Example[] = [
  {
    query: `# Put the secret of an API key into the headers below, in each tab.
query Newest {
  contacts(first: 10, sort: [{ field: CREATED_AT, direction: DESC }]) {
    nodes { id ref firstName lastName email tags }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    query: `# Asking again with the same idempotency key gives the first answer. Try another e-mail address, too.
mutation Create($input: CreateContactInput!) {
  createContact(input: $input, idempotencyKey: "example-1") {
    ... on CreateContactPayload { position contact { id ref email } }
    ... on Refusal { code message fields { path message } }
  }
}
`,
    variables: { input: { email: 'ada@lovelace.example', firstName: 'Ada', tags: ['example'] } },
  },
  {
    query: `# Whoever has orders, with the company and what was paid: a fixed number of statements, whatever the page.
query Customers($filter: ContactFilter) {
  contacts(first: 20, filter: $filter) {
    nodes {
      email
      company { name }
      orders(first: 5) { ref status totals { total { amount currency } } paid { amount } lines { name quantity } }
    }
  }
}
`,
    variables: { filter: { orders: { some: { total: { gte: 1000 } } } } },
  },
  {
    query: `# Typing errors are forgiven.
query Products($search: String) {
  products(search: $search, filter: { variants: { some: { inStock: { eq: true } } } }) {
    totalCount
    nodes { name categories { name } variants { sku price inStock } }
  }
}
`,
    variables: { search: 'earl gray' },
  },
  {
    query: `# Leave it running and change a contact in another tab.
subscription Follow {
  changes(kinds: ["contact"]) { position type key occurredAt surface }
}
`,
  },
];

export const exampleTabs = EXAMPLES.map(({ query, variables }) => ({
  query,
  headers: HEADERS,
  ...(variables ? { variables: JSON.stringify(variables, null, 2) } : {}),
}));
