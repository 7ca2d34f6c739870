/**
 * Partial changes of nested records: a missing key means unchanged, `null` means cleared, a record is patched key by key,
 * anything else replaces. Contact details, addresses and custom values all change by this one rule.
 */
export type Patch<T> = {
  readonly [K in keyof T]?:
    | (NonNullable<T[K]> extends Scalar | readonly unknown[] ? NonNullable<T[K]> : Patch<NonNullable<T[K]>>)
    | null
    | undefined;
};

type Scalar = string | number | boolean;
type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Records never hold `null`, `undefined` or empty records: what is unset is absent, so equal contents are equal JSON. */
export const applyPatch = <T extends object>(target: T, patch: Patch<T>): T =>
  patchTree(target as Tree, patch as Tree) as T;

function patchTree(target: Tree, patch: Tree): Tree {
  const result: Record<string, unknown> = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    const current = result[key];
    const next = isTree(value) ? patchTree(isTree(current) ? current : {}, value) : value;
    if (next === null || (isTree(next) && Object.keys(next).length === 0)) delete result[key];
    else result[key] = next;
  }
  return result;
}

/** The part of a patch that would really change the target; undefined when everything in it is already true. */
export const narrowPatch = <T extends object>(target: T, patch: Patch<T>): Patch<T> | undefined =>
  narrowTree(target as Tree, patch as Tree) as Patch<T> | undefined;

function narrowTree(target: Tree, patch: Tree): Tree | undefined {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    const current = target[key];
    const change = isTree(value) ? narrowTree(isTree(current) ? current : {}, value) : narrowLeaf(current, value);
    if (change !== undefined) result[key] = change;
  }
  return Object.keys(result).length > 0 ? result : undefined;
}

function narrowLeaf(current: unknown, value: unknown): unknown {
  if (value === null) return current === undefined ? undefined : null;
  return sameValue(current, value) ? undefined : value;
}

/** Equality of JSON values; lists compare in order. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  if (!isTree(a) || !isTree(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && sameValue(a[key], b[key]));
}

export interface FieldChange {
  /** Dotted path, e.g. `details.mainAddress.city`. */
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Leaf by leaf, what differs between two states. Unset is `null`; a list is one leaf. */
export function differences(before: unknown, after: unknown, path = ''): FieldChange[] {
  // Most of a state is shared with the one before it.
  if (before === after) return [];
  if (isTree(before) || isTree(after)) {
    const left = isTree(before) ? before : {};
    const right = isTree(after) ? after : {};
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].flatMap((key) => differences(left[key], right[key], path ? `${path}.${key}` : key));
  }
  return sameValue(before ?? null, after ?? null) ? [] : [{ path, from: before ?? null, to: after ?? null }];
}
