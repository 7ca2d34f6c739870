/**
 * Keeps the live builds up to date. One process leads by an advisory lock, the others stand by. The lock only saves double work:
 * what keeps two projectors from both winning is the checkpoint, which moves in the transaction of the rows.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { LogUnavailable } from '../../application/ports.ts';
import { LOCK_LEADER } from './checkpoints.ts';
import { Fenced } from './faults.ts';
import { type HeldLock, takeLock } from './lock.ts';
import { Run, type RunDeps } from './run.ts';

export class Projector {
  readonly #deps: RunDeps;
  readonly #stopping = new AbortController();
  #control = new AbortController();
  #run: Run | undefined;
  #ended: Promise<void> = Promise.resolve();
  #leading = false;
  #trouble: string | undefined;

  constructor(deps: RunDeps) {
    this.#deps = deps;
  }

  get leading(): boolean {
    return this.#leading;
  }

  /** Why nothing moves at the moment, for status. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  start(): void {
    this.#ended = this.#standBy();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  /** Looks at the checkpoints again: an operator or a swap has changed them. */
  wake(): void {
    this.#control.abort();
  }

  /** Says where the models are: somebody has not heard it. */
  tell(): void {
    this.#run?.tell();
  }

  async #standBy(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const lock = await this.#takeLead();
      if (lock) await this.#lead(lock);
      else await pause(this.#deps.timing.standbyMs, signal);
    }
  }

  async #takeLead(): Promise<HeldLock | undefined> {
    try {
      const { sql, timing } = this.#deps;
      return await takeLock(sql, LOCK_LEADER, { heartbeatMs: timing.heartbeatMs });
    } catch (error) {
      this.#report(error);
      return undefined;
    }
  }

  async #lead(lock: HeldLock): Promise<void> {
    const signal = AbortSignal.any([this.#stopping.signal, lock.lost]);
    this.#leading = true;
    this.#deps.logger.info('Leads the projections');
    try {
      await this.#keepFollowing(signal);
    } finally {
      this.#leading = false;
      await lock.release();
    }
  }

  /** Goes on after every fault, from the stored checkpoints: nothing is dropped. */
  async #keepFollowing(signal: AbortSignal): Promise<void> {
    const { min, max } = this.#deps.timing.retryMs;
    for (let wait = min; !signal.aborted; ) {
      this.#control = new AbortController();
      const moved = { any: false };
      try {
        this.#run = new Run(this.#deps, this.#control, signal, () => this.#works(moved));
        await this.#run.follow();
        wait = min;
      } catch (error) {
        if (moved.any) wait = min;
        this.#report(error);
        await pause(wait * (0.5 + Math.random()), signal);
        wait = Math.min(wait * 2, max);
      }
    }
  }

  #works(moved: { any: boolean }): void {
    moved.any = true;
    this.#trouble = undefined;
  }

  #report(error: unknown): void {
    if (error instanceof Fenced) {
      this.#deps.logger.info('The checkpoints were moved by someone else');
      return;
    }
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    // What a log says of its faults names nothing that is stored.
    this.#trouble = error instanceof LogUnavailable ? error.message : (code ?? nameOf(error));
    this.#deps.logger.warn({ code: this.#trouble }, 'Projections wait for the database or the log');
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** Ends early, without an error, when the signal is aborted. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
