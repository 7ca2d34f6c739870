/** Lists of records: the typed filter and sort keys of a kind of record, and its pages. Declared as data, once per kind. */
import type { Moment, Position } from '../application/ports.ts';
import type { PageQuery, Place, Placed, SortKey } from '../projections/engine/list.ts';
import {
  type FieldResolver,
  type Filter,
  FilterError,
  type FilterField,
  parseInstant,
} from '../projections/filter/filter.ts';
import { type ListedFields, resolverOf } from '../projections/filter/listed.ts';
import { builder, type RecordType } from './builder.ts';
import {
  cursorInvalid,
  decodeCursor,
  encodeCursor,
  type Page,
  type PageArgs,
  pageCost,
  pageSize,
  queryMark,
  toPage,
} from './connection.ts';
import type { GraphqlContext } from './context.ts';
import { publicError } from './errors.ts';
import { BooleanFilter, conditionsOf, DateTimeFilter, IntFilter, SortDirection, StringFilter } from './filters.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, readableMoment } from './moment.ts';
import { askable } from './personal.ts';

const FIELD_FILTERS = { text: StringFilter, number: IntFilter, boolean: BooleanFilter, instant: DateTimeFilter };

export type { ListedField, ListedFields } from '../projections/filter/listed.ts';

type Loose = Readonly<Record<string, unknown>>;

function filterType(kind: string, fields: ListedFields) {
  const ref = builder.inputRef<Loose>(`${kind}Filter`);
  ref.implement({
    description: 'Conditions, all of which must hold. Conditions on personal fields need the scope `pii`.',
    fields: (t) =>
      ({
        and: t.field({ type: [ref], description: 'All of these hold.' }),
        or: t.field({ type: [ref], description: 'At least one of these holds.' }),
        not: t.field({ type: ref, description: 'This does not hold.' }),
        ...Object.fromEntries(
          Object.entries(fields).map(([name, { type, description }]) => [
            name,
            t.field({ type: FIELD_FILTERS[type] as typeof StringFilter, description }),
          ]),
        ),
      }) as never,
  });
  return ref;
}

function sortType(kind: string, fields: ListedFields) {
  const field = builder.enumType(`${kind}SortField`, {
    description: 'What can be sorted by.',
    values: Object.fromEntries(
      Object.entries(fields).map(([name, { description }]) => [enumName(name), { value: name, description }]),
    ),
  });
  return builder.inputType(`${kind}Sort`, {
    description: 'A sort key. Unset values count as the smallest, letter case is ignored.',
    fields: (t) => ({
      field: t.field({ type: field, required: true, description: 'A field. Personal ones need the scope `pii`.' }),
      direction: t.field({ type: SortDirection, defaultValue: 'asc', description: 'Which end comes first.' }),
    }),
  });
}

/** `CREATED_AT`: enum values are written like that. */
const enumName = (field: string): string =>
  field
    .replaceAll('.', '__')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase();

export const toFilter = (input: object): Filter => ({
  and: Object.entries(input).flatMap(([name, value]): Filter[] => {
    if (value === null || value === undefined) return [];
    if (name === 'and' || name === 'or') {
      return [{ [name]: (value as object[]).map(toFilter) } as unknown as Filter];
    }
    return name === 'not' ? [{ not: toFilter(value as object) }] : conditionsOf(name, value as Loose);
  }),
});

/** Turns what the filter compiler refuses into an error that the caller sees. */
export async function publicFilterErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FilterError) throw publicError('FILTER_INVALID', error.message, { field: error.field });
    throw error;
  }
}

interface ListPage<Node> extends Page<Node> {
  readonly count: () => Promise<number>;
}

/** How a kind of record is listed. */
export interface ListDefinition<Row extends { readonly ref: number }, Node> {
  /** Name of the query, e.g. `cases`. */
  readonly name: string;
  /** Name of the kind, e.g. `Case`. */
  readonly kind: string;
  readonly description: string;
  readonly fields: ListedFields;
  page(context: GraphqlContext, query: PageQuery, fields: FieldResolver): Promise<Placed<Row>[]>;
  count(context: GraphqlContext, query: PageQuery, fields: FieldResolver): Promise<number>;
  node(row: Row, asOf: Moment | undefined): Node;
}

interface ListArgs extends PageArgs {
  readonly filter?: object | null | undefined;
  readonly sort?: readonly object[] | null | undefined;
  readonly asOf?: { readonly time?: string | null; readonly position?: Position | null } | null | undefined;
  readonly afterPosition?: Position | null | undefined;
}

