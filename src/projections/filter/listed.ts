/** Names that filters and sort keys on a kind of record may use, declared as data. */
import type { FieldResolver, FilterField } from './filter.ts';

export interface ListedField extends FilterField {
  readonly description: string;
  /** A number that is written with decimals. */
  readonly decimal?: boolean;
}

/** By name in the API. `sql` is a constant of the model. */
export type ListedFields = Readonly<Record<string, ListedField>>;

/** All of the names, for callers that may ask about everything. */
export const resolverOf =
  (fields: ListedFields): FieldResolver =>
  (name) =>
    Object.hasOwn(fields, name) ? fields[name] : undefined;
