/** Makes a contact, waits for it at its position, and reads it back with its history. Everything here is checked by the compiler. */
import { ask, type Connection } from './client.ts';
import { graphql } from './gql/index.ts';

const CREATE = graphql(`
  mutation CreateContact($input: CreateContactInput!, $idempotencyKey: String!) {
    createContact(input: $input, idempotencyKey: $idempotencyKey) {
      __typename
      ... on CreateContactPayload {
        position
        contact {
          id
          ref
        }
      }
      ... on Refusal {
        code
        message
      }
    }
  }
`);

const READ = graphql(`
  query ReadContact($email: String!, $after: Position) {
    contactByEmail(email: $email, after: $after) {
      firstName
      lastName
      history(first: 5) {
        nodes {
          type
          occurredAt
          surface
        }
      }
    }
  }
`);

const connection: Connection = {
  url: process.env.TRIBUTARY_URL ?? 'http://localhost:4000',
  secret: process.env.TRIBUTARY_SECRET ?? '',
};
const email = 'typed@example.com';

const { createContact } = await ask(connection, CREATE, {
  input: { email, firstName: 'Typed', lastName: 'Client' },
  idempotencyKey: `create ${email}`,
});
switch (createContact.__typename) {
  case 'CreateContactPayload':
    console.log(`Contact ${createContact.contact?.ref} is there as of position ${createContact.position}`);
    break;
  default:
    console.log(`Refused: ${createContact.code}`);
}

const after = createContact.__typename === 'CreateContactPayload' ? createContact.position : null;
const { contactByEmail } = await ask(connection, READ, { email, after });
for (const { type, occurredAt, surface } of contactByEmail?.history.nodes ?? []) {
  console.log(`${occurredAt}  ${type}  through ${surface}`);
}
