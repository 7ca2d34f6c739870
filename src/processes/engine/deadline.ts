/** Bounds work in time. */

export interface Deadline {
  /** Ends when the time is over, or with the outer signal. */
  readonly signal: AbortSignal;
  /** Whether the time ran out, rather than the outer signal. */
  readonly isOver: () => boolean;
  /** To be called when the work has ended. */
  clear(): void;
}

/**
 * Not `AbortSignal.any` of an `AbortSignal.timeout`: both hold on to the timeout loosely, so garbage collection takes it away while
 * somebody waits for it, and the end never comes (nodejs/node#57736).
 */
export function deadline(milliseconds: number, outer: AbortSignal): Deadline {
  const controller = new AbortController();
  let over = false;
  const abort = (): void => controller.abort(outer.reason);
  const timer = setTimeout(() => {
    over = true;
    controller.abort();
  }, milliseconds).unref();
  outer.addEventListener('abort', abort, { once: true });
  if (outer.aborted) abort();
  return {
    signal: controller.signal,
    isOver: () => over,
    clear() {
      clearTimeout(timer);
      outer.removeEventListener('abort', abort);
    },
  };
}
