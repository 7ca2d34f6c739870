/** The feed of everything that is sold: every product code by itself, streamed as fast as the caller reads. */
import { z } from 'zod';
import { countFeed, feedBatches } from '../../../projections/productVariants/queries.ts';
import type { Fields } from '../answer.ts';
import { defineMethod } from '../method.ts';
import { paging, select } from '../select.ts';
import { integer, requiredFilter, text } from '../values.ts';
import { articleOf, categoryNames, termsFor } from './articles.ts';
import { INVENTORY, withAlternatives } from './fields.ts';
import { feedOrderOf, isDescending } from './orders.ts';

const getInventoryFeed = defineMethod({
  name: 'getInventoryFeed',
  scope: 'read',
  visit: 'known',
  parameters: z.object({ skip: integer, limit: integer, sortorder: text, sortby: text, filter: requiredFilter }),
  async run({ app }, { filter: wanted, sortby, sortorder, ...page }, visit) {
    const [found, buyer, categories] = await Promise.all([countFeed(app.db), termsFor(app, visit), categoryNames(app)]);
    const { offset: skip, limit } = paging(page, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    const batches = feedBatches(app.db, {
      order: sortby ? feedOrderOf(sortby) : undefined,
      descending: isDescending(sortorder),
      skip,
      limit,
    });
    const names = withAlternatives(wanted);
    const now = app.clock.now().toISOString();
    async function* items(): AsyncGenerator<Fields[]> {
      for await (const rows of batches)
        yield rows.map((row) => select(INVENTORY, names, articleOf(row.product, row, { buyer, now, categories })));
    }
    return { found, items: items() };
  },
});

export const inventory = [getInventoryFeed];
