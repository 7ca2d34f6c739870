/** What long commands have in common: a progress bar, Ctrl-C, and errors that an operator can put right. */
import { type Progressed, ProjectionError } from '../projections/engine/engine.ts';
import { type Output, UsageError } from './output.ts';

/** A progress bar, and Ctrl-C that ends the work in an orderly way. */
export function longWork(output: Output, label: string) {
  const stop = new AbortController();
  const abort = () => stop.abort();
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  const bar = output.progress(label);
  return {
    signal: stop.signal,
    onProgress: ({ position, head }: Progressed) => bar.update(Number(position), Number(head)),
    end: () => {
      bar.end();
      process.removeListener('SIGINT', abort);
      process.removeListener('SIGTERM', abort);
    },
  };
}

/** What an operator can put right is a line, not a stack. */
export async function expected<T>(
  work: Promise<T>,
  whenStopped = 'Stopped. The live read models are as they were.',
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ProjectionError) throw new UsageError(error.message);
    if (error instanceof Error && error.name === 'AbortError') throw new UsageError(whenStopped);
    throw error;
  }
}
