/** What is stored about categories of products: a tree. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { key, patchSchema, ref, text } from '../../kernel/fragments.ts';
import type { Patch } from '../../kernel/patch.ts';

const categoryFields = {
  name: text,
  /** Short name that programs use, unique among categories. */
  code: text,
  /** Handle in web addresses, unique among categories. */
  url: text,
  description: text,
};
const details = z.strictObject(categoryFields).partial().required({ name: true, code: true, url: true });
export type CategoryDetails = z.infer<typeof details>;
export type CategoryDetailsPatch = Patch<CategoryDetails>;
export const categoryDetailsPatch = patchSchema(categoryFields) as z.ZodType<CategoryDetailsPatch>;

export const CategoryCreated = defineEvent('CategoryCreated', {
  summary: 'A category of products was added, at the top or below another one.',
  schema: z.strictObject({ ref, details, parent: key.nullable() }),
});

export const CategoryChanged = defineEvent('CategoryChanged', {
  summary: 'Names or description of a category changed; null means cleared, missing means unchanged.',
  schema: z.strictObject({ changes: categoryDetailsPatch }),
});

export const CategoryMoved = defineEvent('CategoryMoved', {
  summary: 'A category went to another place in the tree, with all below it.',
  schema: z.strictObject({ parent: key.nullable() }),
});

export const CategoryRemoved = defineEvent('CategoryRemoved', {
  summary: 'A category was removed. Products stay.',
  schema: z.strictObject({}),
});

export const categoryEvents = { CategoryCreated, CategoryChanged, CategoryMoved, CategoryRemoved };
export type CategoryEvent = EventOf<typeof categoryEvents>;
