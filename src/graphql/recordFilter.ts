/**
 * Filters on kinds of record: conditions on their own fields, on custom fields, and on the records that belong to them. Each kind
 * says once what it has; every relation between kinds (`projections/kinds.ts`) can then be followed.
 */
import type { Moment } from '../application/ports.ts';
import type { CustomFieldEntity } from '../domain/crm/customField/events.ts';
import type { SortKey } from '../projections/engine/list.ts';
import { type CustomDefinition, customFields } from '../projections/filter/custom.ts';
import type { FieldResolver, Filter, RelationCondition } from '../projections/filter/filter.ts';
import { type ListedField, type ListedFields, resolverOf } from '../projections/filter/listed.ts';
import type { FilterRelation } from '../projections/filter/related.ts';
import { type KindRelation, modelOf, RELATIONS } from '../projections/kinds.ts';
import { builder, type InputFields } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import {
  BooleanFilter,
  CustomFieldFilter,
  conditionsOf,
  DateTimeFilter,
  DecimalFilter,
  IntFilter,
  StringFilter,
  StringListFilter,
} from './filters.ts';
import { askable } from './personal.ts';

type Loose = Readonly<Record<string, unknown>>;
/** What a kind of record has to filter by, beside what all have. */
interface FilterKind {
  /** The input fields that `conditions` understands. */
  readonly inputs: (t: InputFields) => object;
  readonly conditions: (name: string, value: Loose) => Filter[];
  readonly fields: (custom: readonly CustomDefinition[], asOf: Moment | undefined) => FieldResolver;
  /** As what its custom fields are defined. */
  readonly custom?: CustomFieldEntity | undefined;
}

const kinds = new Map<string, FilterKind>();

const remembered = <T>(make: (kind: string) => T) => {
  const made = new Map<string, T>();
  return (kind: string): T => {
    const known = made.get(kind) ?? make(kind);
    made.set(kind, known);
    return known;
  };
};

/** The input type of a kind; it may be named before the kind is defined. */
export const filterInput = remembered((kind) => builder.inputRef<Loose>(`${kind}Filter`));

const manyInput = remembered((kind) =>
  builder.inputType(`${kind}ListFilter`, {
    description: 'Conditions on the records that belong to it, all of which must hold.',
    fields: (t) => ({
      some: t.field({ type: filterInput(kind), description: 'At least one of them meets this.' }),
      none: t.field({ type: filterInput(kind), description: 'None of them meets this. Empty: there are none.' }),
      every: t.field({ type: filterInput(kind), description: 'All of them meet this; so do none at all.' }),
    }),
  }),
);

/** Says what a kind of record can be filtered by, and makes its input type. */
export function defineFilter(kind: string, definition: FilterKind): void {
  kinds.set(kind, definition);
  const ref = filterInput(kind);
  ref.implement({
    description: 'Conditions, all of which must hold. Conditions on personal fields need the scope `pii`.',
    fields: (t) =>
      ({
        and: t.field({ type: [ref], description: 'All of these hold.' }),
        or: t.field({ type: [ref], description: 'At least one of these holds.' }),
        not: t.field({ type: ref, description: 'This does not hold.' }),
        ...definition.inputs(t),
        ...Object.fromEntries(Object.entries(RELATIONS[kind] ?? {}).map(([name, to]) => [name, relationInput(t, to)])),
        ...(definition.custom
          ? { custom: t.field({ type: [CustomFieldFilter], description: 'Custom fields: all of these hold.' }) }
          : {}),
      }) as never,
  });
}

const relationInput = (t: InputFields, { to, many, description }: KindRelation) =>
  many
    ? t.field({ type: manyInput(to), description: description ?? `What holds of its records of the type ${to}.` })
    : t.field({
        type: filterInput(to),
        description: description ?? `It has one of the type ${to}, of which this holds.`,
      });

const FIELD_FILTERS = { text: StringFilter, number: IntFilter, boolean: BooleanFilter, instant: DateTimeFilter };

