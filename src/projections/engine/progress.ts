/** Which positions the models show by now, and who waits for them. */
import type { Position } from '../../application/ports.ts';
import { latest, NOTHING } from './checkpoints.ts';

interface Waiter {
  readonly position: Position;
  readonly models: readonly string[];
  readonly resolve: (reached: boolean) => void;
}

export interface Standing {
  readonly position: Position;
  /** A faulted model will not move by itself, so nobody waits for it. */
  readonly faulted: boolean;
}

export class Progress {
  readonly #standings = new Map<string, Standing>();
  readonly #waiters = new Set<Waiter>();

  constructor(models: readonly string[]) {
    for (const model of models) this.#standings.set(model, { position: NOTHING, faulted: false });
  }

  /** Takes over new standings. A position may go back: a roll-back does that. */
  update(changes: ReadonlyMap<string, Standing>): void {
    for (const [model, standing] of changes) if (this.#standings.has(model)) this.#standings.set(model, standing);
    for (const waiter of [...this.#waiters]) {
      const answer = this.#answer(waiter);
      if (answer === undefined) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(answer);
    }
  }

  /** Worth waiting for again: somebody has told a paused model to go on. */
  resume(model: string): void {
    const standing = this.#standings.get(model);
    if (standing) this.#standings.set(model, { ...standing, faulted: false });
  }

  of(model: string): Standing | undefined {
    return this.#standings.get(model);
  }

  /** False when it took too long, or when a faulted model stands before the position and all others have reached it. */
  async reached(position: Position, models: readonly string[] | undefined, timeoutMs: number): Promise<boolean> {
    const wanted = models ?? [...this.#standings.keys()];
    const unknown = wanted.find((model) => !this.#standings.has(model));
    if (unknown !== undefined) throw new Error(`Unknown read model ${unknown}`);
    const answer = this.#answer({ position, models: wanted });
    return answer ?? this.#wait(position, wanted, timeoutMs);
  }

  /** Lets everyone go: nothing will move any more. */
  close(): void {
    for (const waiter of this.#waiters) waiter.resolve(false);
    this.#waiters.clear();
  }

  #wait(position: Position, models: readonly string[], timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        resolve(false);
      }, timeoutMs);
      const waiter: Waiter = {
        position,
        models,
        resolve: (reached) => {
          clearTimeout(timer);
          resolve(reached);
        },
      };
      this.#waiters.add(waiter);
    });
  }

  /** Undefined while it is worth waiting. */
  #answer({ position, models }: Pick<Waiter, 'position' | 'models'>): boolean | undefined {
    const behind = models.map((model) => this.#standings.get(model)).filter((at) => at && at.position < position);
    if (behind.length === 0) return true;
    return behind.every((at) => at?.faulted) ? false : undefined;
  }
}

/** For a NOTIFY, whose payload is short: one position for nearly all, and those that stand elsewhere. */
export function encodeStandings(standings: ReadonlyMap<string, Standing>): string {
  const most = latest([...standings.values()].map(({ position }) => position));
  const others = [...standings]
    .filter(([, { position, faulted }]) => position !== most || faulted)
    .map(([model, { position, faulted }]) => [model, [position.toString(), faulted]]);
  return JSON.stringify({ at: most.toString(), others: Object.fromEntries(others) });
}

export function decodeStandings(payload: string, models: readonly string[]): Map<string, Standing> {
  const { at, others } = JSON.parse(payload) as { at: string; others: Record<string, [string, boolean] | undefined> };
  return new Map(
    models.map((model): [string, Standing] => {
      const [position, faulted] = others[model] ?? [at, false];
      return [model, { position: BigInt(position), faulted }];
    }),
  );
}
