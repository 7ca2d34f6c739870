/** From a declaration to tables: names, column definitions, indexes, and the columns as queries read them. */
import { createHash } from 'node:crypto';
import type { ColumnType, Index, ReadModel } from './model.ts';

/** A build of a model is the same tables in another schema, so that a swap is a change of schema and queries never differ. */
export const SCHEMAS = {
  live: 'read',
  next: 'read_next',
  previous: 'read_previous',
  verify: 'read_verify',
} as const;
export type Build = keyof typeof SCHEMAS;

export interface TableColumn {
  /** As in a row: `createdAt`. */
  readonly field: string;
  /** As in the table, quoted: `"created_at"`. */
  readonly sql: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly initial: unknown;
}

/** A declaration with everything that is derived from it once. */
export interface CompiledModel {
  readonly model: ReadModel;
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly categories: ReadonlySet<string>;
  /** Changes when tables of this declaration would differ from those made before. */
  readonly declaration: string;
}

export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const NAME = /^[a-z][a-z0-9_]{0,39}$/;
const RESERVED_FIELDS = new Set(['key', 'position', 'validFrom', 'validTo', 'fromTime', 'toTime']);

export function compileModel(model: ReadModel): CompiledModel {
  if (!NAME.test(model.name)) throw new Error(`Read model ${model.name}: the name must be short snake_case`);
  const columns = Object.entries(model.columns).map(([field, column]): TableColumn => {
    if (RESERVED_FIELDS.has(field) || !NAME.test(snakeCase(field))) {
      throw new Error(`Read model ${model.name}: ${field} cannot be a column`);
    }
    const { type, nullable, initial } = column;
    return { field, sql: `"${snakeCase(field)}"`, type, nullable, initial };
  });
  return {
    model,
    name: model.name,
    columns,
    categories: new Set(model.categories),
    declaration: hash([columns, [...model.categories].sort(), model.temporal]),
  };
}

export function compileModels(models: readonly ReadModel[]): CompiledModel[] {
  const compiled = models.map(compileModel);
  const names = compiled.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`Read model ${twice} is declared twice`);
  return compiled;
}

const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

export const tableOf = (model: CompiledModel, build: Build): string => `${SCHEMAS[build]}."${model.name}"`;
export const historyOf = (model: CompiledModel, build: Build): string => `${SCHEMAS[build]}."${model.name}_history"`;

/** DDL that makes the tables of one build; without the secondary indexes, which are cheaper to make on full tables. */
export function createTables(model: CompiledModel, build: Build): string[] {
  const columns = model.columns.map(({ sql, type, nullable }) => `${sql} ${type}${nullable ? '' : ' not null'}`);
  const present = ['key text primary key', 'position bigint not null', ...columns];
  const statements = [`create table if not exists ${tableOf(model, build)} (${present.join(', ')})`];
  if (!model.model.temporal) return statements;
  const past = [
    'key text not null',
    'valid_from bigint not null',
    'valid_to bigint',
    'from_time timestamptz not null',
    'to_time timestamptz',
    ...columns,
    'primary key (key, valid_from)',
  ];
  return [...statements, `create table if not exists ${historyOf(model, build)} (${past.join(', ')})`];
}

/** Both names, whether or not the model is temporal today: an earlier version of it may have been. */
export function dropTables(model: CompiledModel, build: Build): string {
  return `drop table if exists ${tableOf(model, build)}, ${historyOf(model, build)}`;
}

export interface IndexDefinition {
  readonly table: string;
  readonly name: string;
  readonly ddl: string;
}

/**
 * Secondary indexes. The name holds a hash of the definition: a changed index is another index, so it needs no rebuild.
 * History gets the ordinary ones, not unique there; searching text in the past is rare enough to scan.
 */
export function indexesOf(model: CompiledModel, build: Build): IndexDefinition[] {
  const present = model.model.indexes.map((index) => defineIndex(model.name, build, index));
  if (!model.model.temporal) return present;
  const past = model.model.indexes
    .filter(({ using }) => (using ?? 'btree') === 'btree')
    .map((index) => defineIndex(`${model.name}_history`, build, { ...index, unique: false }));
  return [...present, ...past];
}

function defineIndex(table: string, build: Build, index: Index): IndexDefinition {
  const operators = index.operators ? ` ${index.operators}` : '';
  const on = index.on.map((part) => `${part.startsWith('(') ? part : `"${part}"`}${operators}`).join(', ');
  const where = index.where ? ` where ${index.where}` : '';
  const body = `using ${index.using ?? 'btree'} (${on})${where}`;
  const name = `${table}_${hash([body, index.unique ?? false]).slice(0, 10)}`;
  const kind = index.unique ? 'unique index' : 'index';
  return { table, name, ddl: `create ${kind} if not exists "${name}" on ${SCHEMAS[build]}."${table}" ${body}` };
}

/** The select list of a model: camelCase names, and the values that `ModelRow` promises whatever the pool's parsers do. */
export function selectColumns(model: Pick<ReadModel, 'columns'>): string {
  const columns = Object.entries(model.columns).map(([field, { type }]) => {
    return `${readable(`"${snakeCase(field)}"`, type)} as "${field}"`;
  });
  return ['key', 'position::text as position', ...columns].join(', ');
}

function readable(column: string, type: ColumnType): string {
  if (type === 'timestamptz') return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  // Exact for safe integers, which is all that a bigint column may hold.
  if (type === 'bigint') return `${column}::float8`;
  if (type === 'text[]' || type === 'integer[]') return `to_jsonb(${column})`;
  return column;
}
