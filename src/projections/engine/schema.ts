/** Makes schemas, tables and indexes. Several processes may start at once: one at a time does it, and twice does no harm. */

import {
  CHECKPOINT_DDL,
  CHECKPOINT_FUNCTIONS,
  type Checkpoint,
  insertCheckpoint,
  LOCK_SETUP,
  LOCK_SPACE,
  readCheckpoints,
} from './checkpoints.ts';
import { type Db, inTransaction, type Session } from './db.ts';
import { ProjectionError } from './faults.ts';
import type { ReadModel } from './model.ts';
import { SWAP_FUNCTIONS } from './swap.ts';
import { type Build, type CompiledModel, createTables, dropTables, indexesOf, SCHEMAS } from './tables.ts';

/** Also for others who lock in this database. */
export { LOCK_SPACE };

export interface SetUp {
  readonly models: readonly CompiledModel[];
  /** No event is for any model: new models are complete as they are. */
  readonly logIsEmpty: boolean;
  /** What to do when a declaration changed and its version did not. */
  readonly onChangedDeclaration: 'fail' | 'rebuild';
}

export async function setUp(sql: Db, options: SetUp): Promise<void> {
  await inTransaction(sql, '', async (tx) => {
    await tx`select pg_advisory_xact_lock(${LOCK_SPACE}::int, ${LOCK_SETUP}::int)`;
    await makeSchemas(
      tx,
      options.models.map(({ model }) => model),
    );
    const live = await readCheckpoints(tx, 'live');
    for (const model of options.models) await ensureLive(tx, model, live.get(model.name), options);
  });
}

async function makeSchemas(session: Session, models: readonly ReadModel[]): Promise<void> {
  await session.unsafe(CHECKPOINT_DDL);
  await session.unsafe(CHECKPOINT_FUNCTIONS);
  await session.unsafe(SWAP_FUNCTIONS);
  for (const schema of [SCHEMAS.live, SCHEMAS.next, SCHEMAS.previous]) {
    await session.unsafe(`create schema if not exists ${schema}`);
  }
  const trigrams = models.some(({ indexes }) => indexes.some(({ operators }) => operators?.includes('trgm')));
  if (trigrams) await session.unsafe('create extension if not exists pg_trgm');
}

async function ensureLive(
  session: Session,
  model: CompiledModel,
  found: Checkpoint | undefined,
  { logIsEmpty, onChangedDeclaration }: SetUp,
): Promise<void> {
  if (!found) {
    await session.unsafe(dropTables(model, 'live'));
    await makeTables(session, model, 'live');
    await makeIndexes(session, model, 'live');
    await insertCheckpoint(session, model, 'live', logIsEmpty ? 'running' : 'filling');
  } else if (isCurrent(model, found)) {
    await makeIndexes(session, model, 'live');
    await dropOldIndexes(session, model);
  } else if (found.version === model.model.version && onChangedDeclaration === 'fail') {
    throw new ProjectionError(
      `Read model ${model.name} has other columns, categories or history than when version ${found.version} was built: raise its version`,
    );
  }
}

/** The build holds what the declaration says, as far as can be told from outside. */
export const isCurrent = (model: CompiledModel, { version, declaration }: Checkpoint): boolean =>
  version === model.model.version && declaration === model.declaration;

export async function makeTables(session: Session, model: CompiledModel, build: Build): Promise<void> {
  for (const statement of createTables(model, build)) await session.unsafe(statement);
}

export async function makeIndexes(session: Session, model: CompiledModel, build: Build): Promise<void> {
  for (const { ddl } of indexesOf(model, build)) await session.unsafe(ddl);
}

/** Indexes are derived from the declaration, so one that is not declared any more only costs. */
async function dropOldIndexes(session: Session, model: CompiledModel): Promise<void> {
  const declared = new Set(indexesOf(model, 'live').map(({ name }) => name));
  const found = await session.unsafe<{ name: string }[]>(
    `select i.relname as name from pg_index x
     join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid join pg_namespace n on n.oid = t.relnamespace
     where n.nspname = $1 and t.relname in ($2, $3) and not x.indisprimary`,
    [SCHEMAS.live, model.name, `${model.name}_history`],
  );
  for (const { name } of found) {
    if (OURS.test(name) && !declared.has(name)) await session.unsafe(`drop index if exists ${SCHEMAS.live}."${name}"`);
  }
}

/** A name that ends like those we give; an index that somebody made by hand is left alone. */
const OURS = /_[0-9a-f]{10}$/;
