/**
 * What every store behind the `EventLog` port must do. A store runs it from its own test file:
 *
 *     describeLog('memory', async () => createMemoryLog());
 *
 * The suite does not ask for an empty store: each case uses stream categories of its own.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventLog } from '../../../src/application/ports.ts';
import { appending, retrying } from './conformance/appends.ts';
import { modelling } from './conformance/model.ts';
import { readingAll, readingStreams } from './conformance/reads.ts';
import { removing } from './conformance/removals.ts';
import { subscribing } from './conformance/subscriptions.ts';
import { CASE_TIMEOUT_MS, type Suite } from './conformance/suite.ts';

export interface ConformanceOptions {
  /** Cases that this store cannot pass: case name → reason. An unknown name fails the suite. */
  readonly exempt?: Readonly<Record<string, string>>;
  /** Runs of the comparison with the model; fewer for a store that is slow to talk to. */
  readonly modelRuns?: number;
}

/** Runs the whole suite against the log that `makeLog` opens. The suite closes it. */
export function describeLog(name: string, makeLog: () => Promise<EventLog>, options: ConformanceOptions = {}): void {
  describe(`event log: ${name}`, () => {
    let opened: EventLog | undefined;
    const known = new Set<string>();
    const suite: Suite = {
      open() {
        if (!opened) throw new Error('the log is not open yet');
        return opened;
      },
      modelRuns: options.modelRuns ?? 25,
      check(caseName, body) {
        known.add(caseName);
        const reason = options.exempt?.[caseName];
        if (reason !== undefined) it.skip(`${caseName} (exempt: ${reason})`, () => undefined);
        else it(caseName, { timeout: CASE_TIMEOUT_MS }, body);
      },
    };
    beforeAll(async () => {
      opened = await makeLog();
    }, CASE_TIMEOUT_MS);
    afterAll(async () => opened?.close(), CASE_TIMEOUT_MS);

    for (const cases of [appending, retrying, readingStreams, readingAll, subscribing, removing, modelling])
      cases(suite);
    it('has no exemption for a case that does not exist', () => {
      expect(Object.keys(options.exempt ?? {}).filter((caseName) => !known.has(caseName))).toEqual([]);
    });
  });
}
