/** Custom fields as flat keys: every definition has a slug, and a value is written and read under it. */
import { type CustomFieldDefinition, customValue, fieldName } from '../../application/customFields.ts';
import type { CustomValue } from '../../domain/kernel/fragments.ts';
import type { Query } from './request.ts';
import type { Shape } from './shape.ts';
import { plainLines } from './text.ts';
import { parseDay } from './time.ts';
import { asText } from './values.ts';

export interface Slug {
  readonly slug: string;
  readonly field: CustomFieldDefinition;
}

/** `Favourite Number` → `favourite-number` */
const slugForm = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_]+/gu, '-')
    .replace(/^-+|-+$/g, '');

/** Fields of these groups belong to an address and are named so. */
const ADDRESS_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['mainaddress', 'addr_'],
  ['secondaddress', 'secaddr_'],
]);

/** The group comes in front only where two definitions, or a definition and a field of the row itself, share a name. */
export function slugsOf(definitions: readonly CustomFieldDefinition[], taken: ReadonlySet<string>): Slug[] {
  const short = definitions.map(
    ({ group, alias }) => `${ADDRESS_PREFIXES.get(group.toLowerCase()) ?? ''}${slugForm(alias)}`,
  );
  const isFree = (slug: string): boolean =>
    slug !== '' && !taken.has(slug) && short.indexOf(slug) === short.lastIndexOf(slug);
  return definitions.map((field, index) => {
    const slug = short[index] ?? '';
    return { field, slug: isFree(slug) ? slug : slugForm(`${field.group}-${field.alias}`) };
  });
}

/**
 * The values in a body, by field name. A blank leaves a value as it is, save where it clears, and so does one that the field
 * cannot hold: this API has never refused a customer for the sake of a custom field.
 */
export function customValuesOf(
  body: Readonly<Record<string, unknown>>,
  slugs: readonly Slug[],
  { blankClears = false } = {},
): Record<string, CustomValue | null> {
  return Object.fromEntries(
    slugs.flatMap(({ slug, field }) => {
      const value = Object.hasOwn(body, slug) ? fittingValue(field, body[slug]) : undefined;
      return value === undefined || (value === null && !blankClears) ? [] : [[fieldName(field), value]];
    }),
  );
}

function fittingValue(field: CustomFieldDefinition, raw: unknown): CustomValue | null | undefined {
  const { type } = field;
  if (type === 'boolean' && typeof raw === 'boolean') return raw;
  const text = textOf(raw);
  if (text === undefined) return undefined;
  if (text === '') return null;
  if (type === 'boolean') return customValue(type, raw);
  if (type === 'counter') return customValue(type, numberIn(field, text));
  return type === 'date' ? parseDay(text) : customValue(type, text);
}

/** Clients write back what they have read. */
function numberIn({ prefix, suffix }: CustomFieldDefinition, text: string): string {
  const [before, after] = [prefix?.trim() ?? '', suffix?.trim() ?? ''];
  const isWhole = text.startsWith(before) && text.endsWith(after) && text.length > before.length + after.length;
  return isWhole ? text.slice(before.length, text.length - after.length) : text;
}

/** Several ticked boxes come as a list and are kept as one text. */
function textOf(raw: unknown): string | undefined {
  if (Array.isArray(raw)) return raw.map(textOf).filter(Boolean).join(',');
  return typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean'
    ? plainLines(asText(raw))
    : undefined;
}

/** Every defined field is in every row, blank where unset. */
export function customKeys(
  custom: Readonly<Record<string, CustomValue>>,
  slugs: readonly Slug[],
  shape: Shape,
): Record<string, unknown> {
  return Object.fromEntries(slugs.flatMap(({ slug, field }) => keysOf(slug, field, custom[fieldName(field)], shape)));
}

function keysOf(
  slug: string,
  { type, prefix, suffix }: CustomFieldDefinition,
  value: CustomValue | undefined,
  shape: Shape,
): [string, unknown][] {
  if (type === 'counter' && value !== undefined) return [[slug, `${prefix ?? ''}${value}${suffix ?? ''}`]];
  if (type !== 'date') return [[slug, value === undefined ? '' : wireText(value)]];
  const date = value === undefined ? undefined : parseDay(String(value));
  const unix = date === undefined ? '' : Date.parse(`${date}T00:00:00Z`) / 1000;
  const text = date ?? '';
  const always: [string, unknown][] = [
    [slug, shape === 'plugin' ? String(unix) : unix],
    [`${slug}_cfdate`, text],
  ];
  if (shape === 'plugin') return always;
  return [...always, [`${slug}_date_str`, text], [`${slug}_datetime_str`, text && `${text} 00:00:00`]];
}

/** An unticked box is `0`: blank would say that nobody has answered. */
const wireText = (value: CustomValue): string => (typeof value === 'boolean' ? String(Number(value)) : String(value));

/** Some automation services cannot read keys with hyphens and ask for underscores. */
export function spelled(query: Query, row: Record<string, unknown>): Record<string, unknown> {
  if (query.get('replace_hyphens_with_underscores_in_json_keys') !== '1') return row;
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key.replaceAll('-', '_'), value]));
}
