/** What a group of cases is given. */
import type { EventLog } from '../../../../src/application/ports.ts';

export interface Suite {
  /** The log under test. It exists only once `beforeAll` has run, so cases ask for it when they run. */
  readonly open: () => EventLog;
  readonly modelRuns: number;
  check(caseName: string, body: () => Promise<void>): void;
}

export const CASE_TIMEOUT_MS = 60_000;
