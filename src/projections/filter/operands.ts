/** What a condition compares with, brought to the type of the field. */
import type { FieldType, FilterValue } from './filter.ts';

/** Postgres holds no NUL and no half characters, so stored text has none; nor may a parameter. */
export const storable = (text: string): string => text.replaceAll('\u0000', '').toWellFormed();

/** The operand as the field's type has it; undefined when it does not fit. */
export function operandOf(type: FieldType, value: FilterValue): string | number | boolean | undefined {
  switch (type) {
    case 'text':
      return value === null ? undefined : storable(String(value)).trimEnd();
    case 'number': {
      const number = typeof value === 'string' && DECIMAL.test(value.trim()) ? Number(value) : value;
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
    }
    case 'boolean':
      return BOOLEANS.get(String(value).toLowerCase());
    case 'instant':
      return typeof value === 'string' ? parseInstant(value) : undefined;
  }
}

const DECIMAL = /^[+-]?\d+(\.\d+)?(e[+-]?\d{1,3})?$/i;

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

const ISO_DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** Any ISO 8601 form of a day or a time of a day; without an offset it is UTC, a bare day is its midnight. */
export function parseInstant(value: string): string | undefined {
  const match = ISO_DATE.exec(value.trim());
  if (!match) return undefined;
  const [, day = '', time = '00:00', offset = 'Z'] = match;
  if (!isCalendarDay(day)) return undefined;
  const date = new Date(`${day}T${time}${fullOffset(offset)}`);
  // The calendar of the database has no year 0, and text beyond 9999 is written another way.
  const isWithin = date.getTime() >= EARLIEST && date.getTime() <= LATEST;
  return isWithin ? date.toISOString() : undefined;
}

/** JavaScript takes 30 February for 1 March. */
function isCalendarDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().slice(0, 10) === day;
}

const EARLIEST = Date.parse('0001-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

const fullOffset = (offset: string): string =>
  /^z$/i.test(offset) ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(3).replace(':', '') || '00'}`;
