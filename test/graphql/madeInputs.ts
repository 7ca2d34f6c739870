/** Inputs of mutations as the schema describes them, with a value of its own in every field. */
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

export type Mutation = GraphQLField<unknown, unknown>;

/** A value as it is sent, and as events hold it. */
export class Value {
  readonly sent: unknown;
  readonly held: unknown;

  constructor(sent: unknown, held: unknown = sent) {
    this.sent = sent;
    this.held = held;
  }
}

/** What is sent instead of what would be made up, by the path below the mutation. Undefined leaves a field out. */
export type Instead = Readonly<Record<string, unknown>>;

/** A field, and what events should hold of it; undefined where it was left out. */
export interface Sent {
  readonly path: string;
  readonly held: unknown;
}

interface Making {
  readonly instead: Instead;
  readonly onlyRequired: boolean;
  /** The record that a field of ids names. */
  named(field: string): Promise<Value>;
  readonly sent: Sent[];
}

let last = 999;
/** A number that nothing else has, and that does not end in 0. */
export function another(): number {
  last += 2;
  return last;
}

export const day = (n: number): string => new Date(Date.UTC(2031, 0, n)).toISOString();
const money = (n: number) => new Value(`${n}.07`, n * 100 + 7);

/** What a text has to be, by its path. Others may be any text. */
const TEXTS: readonly (readonly [RegExp, (n: number) => unknown])[] = [
  [/(email(2|Home|Home2|Billing)?|aliases)$/, (n) => `v${n}@example.com`],
  [/[cC]urrency$/, () => 'EUR'],
  [/^(record|update|take)Payment\.input\.amount$|(price|shipping|discount|amount)\.amount$/, money],
  [/(taxRate|percent|exchangeRate)$/, (n) => `0.${n}`],
  [/(quantity|Quantity|[pP]rice|[wW]eight|level|\.by)$/, (n) => `${n}.5`],
  [/BookableEvent\.input\.timezone$/, () => 'Europe/Vienna'],
  [/unit$/, () => 'pack'],
  [/custom\.name$/, (n) => `general.v${n}`],
  [/color$/, (n) => `#00${n}`],
  [/target$/, (n) => `http://127.0.0.1:1/${n}`],
];

const SCALARS: Readonly<Record<string, (n: number) => unknown>> = {
  Int: (n) => n,
  Boolean: () => true,
  Date: (n) => day(n).slice(0, 10),
  DateTime: day,
};

/** What ends, ends after all that begins. */
const LATER = 20_000;

/** The variables of a mutation. */
export const variablesOf = ({ name, args }: Mutation, making: Making) => members(making, args, name);

async function members(making: Making, fields: readonly (GraphQLInputField | GraphQLArgument)[], path: string) {
  const entries: [string, unknown][] = [];
  for (const field of fields) {
    const inner = `${path}.${field.name}`;
    const isLeftOut = making.onlyRequired && !isNonNullType(field.type) && !isNamed(making, inner);
    if (field.name === 'idempotencyKey' || isLeftOut) continue;
    entries.push([field.name, await made(making, field.type, inner)]);
  }
  return Object.fromEntries(entries);
}

const below = (path: string): string => path.slice(path.indexOf('.') + 1);
const isNamed = ({ instead }: Making, path: string): boolean =>
  Object.keys(instead).some((name) => name === below(path) || name.startsWith(`${below(path)}.`));

async function made(making: Making, type: GraphQLInputType, path: string): Promise<unknown> {
  const { instead, sent } = making;
  const inner = getNullableType(type);
  const isGiven = below(path) in instead;
  if (!isGiven && isListType(inner)) return [await made(making, inner.ofType, path)];
  if (!isGiven && isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields());
    return members(making, inner.isOneOf ? [oneOf(making, fields, path)] : fields, path);
  }
  const value = isGiven ? instead[below(path)] : await leaf(making, inner, path);
  const { sent: given, held } = value instanceof Value ? value : new Value(value);
  sent.push({ path, held });
  return given;
}

/** The member that is asked for, or else the first; the others are noted as left out. */
function oneOf(making: Making, fields: readonly GraphQLInputField[], path: string): GraphQLInputField {
  const chosen = fields.find(({ name }) => isNamed(making, `${path}.${name}`)) ?? fields[0];
  if (!chosen) throw new Error(`${path} has no members`);
  making.sent.push(
    ...fields.filter((field) => field !== chosen).map(({ name }) => ({ path: `${path}.${name}`, held: undefined })),
  );
  return chosen;
}

async function leaf(making: Making, type: GraphQLInputType, path: string): Promise<unknown> {
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (isEnumType(type)) {
    const value = type.getValues().at(-1);
    return new Value(value?.name, value?.value);
  }
  const scalar = getNamedType(type).name;
  if (scalar === 'ID') return making.named(name);
  const n = another() + (/([eE]nd|endsAt|[uU]ntil)$/.test(name) ? LATER : 0);
  const make = SCALARS[scalar] ?? TEXTS.find(([pattern]) => pattern.test(path))?.[1];
  return make ? make(n) : `v${n}`;
}
