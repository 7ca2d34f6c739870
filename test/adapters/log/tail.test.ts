import { expect, test } from 'vitest';
import { Tail } from '../../../src/adapters/postgres/log/tail.ts';
import type { RecordedEvent } from '../../../src/application/ports.ts';

const at = (position: bigint) => ({ position }) as RecordedEvent;

/** A log that has one event more at each look. */
function tailOfSingles(): Tail {
  return new Tail(async (position) => {
    const next = position + 1n;
    return { events: [at(next)], complete: true, head: next, characters: 1 };
  });
}

test('who comes late gets all that is known at once, however it became known', async () => {
  const tail = tailOfSingles();
  tail.startAt(0n);
  for (let looks = 0; looks < 3; looks++) await tail.grow();
  expect(tail.after(0n)).toEqual({ from: 0n, to: 3n, events: [at(1n), at(2n), at(3n)], characters: 3 });
  expect(tail.after(1n)).toMatchObject({ from: 1n, to: 3n, events: [at(2n), at(3n)] });
  expect(tail.after(3n)).toBeUndefined();
});

test('it does not reach back to before it began', async () => {
  const tail = tailOfSingles();
  tail.startAt(5n);
  await tail.grow();
  expect(tail.after(4n)).toBeUndefined();
});
