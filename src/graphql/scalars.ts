/** Scalars. What they let through can be stored and compared without further questions. */
import { GraphQLError, type GraphQLScalarLiteralParser, Kind, valueFromASTUntyped } from 'graphql';
import type { Json } from '../domain/kernel/event.ts';
import type { CustomValue } from '../domain/kernel/fragments.ts';
import { parseInstant } from '../projections/filter/filter.ts';
import { builder } from './builder.ts';

/** Positions are 64 bits in every store. */
const MAX_POSITION = 2n ** 63n - 1n;

const invalid = (message: string): GraphQLError => new GraphQLError(message);

function parsePosition(value: unknown): bigint {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !/^\d{1,19}$/.test(text)) throw invalid('A position is a whole number, as text.');
  const position = BigInt(text);
  if (position > MAX_POSITION) throw invalid('A position has 64 bits at most.');
  return position;
}

const PLAIN: readonly string[] = [Kind.INT, Kind.STRING];

/** What is wrong with a literal is told with its place. */
const literal =
  <T>(parse: GraphQLScalarLiteralParser<T>): GraphQLScalarLiteralParser<T> =>
  (node, variables) => {
    try {
      return parse(node, variables);
    } catch (error) {
      throw error instanceof GraphQLError ? new GraphQLError(error.message, { nodes: node }) : error;
    }
  };

/** The literals of a scalar whose values are plain text or whole numbers. */
const plainLiteral = <T>(parse: (value: unknown) => T, kinds = PLAIN): GraphQLScalarLiteralParser<T> =>
  literal((node) => parse('value' in node && kinds.includes(node.kind) ? node.value : undefined));

function parseDateTime(value: unknown): string {
  const instant = typeof value === 'string' ? parseInstant(value) : undefined;
  if (!instant) throw invalid('A DateTime is an ISO 8601 instant, e.g. 2026-05-04T09:30:00Z.');
  return instant;
}

function parseDay(value: unknown): string {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && parseInstant(value)) return value;
  throw invalid('A Date is a calendar day, e.g. 2026-05-04.');
}

function parseCustomValue(value: unknown): CustomValue {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw invalid('The value of a custom field is text, a number or a boolean.');
}

const DECIMAL = /^-?\d{1,30}(\.\d{1,30})?$/;

function parseDecimal(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text === 'string' && DECIMAL.test(text)) return text;
  throw invalid('A Decimal is a number, or one as text: "12.50".');
}

builder.scalarType('Decimal', {
  description: 'A decimal number, as text or plain: `"12.50"`, `12.5`.',
  serialize: (value) => value,
  parseValue: parseDecimal,
  parseLiteral: plainLiteral(parseDecimal, [...PLAIN, Kind.FLOAT]),
});

builder.scalarType('Position', {
  description: 'A place in the event log, as decimal text. Grows with every event; compare as a number of 64 bits.',
  serialize: (value) => value.toString(),
  parseValue: parsePosition,
  parseLiteral: plainLiteral(parsePosition),
});

builder.scalarType('DateTime', {
  description:
    'An instant in ISO 8601. Given without an offset it is UTC, a bare day is its midnight. Always told in UTC.',
  serialize: (value) => value,
  parseValue: parseDateTime,
  parseLiteral: plainLiteral(parseDateTime),
});

builder.scalarType('Date', {
  description: 'A calendar day, `YYYY-MM-DD`.',
  serialize: (value) => value,
  parseValue: parseDay,
  parseLiteral: plainLiteral(parseDay),
});

builder.scalarType('CustomValue', {
  description: 'The value of a custom field: text, a number or a boolean.',
  serialize: (value) => value,
  parseValue: parseCustomValue,
  parseLiteral: literal((node, variables) => parseCustomValue(valueFromASTUntyped(node, variables))),
});

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value as Json,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables) as Json,
});
