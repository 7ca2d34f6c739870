/** Categories of products: type, queries, mutations. */
import { CATEGORY_FIELDS } from '../../projections/categories/fields.ts';
import {
  categoriesBelow,
  categoriesByKeys,
  categoryByRef,
  countCategories,
  pageOfCategories,
} from '../../projections/categories/queries.ts';
import { builder, type InputFields } from '../builder.ts';
import { keyOf } from '../ids.ts';
import { listQuery } from '../list.ts';
import { mutation } from '../mutation.ts';
import { ID_DESCRIPTION, recordKind, recordQuery, recordResults, removalPayload } from '../record.ts';
import { mutationResult, type WrittenNode } from '../refusals.ts';

const categories = recordKind('Category', categoriesByKeys);
export const loadCategory = categories.load;

export const Category = builder.node(categories.ref, {
  description: 'A category of products. Categories form a tree.',
  id: { resolve: ({ row }) => row.key, description: 'Global id.' },
  fields: (t) => ({
    key: t.string({ description: 'The key under which events name the category.', resolve: ({ row }) => row.key }),
    ref: t.int({ description: 'Number of the category.', resolve: ({ row }) => row.ref }),
    name: t.string({ description: 'What people call it.', resolve: ({ row }) => row.name }),
    code: t.string({ description: 'Short name that programs use.', resolve: ({ row }) => row.code }),
    url: t.string({ description: 'Handle in web addresses.', resolve: ({ row }) => row.url }),
    description: t.string({ nullable: true, description: 'More about it.', resolve: ({ row }) => row.description }),
    createdAt: t.field({ type: 'DateTime', description: 'When it was added.', resolve: ({ row }) => row.createdAt }),
    updatedAt: t.field({ type: 'DateTime', description: 'When it last changed.', resolve: ({ row }) => row.updatedAt }),
  }),
});

builder.objectField(Category, 'parent', (t) =>
  t.field({
    type: Category,
    nullable: true,
    description: 'The category above.',
    resolve: ({ row, asOf }, _args, context) => (row.parent === null ? null : loadCategory(context, row.parent, asOf)),
  }),
);

builder.objectField(Category, 'children', (t) =>
  t.field({
    type: [Category],
    description: 'The categories directly below, by name.',
    complexity: { field: 1, multiplier: 10 },
    resolve: async ({ row, asOf }, _args, { loaders }) => {
      const rows = await loaders.many('categoriesBelow', categoriesBelow, row.key, ({ parent }) => parent, asOf);
      return rows.map((found) => categories.node(found, asOf));
    },
  }),
);

recordQuery(categories, { name: 'category', description: 'One category of products.', byRef: categoryByRef });

listQuery(categories, {
  name: 'categories',
  description: 'Categories of products that meet a filter, in any order, page by page.',
  fields: {
    key: { ...CATEGORY_FIELDS.key, description: 'The key under which events name the category.' },
    ref: { ...CATEGORY_FIELDS.ref, description: 'Number of the category.' },
    name: { ...CATEGORY_FIELDS.name, description: 'What people call it.' },
    code: { ...CATEGORY_FIELDS.code, description: 'Short name that programs use.' },
    url: { ...CATEGORY_FIELDS.url, description: 'Handle in web addresses.' },
    parent: { ...CATEGORY_FIELDS.parent, description: 'Key of the category above; null at the top.' },
    createdAt: { ...CATEGORY_FIELDS.createdAt, description: 'When it was added.' },
    updatedAt: { ...CATEGORY_FIELDS.updatedAt, description: 'When it last changed.' },
  },
  page: pageOfCategories,
  count: countCategories,
});

const commonInputs = (t: InputFields) => ({
  code: t.string({ description: 'Short name that programs use, unique. Made from the name when left out.' }),
  url: t.string({ description: 'Handle in web addresses, unique. Made from the name when left out.' }),
  description: t.string({ description: 'More about it.' }),
});

const CreateCategoryInput = builder.inputType('CreateCategoryInput', {
  description: 'A new category of products.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What people call it.' }),
    parent: t.id({ description: 'The category above: global id or key. At the top when left out.' }),
    ...commonInputs(t),
  }),
});

const UpdateCategoryInput = builder.inputType('UpdateCategoryInput', {
  description: 'Changes of a category. Missing means unchanged; null clears the description.',
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    name: t.string({ description: 'What people call it.' }),
    ...commonInputs(t),
  }),
});

const REFUSALS = ['CATEGORY_CODE_TAKEN', 'CATEGORY_INVALID', 'CATEGORY_NOT_FOUND', 'INPUT_INVALID'] as const;

const result = recordResults(Category, 'category', loadCategory);

const created = result('createCategory', 'The category is there.', REFUSALS);

mutation(created, {
  description: 'Adds a category of products.',
  args: (t) => ({ input: t.arg({ type: CreateCategoryInput, required: true, description: 'The category.' }) }),
  run: ({ input }, command, { app }) => {
    const { parent, name, code = null, url = null, description = null } = input;
    return app.categories.create(command, {
      name,
      code,
      url,
      description,
      parent: parent ? keyOf('Category', parent) : null,
    });
  },
});

const updated = result('updateCategory', 'The category is as the input says.', [...REFUSALS, 'CATEGORY_URL_TAKEN']);

mutation(updated, {
  description: 'Changes a category of products.',
  args: (t) => ({ input: t.arg({ type: UpdateCategoryInput, required: true, description: 'The changes.' }) }),
  run: ({ input }, command, { app }) => {
    const { id, ...changes } = input;
    return app.categories.update(command, keyOf('Category', id), changes);
  },
});

const moved = result('moveCategory', 'The category stands there.', ['CATEGORY_INVALID', 'CATEGORY_NOT_FOUND']);

mutation(moved, {
  description: 'Puts a category, with all below it, below another one or at the top.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    parent: t.arg.id({ description: 'The category above: global id or key. Null for the top.' }),
  }),
  run: ({ id, parent }, command, { app }) =>
    app.categories.update(command, keyOf('Category', id), {
      parent: parent ? keyOf('Category', parent) : null,
    }),
});

const removed = mutationResult<WrittenNode>('removeCategory', ['CATEGORY_NOT_FOUND']);
removalPayload(removed, 'Category', 'removedId', 'The category is gone. Its products stay.');

mutation(removed, {
  description: 'Removes a category of products. Its products stay.',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, command, { app }) => app.categories.remove(command, keyOf('Category', id)),
});
