/** Filters of single fields, for any list. */
import type { Condition, Filter, FilterValue, Operator } from '../projections/filter/filter.ts';
import { builder } from './builder.ts';

export const SortDirection = builder.enumType('SortDirection', {
  description: 'Which end comes first.',
  values: {
    ASC: { value: 'asc', description: 'The smallest first.' },
    DESC: { value: 'desc', description: 'The largest first.' },
  } as const,
});

const EQ = 'Is this. Null means unset.';
const NE = 'Is not this. Null means set.';
const IN = 'Is one of these.';
const NOT_IN = 'Is none of these.';
const GT = 'Is greater (later) than this.';
const GTE = 'Is this or greater (later).';
const LT = 'Is less (earlier) than this.';
const LTE = 'Is this or less (earlier).';
const IS_NULL = 'True: is unset. False: is set.';

export const StringFilter = builder.inputType('StringFilter', {
  description: 'Conditions on text, all of which must hold. Letter case is ignored; empty text counts as unset.',
  fields: (t) => ({
    eq: t.string({ description: EQ }),
    ne: t.string({ description: NE }),
    in: t.stringList({ description: IN }),
    notIn: t.stringList({ description: NOT_IN }),
    contains: t.string({ description: 'Has this somewhere in it.' }),
    beginsWith: t.string({ description: 'Begins with this.' }),
    endsWith: t.string({ description: 'Ends with this.' }),
    gt: t.string({ description: GT }),
    gte: t.string({ description: GTE }),
    lt: t.string({ description: LT }),
    lte: t.string({ description: LTE }),
    isNull: t.boolean({ description: IS_NULL }),
  }),
});

export const IntFilter = builder.inputType('IntFilter', {
  description: 'Conditions on a whole number, all of which must hold.',
  fields: (t) => ({
    eq: t.int({ description: EQ }),
    ne: t.int({ description: NE }),
    in: t.intList({ description: IN }),
    notIn: t.intList({ description: NOT_IN }),
    gt: t.int({ description: GT }),
    gte: t.int({ description: GTE }),
    lt: t.int({ description: LT }),
    lte: t.int({ description: LTE }),
    isNull: t.boolean({ description: IS_NULL }),
  }),
});

export const DecimalFilter = builder.inputType('DecimalFilter', {
  description: 'Conditions on a decimal number, all of which must hold.',
  fields: (t) => ({
    eq: t.field({ type: 'Decimal', description: EQ }),
    ne: t.field({ type: 'Decimal', description: NE }),
    in: t.field({ type: ['Decimal'], description: IN }),
    notIn: t.field({ type: ['Decimal'], description: NOT_IN }),
    gt: t.field({ type: 'Decimal', description: GT }),
    gte: t.field({ type: 'Decimal', description: GTE }),
    lt: t.field({ type: 'Decimal', description: LT }),
    lte: t.field({ type: 'Decimal', description: LTE }),
    isNull: t.boolean({ description: IS_NULL }),
  }),
});

export const BooleanFilter = builder.inputType('BooleanFilter', {
  description: 'Conditions on a boolean, all of which must hold.',
  fields: (t) => ({
    eq: t.boolean({ description: EQ }),
    ne: t.boolean({ description: NE }),
  }),
});

export const DateTimeFilter = builder.inputType('DateTimeFilter', {
  description: 'Conditions on an instant, all of which must hold.',
  fields: (t) => ({
    eq: t.field({ type: 'DateTime', description: EQ }),
    ne: t.field({ type: 'DateTime', description: NE }),
    gt: t.field({ type: 'DateTime', description: GT }),
    gte: t.field({ type: 'DateTime', description: GTE }),
    lt: t.field({ type: 'DateTime', description: LT }),
    lte: t.field({ type: 'DateTime', description: LTE }),
    isNull: t.boolean({ description: IS_NULL }),
  }),
});

export const DateFilter = builder.inputType('DateFilter', {
  description: 'Conditions on a calendar day, all of which must hold.',
  fields: (t) => ({
    eq: t.field({ type: 'Date', description: EQ }),
    ne: t.field({ type: 'Date', description: NE }),
    gt: t.field({ type: 'Date', description: GT }),
    gte: t.field({ type: 'Date', description: GTE }),
    lt: t.field({ type: 'Date', description: LT }),
    lte: t.field({ type: 'Date', description: LTE }),
    isNull: t.boolean({ description: IS_NULL }),
  }),
});

const HAS_ANY = 'Has at least one of these.';
const HAS_ALL = 'Has all of these.';
const HAS_NONE = 'Has none of these.';
const IS_EMPTY = 'True: has none at all. False: has at least one.';

export const StringListFilter = builder.inputType('StringListFilter', {
  description: 'Conditions on a list of texts, all of which must hold. Letter case counts.',
  fields: (t) => ({
    hasAny: t.stringList({ description: HAS_ANY }),
    hasAll: t.stringList({ description: HAS_ALL }),
    hasNone: t.stringList({ description: HAS_NONE }),
    isEmpty: t.boolean({ description: IS_EMPTY }),
  }),
});

export const IntListFilter = builder.inputType('IntListFilter', {
  description: 'Conditions on a list of whole numbers, all of which must hold.',
  fields: (t) => ({
    hasAny: t.intList({ description: HAS_ANY }),
    hasAll: t.intList({ description: HAS_ALL }),
    hasNone: t.intList({ description: HAS_NONE }),
    isEmpty: t.boolean({ description: IS_EMPTY }),
  }),
});

export const CustomFieldFilter = builder.inputType('CustomFieldFilter', {
  description: 'Conditions on a custom field, all of which must hold. Values have the type of the field.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the field, `group.alias`. It must be defined.' }),
    eq: t.field({ type: 'CustomValue', description: EQ }),
    ne: t.field({ type: 'CustomValue', description: NE }),
    in: t.field({ type: ['CustomValue'], description: IN }),
    notIn: t.field({ type: ['CustomValue'], description: NOT_IN }),
    contains: t.string({ description: 'Has this somewhere in it. Text only.' }),
    beginsWith: t.string({ description: 'Begins with this. Text only.' }),
    endsWith: t.string({ description: 'Ends with this. Text only.' }),
    gt: t.field({ type: 'CustomValue', description: GT }),
    gte: t.field({ type: 'CustomValue', description: GTE }),
    lt: t.field({ type: 'CustomValue', description: LT }),
    lte: t.field({ type: 'CustomValue', description: LTE }),
    isNull: t.boolean({ description: IS_NULL }),
  }),
});

/** Operators with null mean something for equality only; elsewhere a null is as good as left out. */
const NULLABLE: ReadonlySet<string> = new Set(['eq', 'ne']);

/** The conditions that an operators object puts on a field. */
export function conditionsOf(field: string, operators: Readonly<Record<string, unknown>>): Filter[] {
  return Object.entries(operators)
    .filter(([op, value]) => value !== undefined && (value !== null || NULLABLE.has(op)))
    .map(([op, value]) => conditionOf(field, op, value as Condition['value']));
}

function conditionOf(field: string, op: string, value: Condition['value']): Filter {
  if (op === 'hasAll') return { and: (value as FilterValue[]).map((each) => ({ field, op: 'eq', value: each })) };
  return { field, op: LIST_OPERATORS.get(op) ?? (op as Operator), value };
}

const LIST_OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['hasAny', 'in'],
  ['hasNone', 'notIn'],
  ['isEmpty', 'isNull'],
]);
