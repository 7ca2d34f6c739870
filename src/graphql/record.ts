/** What kinds of record have in common: the query for one of them, and the payload that shows what was written. */
import type { Moment } from '../application/ports.ts';
import { builder, type RecordType } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import { publicError } from './errors.ts';
import { keyOfGlobalId } from './ids.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, readableMoment } from './moment.ts';
import { POSITION_DESCRIPTION, type WrittenNode } from './refusals.ts';

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

interface RecordQuery<Row, Node> {
  /** Name of the query, e.g. `case`. */
  readonly name: string;
  /** Name of the type, e.g. `Case`. */
  readonly kind: string;
  readonly description: string;
  load: LoadRecord<Node>;
  byRef(context: GraphqlContext, ref: number, asOf?: Moment): Promise<Row | undefined>;
  node(row: Row, asOf: Moment | undefined): Node;
}

/** Adds the query for one record: by global id, key or ref. */
export function recordQuery<Row, Node>(
  type: RecordType<Node>,
  { name, kind, description, load, byRef, node }: RecordQuery<Row, Node>,
): void {
  builder.queryField(name, (t) =>
    t.field({
      type: type as never,
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
        if (typeof ref !== 'number')
          return (await load(context, typeof id === 'string' ? keyOfGlobalId(kind, id) : (key ?? ''), asOf)) as never;
        const row = await byRef(context, ref, asOf);
        return (row === undefined ? undefined : node(row, asOf)) as never;
      },
    }),
  );
}

interface Payload {
  readonly payload: ReturnType<typeof builder.objectRef<WrittenNode & { readonly __typename: string }>>;
}

/** A payload with the record as it is now, and the position. */
export function recordPayload<Node>(
  { payload }: Payload,
  type: RecordType<Node>,
  name: string,
  description: string,
  load: LoadRecord<Node>,
): void {
  payload.implement({
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
}

export const ID_DESCRIPTION = 'Which record: its global id or its key.';

/** How many of a parent's records to show, for lists that are loaded for many parents at once. */
export const MAX_OF_EACH = 100;

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
