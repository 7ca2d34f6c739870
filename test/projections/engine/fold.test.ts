import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyChange,
  currentVersion,
  openCell,
  operate,
  type StoredRow,
} from '../../../src/projections/engine/fold.ts';
import { type Change, exclude, include, patch, plus } from '../../../src/projections/engine/model.ts';
import { compileModel } from '../../../src/projections/engine/tables.ts';
import { models } from './fixture.ts';

const [declared] = models;
if (!declared) throw new Error('No model');
const { columns } = compileModel(declared);
const at = (position: number) => ({ position: BigInt(position), time: new Date(position * 1000).toISOString() });
const stored = (position: number, values: object): StoredRow => ({ at: at(position), values: { ...values } });

const changed = (before: StoredRow | undefined, ...changes: [number, Change][]) => {
  const cell = openCell('k', before);
  const touched = changes.map(([position, change]) => applyChange(columns, cell, change, at(position)));
  return { values: currentVersion(cell)?.values, versions: cell.versions, touched };
};

describe('changes', () => {
  test('an insert starts from initial values and takes no field that is no column', () => {
    const { values } = changed(undefined, [
      1,
      { kind: 'insert', key: 'k', values: { name: 'A', unknown: 1 } as object },
    ]);
    expect(values).toEqual({
      name: 'A',
      city: null,
      details: {},
      labels: [],
      balance: 0,
      openedAt: '1970-01-01T00:00:00.000Z',
      closedAt: null,
    });
  });

  test('an insert replaces what an earlier row left', () => {
    const before = stored(1, { name: 'A', city: 'London' });
    expect(changed(before, [2, { kind: 'insert', key: 'k', values: { name: 'B' } }]).values).toMatchObject({
      city: null,
    });
  });

  test('an update or a deletion of a row that is not there does nothing', () => {
    const { values, touched } = changed(
      undefined,
      [1, { kind: 'update', key: 'k', values: { name: 'A' } }],
      [2, { kind: 'delete', key: 'k' }],
    );
    expect(values).toBeUndefined();
    expect(touched).toEqual([false, false]);
  });

  test('an upsert makes the row, then changes it', () => {
    const change: Change = { kind: 'upsert', key: 'k', values: { balance: plus(2) } };
    expect(changed(undefined, [1, change], [2, change]).values).toMatchObject({ balance: 4, name: '' });
  });

  test('a deleted row can come again', () => {
    const { values, versions } = changed(
      stored(1, { name: 'A' }),
      [2, { kind: 'delete', key: 'k' }],
      [3, { kind: 'update', key: 'k', values: { name: 'never' } }],
      [4, { kind: 'insert', key: 'k', values: { name: 'B' } }],
    );
    expect(values).toMatchObject({ name: 'B' });
    expect(versions.map(({ at: { position } }) => position)).toEqual([2n, 4n]);
  });

  test('an event that the row has seen changes nothing', () => {
    const change: Change = { kind: 'update', key: 'k', values: { balance: plus(1) } };
    const { values, touched } = changed(stored(5, { balance: 7 }), [4, change], [5, change], [6, change], [6, change]);
    expect(touched).toEqual([false, false, true, true]);
    expect(values).toEqual({ balance: 9 });
  });

  test('several changes by one event are one version', () => {
    const { versions } = changed(
      undefined,
      [1, { kind: 'insert', key: 'k', values: { name: 'A' } }],
      [1, { kind: 'update', key: 'k', values: { city: 'Rome' } }],
    );
    expect(versions).toHaveLength(1);
    expect(versions[0]?.values).toMatchObject({ name: 'A', city: 'Rome' });
  });

  test('time never runs backwards within a row', () => {
    const cell = openCell('k', undefined);
    applyChange(
      columns,
      cell,
      { kind: 'insert', key: 'k', values: {} },
      { position: 1n, time: '2024-01-02T00:00:00.000Z' },
    );
    applyChange(
      columns,
      cell,
      { kind: 'update', key: 'k', values: {} },
      { position: 2n, time: '2024-01-01T00:00:00.000Z' },
    );
    expect(cell.versions.map((version) => version.at.time)).toEqual(Array(2).fill('2024-01-02T00:00:00.000Z'));
  });

  test('what was there before is never changed in place', () => {
    const before = Object.freeze({ labels: Object.freeze(['a']), details: Object.freeze({ a: '1' }), balance: 1 });
    const { values } = changed(stored(1, before), [
      2,
      {
        kind: 'update',
        key: 'k',
        values: { labels: include(['b']), details: patch({ b: '2', a: null }), balance: plus(1) },
      },
    ]);
    expect(values).toEqual({ labels: ['a', 'b'], details: { b: '2' }, balance: 2 });
    expect(before).toEqual({ labels: ['a'], details: { a: '1' }, balance: 1 });
  });
});

describe('operations', () => {
  const lists = fc.uniqueArray(fc.integer({ min: 0, max: 9 }));

  test('including twice is including once, and keeps the order of what was there', () => {
    fc.assert(
      fc.property(lists, lists, (list, values) => {
        const once = operate(list, include(values)) as number[];
        expect(once.slice(0, list.length)).toEqual(list);
        expect(new Set(once)).toEqual(new Set([...list, ...values]));
        expect(operate(once, include(values))).toEqual(once);
      }),
    );
  });

  test('excluding leaves the others in order', () => {
    expect(operate([3, 1, 2], exclude([1, 9]))).toEqual([3, 2]);
    expect(operate(null, exclude([1]))).toEqual([]);
  });

  test('an unset number counts as 0', () => expect(operate(null, plus(-3))).toBe(-3));
});
