/** Fields that the business adds to its records. Each API shows them its own way; here they have one name, `group.alias`. */
import { customField } from '../domain/crm/customField/decide.ts';
import type { CustomFieldEntity, CustomFieldType } from '../domain/crm/customField/events.ts';
import type { CustomValue } from '../domain/kernel/fragments.ts';
import { applyPatch } from '../domain/kernel/patch.ts';
import { type RequestContext, type Result, success } from './context.ts';
import type { Executor } from './execute.ts';
import type { Idempotency } from './idempotency.ts';
import { storable } from './input.ts';
import type { Numbers } from './numbers.ts';
import type { Clock, Digests, Position, ReadModels } from './ports.ts';

/** Group of the fields that an API without groups defines. */
export const GENERAL_GROUP = 'general';

export interface CustomFieldDefinition {
  readonly entity: CustomFieldEntity;
  readonly group: string;
  readonly alias: string;
  readonly label: string;
  readonly type: CustomFieldType;
  readonly choices: readonly string[];
  /** What stands before and after the number of a counter where it is shown to people. */
  readonly prefix: string | null;
  readonly suffix: string | null;
}

export interface DefineCustomFieldInput {
  readonly entity: CustomFieldEntity;
  readonly group?: string;
  readonly alias: string;
  readonly label?: string;
  readonly type?: CustomFieldType;
  readonly choices?: readonly string[];
  readonly prefix?: string | null;
  readonly suffix?: string | null;
}

export interface DefinedCustomField extends CustomFieldDefinition {
  readonly key: string;
  readonly position: Position;
}

export interface CustomFields {
  /** In the order of definition. May be a second old where another server process has just defined a field. */
  definitions(entity: CustomFieldEntity): Promise<readonly CustomFieldDefinition[]>;
  define(context: RequestContext, input: DefineCustomFieldInput): Promise<Result<DefinedCustomField>>;
  remove(
    context: RequestContext,
    entity: CustomFieldEntity,
    group: string,
    alias: string,
  ): Promise<Result<{ readonly position: Position }>>;
  /**
   * The values of a record, new or written anew. A field that counts and is not given keeps its number of before or has the next
   * one, which no other record ever gets; there may be gaps.
   */
  counted(
    context: RequestContext,
    entity: CustomFieldEntity,
    given: Readonly<Record<string, CustomValue | null>>,
    before?: Readonly<Record<string, CustomValue>>,
  ): Promise<Record<string, CustomValue>>;
  /** The definition with this name, letter case aside; a text field of that name is defined where there is none. */
  ensure(context: RequestContext, input: DefineCustomFieldInput): Promise<Result<CustomFieldDefinition>>;
}

export interface CustomFieldLookup {
  customFields(entity: CustomFieldEntity): Promise<readonly CustomFieldDefinition[]>;
}

/** A value from outside as the field's type wants it; undefined when it does not fit. Blank clears. */
export function customValue(type: CustomFieldType, raw: unknown): CustomValue | null | undefined {
  if (raw === null || (typeof raw === 'string' && raw.trim() === '')) return null;
  if (typeof raw !== 'string' && typeof raw !== 'number' && typeof raw !== 'boolean') return undefined;
  if (type === 'number' || type === 'counter') return Number.isFinite(Number(raw)) ? Number(raw) : undefined;
  if (type === 'boolean') return BOOLEANS.get(String(raw).toLowerCase());
  return String(raw);
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['y', true],
  ['false', false],
  ['0', false],
  ['no', false],
  ['n', false],
]);

/** An alias that a field can have, made from any name. */
export const aliasFrom = (name: string): string =>
  name
    .trim()
    .replace(/[^\p{L}\p{N}_ -]+/gu, '_')
    .slice(0, 100);

/** Name under which a record holds the value. */
export const fieldName = ({ group, alias }: Pick<CustomFieldDefinition, 'group' | 'alias'>): string =>
  `${group}.${alias}`;

const CACHE_MS = 1_000;

interface Dependencies {
  readonly executor: Executor;
  readonly idempotency: Idempotency;
  readonly digests: Digests;
  readonly clock: Clock;
  readonly numbers: Numbers;
  readonly readModels: ReadModels;
  readonly lookup: CustomFieldLookup;
}

export function createCustomFields(deps: Dependencies): CustomFields {
  const { executor, idempotency, digests, clock, numbers, readModels, lookup } = deps;
  const cache = new Map<
    CustomFieldEntity,
    { readonly found: readonly CustomFieldDefinition[]; readonly until: number }
  >();

  const self: CustomFields = {
    async definitions(entity) {
      const now = clock.now().getTime();
      const cached = cache.get(entity);
      if (cached && cached.until > now) return cached.found;
      const found = await lookup.customFields(entity);
      cache.set(entity, { found, until: now + CACHE_MS });
      return found;
    },

    define: (context, input) => idempotency.once(context, 'defineCustomField', input, () => define(context, input)),

    remove: (context, entity, group, alias) =>
      idempotency.once(context, 'removeCustomField', { entity, group, alias }, async () => {
        const executed = await executor.execute(context, customField, streamId(entity, group, alias), {
          type: 'RemoveCustomField',
        });
        return executed.ok ? success({ position: await settled(executed.position) }) : executed;
      }),

    async counted(context, entity, given, before = {}) {
      const values = applyPatch<Record<string, CustomValue>>({}, given);
      for (const field of await self.definitions(entity)) {
        const name = fieldName(field);
        if (field.type !== 'counter' || values[name] !== undefined) continue;
        const key = streamId(entity, field.group, field.alias);
        values[name] = before[name] ?? (await numbers.next(context, `customField.${key}`));
      }
      return values;
    },

    async ensure(context, input) {
      const group = (input.group ?? GENERAL_GROUP).toLowerCase();
      const alias = input.alias.toLowerCase();
      const present = (await self.definitions(input.entity)).find(
        (field) => field.group.toLowerCase() === group && field.alias.toLowerCase() === alias,
      );
      return present ? success(present) : define(context, input);
    },
  };
  return self;

  async function define(context: RequestContext, input: DefineCustomFieldInput): Promise<Result<DefinedCustomField>> {
    const { entity, alias, group = GENERAL_GROUP, label = alias, type = 'text', choices = [] } = input;
    const around = { prefix: storable(input.prefix) || null, suffix: storable(input.suffix) || null };
    const field = { entity, group, alias, label, choices };
    const command = { type: 'DefineCustomField', fieldType: type, ...field, ...around } as const;
    const key = streamId(entity, group, alias);
    const executed = await executor.execute(context, customField, key, command);
    if (!executed.ok) return executed;
    const position = await settled(executed.position);
    return success({ key, ...field, type, ...around, position });
  }

  /** Names differ by more than letter case, so the stream does too. */
  function streamId(entity: CustomFieldEntity, group: string, alias: string): string {
    return digests.digest('customField', `${entity}:${group.toLowerCase()}.${alias.toLowerCase()}`).slice(0, 32);
  }

  async function settled(position: Position = 0n): Promise<Position> {
    await readModels.reached(position);
    cache.clear();
    return position;
  }
}
