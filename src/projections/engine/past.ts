/** Reads of a whole request as of a past moment, for callers whose protocol has no word for it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Moment } from '../../application/ports.ts';

const moments = new AsyncLocalStorage<Moment>();

/** Whatever the work reads of temporal models, and does not ask of another moment, it finds as it was then. */
export const inPast = <T>(moment: Moment, work: () => T): T => moments.run(moment, work);

/** The moment that reads are about where they name none; undefined is the present. */
export const pastMoment = (): Moment | undefined => moments.getStore();