function filterOf({ type, list, decimal }: ListedField) {
  if (list) return StringListFilter;
  return decimal ? DecimalFilter : FIELD_FILTERS[type];
}

/** A kind whose fields are listed one by one. */
export const listedKind = (fields: ListedFields, custom: CustomFieldEntity | undefined): FilterKind => ({
  custom,
  inputs: (t) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [
        name,
        t.field({ type: filterOf(field) as typeof StringFilter, description: field.description }),
      ]),
    ),
  conditions: conditionsOf,
  fields: (definitions) => {
    const [own, defined] = [resolverOf(fields), customFields(definitions)];
    return (name) => own(name) ?? defined(name);
  },
});

/** A filter on a kind of record as the compiler takes it. */
export function toFilter(kind: string, input: object): Filter {
  const relations = RELATIONS[kind] ?? {};
  const part = ([name, value]: [string, unknown]): Filter[] => {
    if (value === null || value === undefined) return [];
    if (name === 'and' || name === 'or') {
      return [{ [name]: (value as object[]).map((each) => toFilter(kind, each)) } as unknown as Filter];
    }
    if (name === 'not') return [{ not: toFilter(kind, value as object) }];
    if (name === 'custom') return (value as Loose[]).flatMap(customCondition);
    const relation = Object.hasOwn(relations, name) ? relations[name] : undefined;
    if (relation) return related(name, relation, value as Loose);
    return kinds.get(kind)?.conditions(name, value as Loose) ?? [];
  };
  return { and: Object.entries(input).flatMap(part) };
}

const customCondition = ({ name, ...conditions }: Loose): Filter[] => conditionsOf(`custom.${name}`, conditions);

function related(relation: string, { to, many }: KindRelation, value: Loose): RelationCondition[] {
  if (!many) return [{ relation, holds: 'some', where: toFilter(to, value) }];
  return Object.entries(value).flatMap(([holds, where]) =>
    where ? [{ relation, holds: holds as RelationCondition['holds'], where: toFilter(to, where) }] : [],
  );
}

/** What this caller may filter and sort records of a kind by, as of a moment, with all that belongs to them. */
export async function fieldsFor(
  context: GraphqlContext,
  kind: string,
  { filter, sort = [], asOf }: { readonly filter?: Filter; readonly sort?: readonly SortKey[]; readonly asOf?: Moment },
): Promise<FieldResolver> {
  const wanted = new Set(filter ? kindsWithCustom(kind, filter) : []);
  if (sort.some(({ field }) => isCustom(field))) wanted.add(kind);
  const definitions = new Map<string, readonly CustomDefinition[]>();
  for (const each of wanted) {
    const entity = kinds.get(each)?.custom;
    if (entity) definitions.set(each, await context.app.customFields.definitions(entity));
  }

  function resolver(of: string): FieldResolver {
    const own = kinds.get(of)?.fields(definitions.get(of) ?? [], asOf) ?? (() => undefined);
    const fields = askable(context.principal, of, own);
    return Object.assign((name: string) => fields(name), {
      relation(name: string): FilterRelation | undefined {
        const found = Object.hasOwn(RELATIONS[of] ?? {}, name) ? RELATIONS[of]?.[name] : undefined;
        const model = found && modelOf(found.to);
        return model && { model, link: found.link, asOf, fields: resolver(found.to) };
      },
    });
  }
  return resolver(kind);
}

const isCustom = (field: string): boolean => field.startsWith('custom.');

/** Kinds of which a filter names custom fields: their definitions have to be known. */
function kindsWithCustom(kind: string, filter: Filter): string[] {
  if ('and' in filter) return filter.and.flatMap((part) => kindsWithCustom(kind, part));
  if ('or' in filter) return filter.or.flatMap((part) => kindsWithCustom(kind, part));
  if ('not' in filter) return kindsWithCustom(kind, filter.not);
  if ('relation' in filter) return kindsWithCustom(RELATIONS[kind]?.[filter.relation]?.to ?? kind, filter.where);
  return isCustom(filter.field) ? [kind] : [];
}
