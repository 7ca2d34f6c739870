/** Batches and remembers what one request loads, so that a list costs one statement and not one per row. */
import DataLoader from 'dataloader';
import type { Moment } from '../application/ports.ts';
import type { Db } from '../projections/engine/db.ts';

/** The rows of many keys or parents in one statement, in any order. */
export type LoadRows<Row> = (db: Db, keys: readonly string[], asOf?: Moment) => Promise<readonly Row[]>;

export interface Loaders {
  /** The row of a key. `load` is a function of the module: it names the batch. */
  one<Row extends { readonly key: string }>(load: LoadRows<Row>, key: string, asOf?: Moment): Promise<Row | undefined>;
  /** The rows of a parent, in the order of the statement. `kind` tells apart batches with other arguments. */
  many<Row>(
    kind: string,
    load: LoadRows<Row>,
    parent: string,
    parentOf: (row: Row) => string | null,
    asOf?: Moment,
  ): Promise<readonly Row[]>;
  /** After a write nothing that was loaded before can be trusted. */
  forget(): void;
}

type Loader = DataLoader<string, unknown>;

export function createLoaders(db: Db): Loaders {
  const byFunction = new Map<LoadRows<never>, Map<string, Loader>>();
  const byKind = new Map<string, Loader>();

  function loaderOf<Row extends { readonly key: string }>(load: LoadRows<Row>, asOf: Moment | undefined): Loader {
    const loaders = byFunction.get(load as LoadRows<never>) ?? new Map<string, Loader>();
    byFunction.set(load as LoadRows<never>, loaders);
    return remembered(loaders, nameOf(asOf), async (keys) => {
      const rows = new Map((await load(db, keys, asOf)).map((row) => [row.key, row]));
      return keys.map((key) => rows.get(key));
    });
  }

  return {
    one: <Row extends { readonly key: string }>(load: LoadRows<Row>, key: string, asOf?: Moment) =>
      loaderOf(load, asOf).load(key) as Promise<Row | undefined>,
    many: <Row>(
      kind: string,
      load: LoadRows<Row>,
      parent: string,
      parentOf: (row: Row) => string | null,
      asOf?: Moment,
    ) =>
      remembered(byKind, `${kind} ${nameOf(asOf)}`, async (parents) => {
        const grouped = new Map<string | null, Row[]>(parents.map((one) => [one, []]));
        for (const row of await load(db, parents, asOf)) grouped.get(parentOf(row))?.push(row);
        return parents.map((one) => grouped.get(one) ?? []);
      }).load(parent) as Promise<readonly Row[]>,
    forget() {
      byFunction.clear();
      byKind.clear();
    },
  };
}

function remembered(
  loaders: Map<string, Loader>,
  name: string,
  batch: (keys: readonly string[]) => Promise<unknown[]>,
): Loader {
  const existing = loaders.get(name);
  if (existing) return existing;
  const loader: Loader = new DataLoader(batch);
  loaders.set(name, loader);
  return loader;
}

function nameOf(moment: Moment | undefined): string {
  if (moment === undefined) return 'now';
  return 'position' in moment ? String(moment.position) : moment.time.toISOString();
}
