/** How far the log is known to reach, and who waits for it to grow. Told by own appends and by notifications of others. */
import type { Position } from '../../../application/ports.ts';

export class News {
  #latest: Position = 0n;
  readonly #waiters = new Set<() => void>();

  get latest(): Position {
    return this.#latest;
  }

  tell(position: Position): void {
    if (position <= this.#latest) return;
    this.#latest = position;
    this.wakeAll();
  }

  /** Makes everyone look for themselves, when notifications may have been missed. */
  wakeAll(): void {
    for (const wake of [...this.#waiters]) wake();
  }

  /** Waits for news beyond a position, at most so long. True when there was a reason to look, false when only time passed. */
  beyond(position: Position, ms: number, signal: AbortSignal): Promise<boolean> {
    if (this.#latest > position || signal.aborted) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (reason: boolean) => (): void => {
        clearTimeout(timer);
        this.#waiters.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve(reason);
      };
      const wake = settle(true);
      const timer = setTimeout(settle(false), ms);
      this.#waiters.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
