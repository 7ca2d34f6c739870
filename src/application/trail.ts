/** The tree of causes below a request: request → commands → events → deliveries, and the commands that processes gave. */
import { groupBy } from '../domain/kernel/group.ts';
import type { AuditEntry } from './audit.ts';
import type { Consequence } from './ports.ts';

/** What a request led to: commands, their events, and what followed from those. Parents come before their children. */
export interface TrailNode {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly depth: number;
  readonly kind: 'request' | 'command' | 'event' | 'delivery';
  /** Of a command or event its name; of a delivery what it is. */
  readonly name: string;
  readonly event?: AuditEntry;
  readonly delivery?: Consequence;
}

/** Whatever was caused by something outside of the trail hangs on the request itself. */
export function trailOf(root: string, entries: readonly AuditEntry[], deliveries: readonly Consequence[]): TrailNode[] {
  if (entries.length === 0) return [];
  const events = new Set(entries.map(({ id }) => id));
  const commands = groupBy(entries, ({ metadata }) => metadata.commandId);
  const causedBy = groupBy(commands, ([, [first]]) => {
    const cause = first?.metadata.causationId ?? root;
    return events.has(cause) ? cause : root;
  });
  const following = groupBy(deliveries, ({ position }) => position);

  function commandsOf(parentId: string, depth: number): TrailNode[] {
    return (causedBy.get(parentId) ?? []).flatMap(([id, caused]): TrailNode[] => {
      const name = caused[0]?.metadata.command ?? 'Command';
      return [
        { id, parentId, depth, kind: 'command', name },
        ...caused.flatMap((event) => below(event, id, depth + 1)),
      ];
    });
  }

  function below(event: AuditEntry, parentId: string, depth: number): TrailNode[] {
    const { id, type, position } = event;
    const deliveriesOf = (following.get(position) ?? []).map(
      (delivery): TrailNode => ({
        ...{ id: delivery.id, parentId: id, depth: depth + 1, kind: 'delivery', name: delivery.kind, delivery },
      }),
    );
    return [{ id, parentId, depth, kind: 'event', name: type, event }, ...deliveriesOf, ...commandsOf(id, depth + 1)];
  }

  return [{ id: root, parentId: undefined, depth: 0, kind: 'request', name: root }, ...commandsOf(root, 1)];
}
