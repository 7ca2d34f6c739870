/** Lists of records: the typed filter and sort keys of a kind of record, and its pages. Declared as data, once per kind. */
import type { Position } from '../application/ports.ts';
import type { CustomFieldEntity } from '../domain/crm/customField/events.ts';
import type { Db } from '../projections/engine/db.ts';
import type { PageQuery, Place, Placed, SortKey } from '../projections/engine/list.ts';
import { type FieldResolver, FilterError, type FilterField, parseInstant } from '../projections/filter/filter.ts';
import type { ListedFields } from '../projections/filter/listed.ts';
import type { Similar } from '../projections/filter/similar.ts';
import { builder } from './builder.ts';
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
import { SortDirection } from './filters.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, readableMoment } from './moment.ts';
import { demandAskable } from './personal.ts';
import type { RecordKind, RecordNode } from './record.ts';
import { defineFilter, fieldsFor, filterInput, listedKind, toFilter } from './recordFilter.ts';

export type { ListedField, ListedFields } from '../projections/filter/listed.ts';

function sortType(kind: string, fields: ListedFields, custom: CustomFieldEntity | undefined) {
  const field = builder.enumType(`${kind}SortField`, {
    description: 'What can be sorted by.',
    values: Object.fromEntries(
      Object.entries(fields)
        .filter(([, { list }]) => !list)
        .map(([name, { description }]) => [enumName(name), { value: name, description }]),
    ),
  });
  return builder.inputType(`${kind}Sort`, {
    description: 'A sort key. Unset values count as the smallest, letter case is ignored.',
    fields: (t) => ({
      field: t.field({
        type: field,
        required: custom === undefined,
        description: 'A field. Personal ones need the scope `pii`.',
      }),
      ...(custom ? { custom: t.string({ description: 'Instead of `field`: a custom field, `group.alias`.' }) } : {}),
      direction: t.field({ type: SortDirection, defaultValue: 'asc', description: 'Which end comes first.' }),
    }),
  });
}

/** Exactly one of `field` and `custom`. */
export function sortKeysOf(sort: readonly object[]): SortKey[] {
  return (sort as readonly { field?: string | null; custom?: string | null; direction?: 'asc' | 'desc' | null }[]).map(
    ({ field, custom, direction }) => {
      const given = field ?? (custom ? `custom.${custom}` : undefined);
      if (given === undefined || (field && custom)) {
        throw publicError('ARGUMENT_INVALID', 'A sort key has exactly one of field and custom.', { argument: 'sort' });
      }
      return { field: given, direction: direction ?? 'asc' };
    },
  );
}

/** `CREATED_AT`: enum values are written like that. */
export const enumName = (field: string): string =>
  field
    .replaceAll('.', '__')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase();

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
interface ListDefinition<Row> {
  /** Name of the query, e.g. `cases`. */
  readonly name: string;
  readonly description: string;
  readonly fields: ListedFields;
  /** As what its custom fields are defined, if it has any. */
  readonly custom?: CustomFieldEntity;
  /** What a search in the list looks at: an expression of its model, and in words. */
  readonly search?: { readonly text: string; readonly finds: string };
  page(db: Db, query: PageQuery, fields: FieldResolver): Promise<Placed<Row>[]>;
  count(db: Db, query: PageQuery, fields: FieldResolver): Promise<number>;
}

interface ListArgs extends PageArgs {
  readonly filter?: object | null | undefined;
  readonly sort?: readonly object[] | null | undefined;
  readonly search?: string | null | undefined;
  readonly asOf?: { readonly time?: string | null; readonly position?: Position | null } | null | undefined;
  readonly afterPosition?: Position | null | undefined;
}

