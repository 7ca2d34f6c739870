/** Categories of products, as a tree. */
import type { CategoryDetails, CategoryEvent } from '../../domain/commerce/category/events.ts';
import type { Patch } from '../../domain/kernel/patch.ts';
import { col, defineModel, type ModelRow } from '../engine/model.ts';

export const categories = defineModel<CategoryEvent>()({
  name: 'categories',
  version: 1,
  summary: 'Categories of products with the category above each.',
  categories: ['category'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    name: col.requiredText(),
    code: col.requiredText(),
    url: col.requiredText(),
    description: col.text(),
    /** Key of the category above. */
    parent: col.text(),
    createdAt: col.requiredTimestamp(),
    updatedAt: col.requiredTimestamp(),
  },
  indexes: [{ on: ['ref'], unique: true }, { on: ['(lower(code))'] }, { on: ['(lower(url))'] }, { on: ['parent'] }],
  handlers: {
    CategoryCreated: ({ id, data, occurredAt }, change) =>
      change.insert(id, {
        ref: data.ref,
        ...columnsOf(data.details),
        parent: data.parent,
        createdAt: occurredAt,
        updatedAt: occurredAt,
      }),
    CategoryChanged: ({ id, data, occurredAt }, change) =>
      change.update(id, { ...columnsOf(data.changes), updatedAt: occurredAt }),
    CategoryMoved: ({ id, data, occurredAt }, change) =>
      change.update(id, { parent: data.parent, updatedAt: occurredAt }),
    CategoryRemoved: ({ id }, change) => change.remove(id),
  },
});

export type CategoryRow = ModelRow<typeof categories>;

/** Names are never cleared. */
function columnsOf({ name, code, url, description }: Patch<CategoryDetails>) {
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof url === 'string' ? { url } : {}),
    ...(description === undefined ? {} : { description }),
  };
}
