/** Lists of words on a record: tags, and whatever else is put on and taken off. */

/** `set` replaces all, `add` and `remove` change some. */
export interface LabelChanges {
  readonly set?: readonly string[];
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

export const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** What has to be put on and taken off to do as asked. */
export function labelChanges(
  present: readonly string[],
  changes: LabelChanges = {},
): { readonly added: string[]; readonly removed: string[] } {
  const wanted = unique([...(changes.set ?? present), ...(changes.add ?? [])]).filter(
    (label) => !changes.remove?.includes(label),
  );
  return {
    added: wanted.filter((label) => !present.includes(label)),
    removed: present.filter((label) => !wanted.includes(label)),
  };
}
