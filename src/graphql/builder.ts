/** The schema builder. It declares no types: each area does that in its own file. */
import SchemaBuilder, { type ObjectRef } from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import RelayPlugin from '@pothos/plugin-relay';
import type { Json } from '../domain/kernel/event.ts';
import type { CustomValue } from '../domain/kernel/fragments.ts';
import type { GraphqlContext } from './context.ts';

export interface SchemaTypes {
  Context: GraphqlContext;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: false;
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    Position: { Input: bigint; Output: bigint };
    /** An ISO 8601 instant in UTC. */
    DateTime: { Input: string; Output: string };
    Date: { Input: string; Output: string };
    /** Decimal text. */
    Decimal: { Input: string; Output: string };
    CustomValue: { Input: CustomValue; Output: CustomValue };
    JSON: { Input: Json; Output: unknown };
  };
}

/** The connection itself multiplies by the page size already. */
const ONCE = { field: 1, multiplier: 1 };

export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [RelayPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  relay: {
    idFieldOptions: { description: 'Global id: names the record among all records of all kinds.' },
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    edgesFieldOptions: { description: 'The records of this page with their cursors.', complexity: ONCE },
    nodeFieldOptions: { description: 'The record.' },
    cursorFieldOptions: {
      description: 'Where this record stands in this very query; see the arguments `after` and `before`.',
    },
    nodesOnConnection: { description: 'The records of this page.', complexity: ONCE },
    nodeTypeOptions: { description: 'A record with an id of its own among all records.' },
    pageInfoTypeOptions: { description: 'Where a page stands among the others.' },
    pageInfoFieldOptions: { description: 'Where this page stands among the others.' },
    hasNextPageFieldOptions: { description: 'Whether there is more after this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether there is more before this page.' },
    startCursorFieldOptions: { description: 'Cursor of the first record of this page.' },
    endCursorFieldOptions: {
      description: 'Cursor of the last record of this page: give it as `after` for the next page.',
    },
    firstArgOptions: { description: 'How many records from the start. 25 when neither `first` nor `last` is given.' },
    afterArgOptions: { description: 'Only records after this cursor.' },
    lastArgOptions: { description: 'How many records from the end.' },
    beforeArgOptions: { description: 'Only records before this cursor.' },
  },
});

/** The GraphQL type of a kind of record. */
export type RecordType<Node> = ObjectRef<(typeof builder)['$inferSchemaTypes'], Node, Node>;

/** What the fields of an input type are made with. */
export type InputFields = PothosSchemaTypes.InputFieldBuilder<(typeof builder)['$inferSchemaTypes'], 'InputObject'>;

builder.queryType({ description: 'What can be asked. Needs the scope `read`, where a field does not say otherwise.' });
builder.mutationType({
  description:
    'What can be done, named as the business speaks. Needs the scope `write`, where a field does not say otherwise.',
});
