/** What kinds of record have in common: the query for one of them, and the payload that shows what was written. */
import type { Moment } from '../application/ports.ts';
import type { Db } from '../projections/engine/db.ts';
import type { OfEach } from '../projections/engine/list.ts';
import { builder, type RecordType } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import { publicError } from './errors.ts';
import { bareKey, foundByNumber, keyOfGlobalId, toGlobalId } from './ids.ts';
import type { LoadRows } from './loaders.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, readableMoment } from './moment.ts';
import { mutationResult, POSITION_DESCRIPTION, type RefusalCode, type WrittenNode } from './refusals.ts';

/** A record on its way out: its row, and the moment that it was asked for. */
export interface RecordNode<Type extends string, Row> {
  readonly __typename: Type;
  readonly row: Row;
  readonly asOf: Moment | undefined;
}

export type LoadRecord<Node> = (
  context: GraphqlContext,
  key: string,
  asOf?: Moment,
) => Promise<Node | null | undefined>;

/** A kind of record: how a row becomes a node, and how one is loaded by its key, batched over the request. */
export interface RecordKind<Type extends string, Row> {
  readonly name: Type;
  readonly ref: RecordType<RecordNode<Type, Row>>;
  node(row: Row, asOf: Moment | undefined): RecordNode<Type, Row>;
  load(context: GraphqlContext, key: string, asOf?: Moment): Promise<RecordNode<Type, Row> | undefined>;
}

export function recordKind<Type extends string, Row extends { readonly key: string }>(
  name: Type,
  byKeys: LoadRows<Row>,
): RecordKind<Type, Row> {
  const node = (row: Row, asOf: Moment | undefined): RecordNode<Type, Row> => ({ __typename: name, row, asOf });
  return {
    name,
    ref: builder.objectRef<RecordNode<Type, Row>>(name),
    node,
    async load({ loaders }, key, asOf) {
      const row = await loaders.one(byKeys, key, asOf);
      return row && node(row, asOf);
    },
  };
}

interface RecordQuery<Row> {
  /** Name of the query, e.g. `case`. */
  readonly name: string;
  readonly description: string;
  byRef(db: Db, ref: number, asOf?: Moment): Promise<Row | undefined>;
}

/** Adds the query for one record: by global id, key or ref. */
export function recordQuery<Type extends string, Row>(
  kind: RecordKind<Type, Row>,
  { name, description, byRef }: RecordQuery<Row>,
): void {
  foundByNumber(kind.name, name);
  builder.queryField(name, (t) =>
    t.field({
      type: kind.ref as never,
      nullable: true,
      description: `${description} By exactly one of \`id\`, \`key\` and \`ref\`. Null when there is none.`,
      args: {
        id: t.arg.id({ description: 'Global id.' }),
        key: t.arg.string({ description: 'The key under which events name the record.' }),
        ref: t.arg.int({ description: 'Its number.' }),
        asOf: t.arg({ type: AsOf, description: AS_OF_DESCRIPTION }),
        after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }),
      },
      resolve: async (_root, args, context) => {
        const { id, key, ref } = args;
        const given = [id, key, ref].filter((value) => value !== null && value !== undefined);
        if (given.length !== 1) throw publicError('ARGUMENT_INVALID', 'Give exactly one of id, key and ref.');
        const asOf = await readableMoment(context, args, args.after);
        if (typeof ref === 'number') {
          const row = await byRef(context.app.db, ref, asOf);
          return (row && kind.node(row, asOf)) as never;
        }
        const wanted = typeof id === 'string' ? keyOfGlobalId(kind.name, id) : bareKey(kind.name, key ?? '');
        return (await kind.load(context, wanted, asOf)) as never;
      },
    }),
  );
}

interface Payload {
  readonly payload: ReturnType<typeof builder.objectRef<WrittenNode & { readonly __typename: string }>>;
}

/** Results of mutations that show the record as it is now, and the position. `name` is the field of the payload. */
export function recordResults<Node>(type: RecordType<Node>, name: string, load: LoadRecord<Node>) {
  return (mutation: string, description: string, refusals: readonly RefusalCode[]) => {
    const result = mutationResult<WrittenNode>(mutation, refusals);
    result.payload.implement({
      description,
      fields: (t) => ({
        position: t.expose('position', { type: 'Position', description: POSITION_DESCRIPTION }),
        [name]: t.field({
          type: type as never,
          nullable: true,
          description: 'The record as it is now. Needs the scope `read`.',
          extensions: { scope: 'read' },
          resolve: async ({ key }: WrittenNode, _args: object, context: GraphqlContext) =>
            (await load(context, key)) as never,
        }),
      }),
    });
    return result;
  };
}

/** A payload with the id of a record that is gone, and the position. `name` says how it went: `removedId`. */
export function removalPayload<P extends WrittenNode>(
  { payload }: { readonly payload: RecordType<P & { readonly __typename: string }> },
  kind: string,
  name: 'cancelledId' | 'deletedId' | 'removedId',
  description: string,
): void {
  (payload as unknown as Payload['payload']).implement({
    description,
    fields: (t) => ({
      position: t.expose('position', { type: 'Position', description: POSITION_DESCRIPTION }),
      [name]: t.id({ description: 'Global id that it had.', resolve: ({ key }) => toGlobalId(kind, key) }),
    }),
  });
}

export const ID_DESCRIPTION = 'Which record: its global id or its key.';

/** How many of a parent's records to show, for lists that are loaded for many parents at once. */
const MAX_OF_EACH = 100;

export function amountOfEach(first: number | null | undefined): number {
  const amount = first ?? 10;
  if (amount < 0 || amount > MAX_OF_EACH)
    throw publicError('ARGUMENT_INVALID', `Give 0 to ${MAX_OF_EACH}.`, { argument: 'first' });
  return amount;
}

export const ofEachCost = ({ first }: { readonly first?: number | null | undefined }) => ({
  field: 1,
  multiplier: Math.min(Math.max(first ?? 10, 1), MAX_OF_EACH),
});

interface NewestField<Type extends string, Row> {
  /** The kind of the records that it shows. */
  readonly of: RecordKind<Type, Row>;
  readonly description: string;
  newest(db: Db, parents: readonly string[], page: OfEach): Promise<readonly Row[]>;
  parentOf(row: Row): string | null;
}

/** Adds a field with the newest records of a parent, loaded for all parents of the request at once. */
export function newestField<Parent extends RecordNode<string, { readonly key: string }>, Type extends string, Row>(
  parent: RecordType<Parent>,
  name: string,
  { of: kind, description, newest, parentOf }: NewestField<Type, Row>,
): void {
  builder.objectField(parent, name, (t) =>
    t.field({
      type: [kind.ref as never],
      description,
      complexity: ofEachCost,
      args: { first: t.arg.int({ description: 'How many. 10 when left out.' }) },
      resolve: async ({ row, asOf }, { first }, { loaders }) => {
        const limit = amountOfEach(first);
        const rows = await loaders.many(
          `${parent.name}.${name}:${limit}`,
          (db, parents) => newest(db, parents, { limit, asOf }),
          row.key,
          parentOf,
          asOf,
        );
        return rows.map((found) => kind.node(found, asOf)) as never;
      },
    }),
  );
}
