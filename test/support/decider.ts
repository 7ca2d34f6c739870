/**
 * given / when / then for deciders. Compares exactly, freezes everything that goes in, encodes and decodes every event that it
 * sees, and repeats the command on the resulting state: asking twice must change nothing.
 */
import { expect } from 'vitest';
import { catalogue } from '../../src/domain/catalogue.ts';
import type { Aggregate } from '../../src/domain/kernel/aggregate.ts';
import type { DomainEvent } from '../../src/domain/kernel/event.ts';

interface When<Command, Event, Code> {
  when(command: Command): Then<Event, Code>;
}

interface Then<Event, Code> {
  /** Exactly these events, in this order. `unlessRepeated` gives the reason why repeating this command is not the same wish. */
  thenEvents(events: readonly Event[], options?: { readonly unlessRepeated: string }): void;
  thenNothing(): void;
  thenRefused(code: Code): void;
}

export function given<State, Command, Event extends DomainEvent, Code extends string>(
  aggregate: Aggregate<State, Command, Event, Code>,
  ...events: readonly Event[]
): When<Command, Event, Code> {
  const fold = (state: State, more: readonly Event[]): State =>
    more.reduce((before, event) => deepFreeze(aggregate.evolve(before, deepFreeze(stored(event)))), deepFreeze(state));
  const state = fold(aggregate.initial, events);
  return {
    when: (command) => {
      const decision = aggregate.decide(state, deepFreeze(command));
      return {
        thenEvents(expected, options) {
          expect(decision).toStrictEqual({ ok: true, events: expected });
          const again = aggregate.decide(fold(state, expected), command);
          if (!options) expect(again, 'the command repeated').toStrictEqual({ ok: true, events: [] });
        },
        thenNothing: () => expect(decision).toStrictEqual({ ok: true, events: [] }),
        thenRefused: (code) => expect(decision.ok ? decision : decision.refusal.code).toBe(code),
      };
    },
  };
}

/** The event as it comes back from the log. */
function stored<Event extends DomainEvent>(event: Event): Event {
  const encoded = catalogue.encode(event);
  const decoded = catalogue.decode(JSON.parse(JSON.stringify(encoded)) as typeof encoded);
  expect(decoded).toStrictEqual({ type: event.type, data: event.data });
  return decoded as Event;
}

export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
