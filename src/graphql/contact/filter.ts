/** The typed filter and sort keys of contacts. Both end as names that `projections/contacts/fields.ts` knows. */
import type { Moment } from '../../application/ports.ts';
import { contactFields } from '../../projections/contacts/fields.ts';
import type { FieldResolver, Filter } from '../../projections/filter/filter.ts';
import { builder, type InputFields } from '../builder.ts';
import { publicError } from '../errors.ts';
import {
  BooleanFilter,
  conditionsOf,
  DateFilter,
  DateTimeFilter,
  IntFilter,
  IntListFilter,
  SortDirection,
  StringFilter,
  StringListFilter,
} from '../filters.ts';
import { enumName } from '../list.ts';
import { defineFilter } from '../recordFilter.ts';
import { DETAIL_GROUPS, DETAIL_LEAVES, GROUP_TYPE_DESCRIPTIONS, GROUP_TYPES, type Leaf } from './details.ts';

const LEAF_FILTERS = {
  text: StringFilter,
  taxable: StringFilter,
  int: IntFilter,
  boolean: BooleanFilter,
  date: DateFilter,
};

/** Columns beside the details. */
const COLUMNS = {
  key: [StringFilter, 'The key under which events name the contact.'],
  ref: [IntFilter, 'Number of the contact.'],
  email: [StringFilter, 'Main e-mail address.'],
  status: [StringFilter, 'Status.'],
  owner: [IntFilter, 'Number of the owning member of staff.'],
  subscribed: [BooleanFilter, 'Wants marketing e-mail.'],
  createdAt: [DateTimeFilter, 'When it was created.'],
  updatedAt: [DateTimeFilter, 'When it last changed.'],
  name: [StringFilter, 'First and last name with a blank between.'],
} as const;

type Loose = Readonly<Record<string, unknown>>;

function leafFilters(t: InputFields, leaves: readonly Leaf[]) {
  return Object.fromEntries(
    leaves.map(({ name, kind, description }) => [name, t.field({ type: LEAF_FILTERS[kind] as never, description })]),
  );
}

const groupFilters = new Map(
  GROUP_TYPES.map(({ type, leaves }) => [
    type,
    builder.inputType(`${type}Filter`, {
      description: `Conditions on parts of it, all of which must hold. ${GROUP_TYPE_DESCRIPTIONS[type]}`,
      fields: (t) => leafFilters(t, leaves),
    }),
  ]),
);

defineFilter('Contact', {
  custom: 'contact',
  inputs: (t) => ({
    ...Object.fromEntries(
      Object.entries(COLUMNS).map(([name, [type, description]]) => [
        name,
        t.field({ type: type as typeof StringFilter, description }),
      ]),
    ),
    aliases: t.field({
      type: StringListFilter,
      description: 'Further e-mail addresses that stand for the contact, in lower case.',
    }),
    tags: t.field({ type: StringListFilter, description: 'Tags.' }),
    lists: t.field({ type: IntListFilter, description: 'Numbers of subscriber lists.' }),
    memberGroups: t.field({
      type: IntListFilter,
      description: 'Numbers of the groups that the contact is a member of now. Not together with `asOf`.',
    }),
    ...leafFilters(t, DETAIL_LEAVES),
    ...Object.fromEntries(
      DETAIL_GROUPS.map(({ name, type, description }) => [
        name,
        t.field({ type: groupFilters.get(type) as never, description }),
      ]),
    ),
  }),
  conditions: (name, value) => (GROUP_NAMES.has(name) ? groupParts(name, value) : conditionsOf(name, value)),
  fields: (definitions, asOf) => presentOnly(contactFields(definitions), asOf),
});

/** What is only known of today is not asked of the past. */
const presentOnly =
  (fields: FieldResolver, asOf: Moment | undefined): FieldResolver =>
  (name) => {
    if (asOf && name === 'memberGroups') {
      throw publicError('ARGUMENT_INVALID', 'memberGroups are those of today: leave asOf out.', { argument: 'filter' });
    }
    return fields(name);
  };

const GROUP_NAMES: ReadonlySet<string> = new Set(DETAIL_GROUPS.map(({ name }) => name));

const groupParts = (group: string, input: Loose): Filter[] =>
  Object.entries(input).flatMap(([name, value]) => (value ? conditionsOf(`${group}.${name}`, value as Loose) : []));

const SORT_FIELDS: readonly (readonly [string, string])[] = [
  ...Object.entries(COLUMNS).map(([name, [, description]]) => [name, description] as const),
  ...DETAIL_LEAVES.map(({ name, description }) => [name, description] as const),
  ...DETAIL_GROUPS.flatMap((group) =>
    group.leaves.map((leaf) => [`${group.name}.${leaf.name}`, `${group.description} ${leaf.description}`] as const),
  ),
];

const ContactSortField = builder.enumType('ContactSortField', {
  description: 'What contacts can be sorted by.',
  values: Object.fromEntries(
    SORT_FIELDS.map(([field, description]) => [enumName(field), { value: field, description }]),
  ),
});

export const ContactSort = builder.inputType('ContactSort', {
  description:
    'A sort key: exactly one of `field` and `custom`. Unset values count as the smallest, letter case is ignored.',
  fields: (t) => ({
    field: t.field({
      type: ContactSortField,
      description: 'A field of contacts. Personal fields need the scope `pii`.',
    }),
    custom: t.string({ description: 'A custom field, `group.alias`.' }),
    direction: t.field({ type: SortDirection, defaultValue: 'asc', description: 'Which end comes first.' }),
  }),
});
