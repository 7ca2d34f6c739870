/** Batches and remembers what one request loads, so that a list costs one statement and not one per row. */
import DataLoader from 'dataloader';
import type { Moment } from '../application/ports.ts';
import { type ContactRow, contactsByKeys } from '../projections/contacts/queries.ts';
import type { Db } from '../projections/engine/db.ts';

export interface Loaders {
  /** Contacts by key, as they are or as they were. */
  contact(key: string, asOf?: Moment): Promise<ContactRow | undefined>;
  /** After a write nothing that was loaded before can be trusted. */
  forget(): void;
}

type ByKey<Row> = DataLoader<string, Row | undefined>;

export function createLoaders(db: Db): Loaders {
  const contacts = new Map<string, ByKey<ContactRow>>();

  function contactLoader(asOf: Moment | undefined): ByKey<ContactRow> {
    const name = nameOf(asOf);
    const existing = contacts.get(name);
    if (existing) return existing;
    const loader: ByKey<ContactRow> = new DataLoader(async (keys) =>
      inOrder(keys, await contactsByKeys(db, keys, asOf)),
    );
    contacts.set(name, loader);
    return loader;
  }

  return {
    contact: (key, asOf) => contactLoader(asOf).load(key),
    forget: () => contacts.clear(),
  };
}

function nameOf(moment: Moment | undefined): string {
  if (moment === undefined) return 'now';
  return 'position' in moment ? String(moment.position) : moment.time.toISOString();
}

function inOrder<Row extends { readonly key: string }>(
  keys: readonly string[],
  rows: readonly Row[],
): (Row | undefined)[] {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  return keys.map((key) => byKey.get(key));
}
