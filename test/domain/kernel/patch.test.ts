import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyPatch, differences, narrowPatch, type Patch } from '../../../src/domain/kernel/patch.ts';

const leaf = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.integer(),
  fc.boolean(),
  fc.array(fc.integer(), { maxLength: 3 }),
);
const cleared = fc.oneof(leaf, fc.constant(null));
/** As in the domain, a field is either a leaf or a record, always. */
const shape = <L, R>(ofLeaf: fc.Arbitrary<L>, ofRecord: fc.Arbitrary<R>) =>
  fc.record({ name: ofLeaf, size: ofLeaf, address: ofRecord, billing: ofRecord }, { requiredKeys: [] });
const inner = fc.constantFrom('city', 'street', 'zip');
const record = shape(leaf, fc.dictionary(inner, leaf, { minKeys: 1 }));
const patch = shape(cleared, fc.oneof(fc.constant(null), fc.dictionary(inner, cleared)));

type Tree = Record<string, unknown>;
const apply = (target: Tree, change: Tree): Tree => applyPatch<Tree>(target, change as Patch<Tree>);
const narrow = (target: Tree, change: Tree): Tree | undefined =>
  narrowPatch<Tree>(target, change as Patch<Tree>) as Tree | undefined;

describe('patches', () => {
  it('leave nothing to do once applied', () => {
    fc.assert(
      fc.property(record, patch, (target, change) => {
        expect(narrow(apply(target, change), change)).toBeUndefined();
      }),
    );
  });

  it('have the same effect when narrowed', () => {
    fc.assert(
      fc.property(record, patch, (target, change) => {
        expect(apply(target, narrow(target, change) ?? {})).toEqual(apply(target, change));
      }),
    );
  });

  it('never store null or empty records', () => {
    fc.assert(
      fc.property(record, patch, (target, change) => {
        for (const value of Object.values(apply(target, change))) {
          expect(value).not.toBeNull();
          expect(value).not.toEqual({});
        }
      }),
    );
  });

  it('are told apart leaf by leaf', () => {
    expect(differences({ a: 1, b: { c: 'x', d: 'y' } }, { a: 1, b: { c: 'z' }, e: [1] })).toStrictEqual([
      { path: 'b.c', from: 'x', to: 'z' },
      { path: 'b.d', from: 'y', to: null },
      { path: 'e', from: null, to: [1] },
    ]);
  });

  it('have no differences exactly when nothing changes', () => {
    fc.assert(
      fc.property(record, patch, (target, change) => {
        const after = apply(target, change);
        expect(differences(target, after).length === 0).toBe(narrow(target, change) === undefined);
      }),
    );
  });
});