/** Adds the query that lists a kind of record, with its filter and sort types. `type` is the GraphQL type of a record. */
export function listQuery<Row extends { readonly ref: number }, Node>(
  type: RecordType<Node>,
  definition: ListDefinition<Row, Node>,
): void {
  const { name, kind, description, fields } = definition;
  const filter = filterType(kind, fields);
  const sort = sortType(kind, fields);
  builder.queryField(name, (t) =>
    t.connection(
      {
        type,
        description,
        complexity: (args) => pageCost(args as PageArgs),
        args: {
          filter: t.arg({ type: filter, description: 'Which records.' }),
          sort: t.arg({
            type: [sort],
            description: 'By what, most important first. Ties, and a missing sort, are broken by `ref`.',
          }),
          asOf: t.arg({ type: AsOf, description: AS_OF_DESCRIPTION }),
          afterPosition: t.arg({
            type: 'Position',
            description: `As \`after\` of other queries, which is the cursor here. ${AFTER_DESCRIPTION}`,
          }),
        },
        resolve: (_root, args, context) => resolveList(definition, args as ListArgs, context) as never,
      },
      {
        name: `${kind}Connection`,
        description: 'A page of records.',
        fields: (c) => ({
          totalCount: c.int({
            description: 'How many records there are over all pages. Counted only when asked for.',
            complexity: 10,
            resolve: (page) => (page as unknown as ListPage<Node>).count(),
          }),
        }),
      },
      { name: `${kind}Edge`, description: 'A record in a page.' },
    ),
  );
}

async function resolveList<Row extends { readonly ref: number }, Node>(
  definition: ListDefinition<Row, Node>,
  args: ListArgs,
  context: GraphqlContext,
): Promise<ListPage<Node>> {
  const asOf = await readableMoment(context, args, args.afterPosition);
  const fields = askable(context.principal, definition.kind, resolverOf(definition.fields));
  const sort = ((args.sort ?? []) as readonly SortKey[]).map((key) => ({
    field: key.field,
    direction: key.direction ?? 'asc',
  }));
  const query = { ...(args.filter ? { filter: toFilter(args.filter) } : {}), sort, ...(asOf ? { asOf } : {}) };
  const page = await publicFilterErrors(() => pageOf(definition, query, args, fields, context));
  return { ...page, count: () => definition.count(context, query, fields) };
}

async function pageOf<Row extends { readonly ref: number }, Node>(
  definition: ListDefinition<Row, Node>,
  query: PageQuery,
  args: PageArgs,
  fields: FieldResolver,
  context: GraphqlContext,
): Promise<Page<Node>> {
  const { sort = [], filter = null, asOf } = query;
  const mark = queryMark(definition.name, filter, sort);
  const size = pageSize(args);
  const rows = await definition.page(
    context,
    { ...query, limit: size.limit + 1, fromEnd: size.fromEnd, ...places(mark, args, sort, fields) },
    fields,
  );
  const found = rows.map((row) => ({
    cursor: encodeCursor(mark, [row.ref, ...row.placeValues]),
    node: definition.node(row, asOf),
  }));
  return toPage(found, size, args);
}

/** The places that the cursors `after` and `before` stand for. */
export function places(
  mark: string,
  { after, before }: PageArgs,
  sort: readonly SortKey[],
  fields: FieldResolver,
): Pick<PageQuery, 'after' | 'before'> {
  const place = (cursor: string): Place =>
    placeOf(
      decodeCursor(mark, cursor),
      sort.map(({ field }) => fields(field)),
    );
  return { ...(after ? { after: place(after) } : {}), ...(before ? { before: place(before) } : {}) };
}

const MAX_REF = 2_147_483_647;

/** A place that Postgres will understand: every value is checked to be of the type of its sort key. */
function placeOf([ref, ...values]: readonly unknown[], fields: readonly (FilterField | undefined)[]): Place {
  const wellFormed =
    typeof ref === 'number' &&
    Number.isInteger(ref) &&
    ref > 0 &&
    ref <= MAX_REF &&
    values.length === fields.length &&
    values.every((value, index) => value === null || fits(value, fields[index]));
  if (!wellFormed) throw cursorInvalid('This is no cursor.');
  return { ref, values: values as (string | null)[] };
}

function fits(value: unknown, field: FilterField | undefined): boolean {
  if (typeof value !== 'string' || value.includes('\u0000') || !value.isWellFormed()) return false;
  switch (field?.type) {
    case 'text':
      return true;
    case 'number':
      return /^-?\d{1,400}(\.\d{1,400})?$/.test(value);
    case 'boolean':
      return value === 'true' || value === 'false';
    case 'instant':
      return parseInstant(value.replace(/([+-]\d{2})$/, '$1:00')) !== undefined && !value.startsWith('0000');
    case undefined:
      return false;
  }
}
