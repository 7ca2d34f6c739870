/** The feed of everything that is sold: every product code by itself, streamed as fast as the caller reads. */
import { z } from 'zod';
import { countFeed, feedBatches } from '../../../projections/productVariants/queries.ts';
import type { Fields } from '../answer.ts';
import { defineMethod } from '../method.ts';
import { paging, select } from '../select.ts';
import { integer, requiredFilter, text } from '../values.ts';
import { articleOf, buyerOf, categoryNames } from './articles.ts';
import { INVENTORY, USUAL_OF_INVENTORY, withAlternatives } from './fields.ts';
import { feedOrderOf, isDescending } from './orders.ts';

const getInventoryFeed = defineMethod({
  name: 'getInventoryFeed',
  scope: 'read',
  visit: 'known',
  parameters: z.object({ skip: integer, limit: integer, sortorder: text, sortby: text, filter: requiredFilter }),
  usual: USUAL_OF_INVENTORY,
  async run(call, { filter: wanted, sortby, sortorder, ...page }, visit) {
    const { app } = call;
    const [found, buyer, categories] = await Promise.all([countFeed(app.db), buyerOf(call, visit), categoryNames(app)]);
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
