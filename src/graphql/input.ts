/** What comes in, on its way to the use cases. */
import type { InputFieldsFromShape } from '@pothos/core';
import type { builder, InputFields } from './builder.ts';

/** As it really comes: what was left out is absent. */
export type Sent<T> = T extends readonly (infer Item)[]
  ? Sent<Item>[]
  : T extends object
    ? { [K in keyof T]: Sent<Exclude<T[K], undefined>> }
    : T;

/** What comes in where an input of this type is asked for. */
export type InputOf<Type extends { readonly $inferInput: unknown }> = Sent<Type['$inferInput']>;

/** The fields of an input that comes in as this. */
export type FieldsOf<Shape> = InputFieldsFromShape<
  (typeof builder)['$inferSchemaTypes'],
  Required<Shape>,
  'InputObject'
>;

/** Without what was left out; null stays. */
export const stated = <T extends object>(input: T) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Without<T, undefined>;

/** Without what was left out or is null. */
export const given = <T extends object>(input: T) =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null && value !== undefined)) as Without<
    T,
    null | undefined
  >;

type Without<T, Nothing> = {
  [K in keyof T as Extract<T[K], Nothing> extends never ? K : never]: T[K];
} & {
  [K in keyof T as Extract<T[K], Nothing> extends never ? never : K]?: Exclude<T[K], Nothing>;
};

/** A text for each of the names, which are told with what they mean. */
export const textInputs = <Name extends string>(t: InputFields, texts: Readonly<Record<Name, string>>) =>
  Object.fromEntries(
    Object.entries<string>(texts).map(([name, description]) => [name, t.string({ description })]),
  ) as FieldsOf<Record<Name, string | null>>;
