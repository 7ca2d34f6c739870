/** `schema.graphql`: the GraphQL API as its callers see it, so that a change to it shows in a review. */
import { printedSchema } from '../../src/graphql/schema.ts';
import type { Generator } from '../generate.ts';

export const graphqlSchema: Generator = { name: 'schema', file: 'schema.graphql', render: printedSchema };
