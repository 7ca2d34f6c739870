/** What comes in from outside is made storable once, at the only door for writes. */
import type { LabelChanges } from '../domain/kernel/labels.ts';

/** Deepest nesting that any command needs, with room. */
const MAX_DEPTH = 20;
const NUL = '\u0000';

/** Text without NUL (Postgres cannot hold it) and with lone surrogates replaced (they are no Unicode). Other values stay as they are. */
export function storable<T>(value: T, depth = 0): T {
  if (typeof value === 'string') return storableText(value) as T;
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => storable(item, depth + 1)) as T;
  if (Object.getPrototypeOf(value) !== Object.prototype && Object.getPrototypeOf(value) !== null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, storable<unknown>(inner, depth + 1)]),
  ) as T;
}

const storableText = (value: string): string =>
  (value.includes(NUL) ? value.replaceAll(NUL, '') : value).toWellFormed();

/** Patches come with empty text where a form field was left blank: blank text clears, as `null` does. Other text is trimmed. */
export function blankIsNull<T>(value: T): T {
  if (typeof value === 'string') return (value.trim() === '' ? null : value.trim()) as T;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, blankIsNull<unknown>(inner)])) as T;
}

/** Names of tags without blanks around them; a blank one is none. */
export function cleanLabels(changes: LabelChanges): LabelChanges {
  const clean = (names: readonly string[]): string[] => names.map((name) => name.trim()).filter(Boolean);
  return Object.fromEntries(Object.entries(changes).map(([how, names]) => [how, clean(names)]));
}