/** Adds the query that lists a kind of record, with its filter and sort types. */
export function listQuery<Type extends string, Row extends { readonly ref: number }>(
  kind: RecordKind<Type, Row>,
  definition: ListDefinition<Row>,
): void {
  const { name, description, fields } = definition;
  defineFilter(kind.name, listedKind(fields, definition.custom));
  const filter = filterInput(kind.name);
  const sort = sortType(kind.name, fields, definition.custom);
  builder.queryField(name, (t) =>
    t.connection(
      {
        type: kind.ref,
        description,
        complexity: (args) => pageCost(args as PageArgs),
        args: {
          filter: t.arg({ type: filter, description: 'Which records.' }),
          ...searchArg(t, definition.search),
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
        resolve: (_root, args, context) => resolveList(kind, definition, args as ListArgs, context) as never,
      },
      {
        name: `${kind.name}Connection`,
        description: 'A page of records.',
        fields: (c) => ({
          totalCount: c.int({
            description: 'How many records there are over all pages. Counted only when asked for.',
            complexity: 10,
            resolve: (page) => (page as unknown as ListPage<unknown>).count(),
          }),
        }),
      },
      { name: `${kind.name}Edge`, description: 'A record in a page.' },
    ),
  );
}

type QueryFields = PothosSchemaTypes.QueryFieldBuilder<(typeof builder)['$inferSchemaTypes'], object>;

const searchArg = (t: QueryFields, search: { readonly finds: string } | undefined) =>
  search
    ? {
        search: t.arg.string({
          description: `Only records that are like this by ${search.finds}, typing errors included; the best first, unless \`sort\` is given.`,
        }),
      }
    : {};

/** A personal text may only be searched by who may see it. */
function similarOf(
  kind: string,
  search: { readonly text: string } | undefined,
  wanted: string | null | undefined,
  { principal }: GraphqlContext,
): Similar | undefined {
  if (!search || !wanted) return undefined;
  demandAskable(principal, kind, search.text);
  return { wanted, text: search.text };
}

const BEST_FIRST: readonly SortKey[] = [{ field: 'score', direction: 'desc' }];
const SCORE: FilterField = { sql: 'score', type: 'number' };

/** With what rows have while they are searched; no caller can name it, since it is no field that is listed. */
const scored = (fields: FieldResolver): FieldResolver =>
  Object.assign((name: string) => (name === 'score' ? SCORE : fields(name)), {
    relation: (name: string) => fields.relation?.(name),
  });

async function resolveList<Type extends string, Row extends { readonly ref: number }>(
  kind: RecordKind<Type, Row>,
  definition: ListDefinition<Row>,
  args: ListArgs,
  context: GraphqlContext,
): Promise<ListPage<RecordNode<Type, Row>>> {
  const asOf = await readableMoment(context, args, args.afterPosition);
  const similar = similarOf(kind.name, definition.search, args.search, context);
  const sort = similar && !args.sort?.length ? BEST_FIRST : sortKeysOf(args.sort ?? []);
  const filter = args.filter ? { filter: toFilter(kind.name, args.filter) } : {};
  const query = { ...filter, sort, ...(asOf ? { asOf } : {}), ...(similar ? { similar } : {}) };
  const known = await fieldsFor(context, kind.name, query);
  const fields = similar ? scored(known) : known;
  const page = await publicFilterErrors(() => pageOf(kind, definition, { query, args, fields }, context.app.db));
  return { ...page, count: () => definition.count(context.app.db, query, fields) };
}

async function pageOf<Type extends string, Row extends { readonly ref: number }>(
  kind: RecordKind<Type, Row>,
  definition: ListDefinition<Row>,
  { query, args, fields }: { readonly query: PageQuery; readonly args: PageArgs; readonly fields: FieldResolver },
  db: Db,
): Promise<Page<RecordNode<Type, Row>>> {
  const { sort = [], filter = null, similar = null, asOf } = query;
  const mark = queryMark(definition.name, filter, similar, sort);
  const size = pageSize(args);
  const rows = await definition.page(
    db,
    { ...query, limit: size.limit + 1, fromEnd: size.fromEnd, ...places(mark, args, sort, fields) },
    fields,
  );
  const found = rows.map((row) => ({
    cursor: encodeCursor(mark, [row.ref, ...row.placeValues]),
    node: kind.node(row, asOf),
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
