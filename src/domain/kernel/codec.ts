/** Encodes events for the log and decodes them from it, upcasting older versions step by step. */
import type { AnyEventDefinition, DomainEvent, Json } from './event.ts';

export class UnknownEventError extends Error {
  override readonly name = 'UnknownEventError';
}

/** The stored data does not fit its schema. The message names type, version and paths, never values: they may be personal. */
export class EventDecodeError extends Error {
  override readonly name = 'EventDecodeError';
}

export interface Catalogue {
  readonly definitions: ReadonlyMap<string, AnyEventDefinition>;
  /** Checks data against the newest schema. */
  encode(event: DomainEvent): { readonly type: string; readonly schemaVersion: number; readonly data: Json };
  decode(stored: { readonly type: string; readonly schemaVersion: number; readonly data: Json }): DomainEvent;
}

/** Builds a catalogue from the event records of all aggregates; a type declared twice fails at load. */
export function buildCatalogue(groups: readonly Readonly<Record<string, AnyEventDefinition>>[]): Catalogue {
  const definitions = new Map<string, AnyEventDefinition>();
  for (const definition of groups.flatMap((group) => Object.values(group))) {
    if (definitions.has(definition.type)) throw new Error(`Event type ${definition.type} is declared twice`);
    definitions.set(definition.type, definition);
  }
  const find = (type: string): AnyEventDefinition => {
    const definition = definitions.get(type);
    if (!definition) throw new UnknownEventError(`Unknown event type ${type}`);
    return definition;
  };
  return {
    definitions,
    encode(event) {
      const definition = find(event.type);
      return { type: event.type, schemaVersion: definition.version, data: parse(definition, event.data) as Json };
    },
    decode({ type, schemaVersion, data }) {
      const definition = find(type);
      if (schemaVersion > definition.version) {
        throw new UnknownEventError(
          `${type} has version ${schemaVersion}, this program knows up to ${definition.version}`,
        );
      }
      let current: unknown = data;
      for (let version = schemaVersion; version < definition.version; version++) {
        current = definition.upcasts[version]?.(current as never);
      }
      return { type, data: parse(definition, current) };
    },
  };
}

function parse(definition: AnyEventDefinition, data: unknown): unknown {
  const result = definition.schema.safeParse(data);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.code}`).join(', ');
  throw new EventDecodeError(`${definition.type} version ${definition.version} does not fit its schema: ${problems}`);
}
