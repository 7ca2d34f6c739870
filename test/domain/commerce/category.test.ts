import { describe, it } from 'vitest';
import { type CreateCategory, category, MAX_CATEGORY_DEPTH } from '../../../src/domain/commerce/category/decide.ts';
import { categoryEvents } from '../../../src/domain/commerce/category/events.ts';
import { given } from '../../support/decider.ts';

const { CategoryCreated, CategoryChanged, CategoryMoved, CategoryRemoved } = categoryEvents;

const details = { name: 'Shirts', code: 'SHI', url: 'shirts' };
const create: CreateCategory = { type: 'CreateCategory', ref: 3, details, below: null };
const created = CategoryCreated({ ref: 3, details, parent: null });

describe('a category', () => {
  it('is created at the top and below another one', () => {
    given(category).when(create).thenEvents([created], { unlessRepeated: 'a second category is another one' });
    given(category)
      .when({ ...create, below: { key: 'top', ancestors: [] } })
      .thenEvents([CategoryCreated({ ref: 3, details, parent: 'top' })], { unlessRepeated: 'as before' });
    given(category, created).when(create).thenRefused('CATEGORY_EXISTS');
  });
  it('changes what differs', () =>
    given(category, created)
      .when({ type: 'UpdateCategory', details: { name: 'Shirts', description: 'All of them' } })
      .thenEvents([CategoryChanged({ changes: { description: 'All of them' } })]));
  it.each([{ name: null }, { code: null }, { url: 'a/b' }, { url: null }, { code: 'x'.repeat(101) }])(
    'is never named %j',
    (wrong) =>
      given(category, created).when({ type: 'UpdateCategory', details: wrong }).thenRefused('CATEGORY_INVALID'),
  );
  it('moves, but never below itself or too deep', () => {
    const move = (key: string, ancestors: string[]) =>
      ({ type: 'MoveCategory', key: 'me', below: { key, ancestors } }) as const;
    given(category, created)
      .when(move('a', ['b']))
      .thenEvents([CategoryMoved({ parent: 'a' })]);
    given(category, created).when(move('me', [])).thenRefused('CATEGORY_INVALID');
    given(category, created)
      .when(move('a', ['b', 'me']))
      .thenRefused('CATEGORY_INVALID');
    const deep = Array.from({ length: MAX_CATEGORY_DEPTH }, (_, level) => `level${level}`);
    given(category, created).when(move('a', deep)).thenRefused('CATEGORY_INVALID');
    given(category, created).when({ type: 'MoveCategory', key: 'me', below: null }).thenNothing();
  });
  it('is removed once', () => {
    given(category, created)
      .when({ type: 'RemoveCategory' })
      .thenEvents([CategoryRemoved({})]);
    given(category, created, CategoryRemoved({}))
      .when({ type: 'MoveCategory', key: 'me', below: null })
      .thenRefused('CATEGORY_NOT_FOUND');
    given(category).when({ type: 'RemoveCategory' }).thenRefused('CATEGORY_NOT_FOUND');
  });
});
