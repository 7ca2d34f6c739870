import { readFileSync } from 'node:fs';
import {
  type GraphQLArgument,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { printedSchema, schema } from '../../src/graphql/schema.ts';

const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

const argumentsOf = (field: object): readonly GraphQLArgument[] =>
  'args' in field ? (field.args as readonly GraphQLArgument[]) : [];

test('schema.graphql is what the sources say', () => {
  expect(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')).toBe(printedSchema());
});

test('every type, field, argument and enum value is described', () => {
  const undescribed = types.flatMap((type) => [
    ...(type.description ? [] : [type.name]),
    ...(isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
      ? Object.values(type.getFields()).flatMap((field) => [
          ...(field.description ? [] : [`${type.name}.${field.name}`]),
          ...argumentsOf(field)
            .filter(({ description }) => !description)
            .map(({ name }) => `${type.name}.${field.name}(${name})`),
        ])
      : []),
    ...(isEnumType(type)
      ? type
          .getValues()
          .filter(({ description }) => !description)
          .map(({ name }) => `${type.name}.${name}`)
      : []),
  ]);
  expect(undescribed).toEqual([]);
});

describe('every mutation', () => {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});

  test.each(mutations.map((field) => [field.name, field] as const))(
    '%s takes an idempotency key and answers a union',
    (_name, field) => {
      expect(field.args.map(({ name }) => name)).toContain('idempotencyKey');
      const result = getNamedType(field.type);
      if (!isUnionType(result)) throw new Error(`${field.name} answers no union`);
      const payload = result.getTypes().find(({ name }) => name.endsWith('Payload'));
      const refusals = result.getTypes().filter((type) => type !== payload);
      expect(Object.keys(payload?.getFields() ?? {})).toContain('position');
      expect(refusals.every((type) => type.getInterfaces().some(({ name }) => name === 'Refusal'))).toBe(true);
      expect(refusals.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['IdempotencyKeyReused', 'OtherRefusal']),
      );
    },
  );
});

test('the typed client asks what there is, and has a type for every scalar', () => {
  const example = (path: string) =>
    readFileSync(new URL(`../../examples/typed-client/${path}`, import.meta.url), 'utf8');
  const documents = [...example('src/main.ts').matchAll(/graphql\(`([^`]+)`\)/g)].map(([, text = '']) => parse(text));
  expect(documents.length).toBeGreaterThan(1);
  for (const document of documents) expect(validate(schema, document)).toEqual([]);
  const config = example('codegen.ts');
  const own = Object.values(schema.getTypeMap()).filter((type) => isScalarType(type) && !isSpecifiedScalarType(type));
  for (const { name } of own) expect(config).toMatch(new RegExp(`^ +${name}: '`, 'm'));
});

test('every query waits for a position', () => {
  const queries = Object.values(schema.getQueryType()?.getFields() ?? {});
  for (const { args } of queries) {
    const position = args.find(({ type }) => getNamedType(type).name === 'Position');
    expect(['after', 'afterPosition']).toContain(position?.name);
  }
});

test('every type with a global id is found by it', async () => {
  const { LOADERS } = await import('../../src/graphql/nodes.ts');
  const named = types.filter((type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'));
  expect(named.map(({ name }) => name).sort()).toEqual(Object.keys(LOADERS).sort());
});
