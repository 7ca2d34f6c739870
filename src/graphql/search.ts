/** Search over several kinds of record. */
import { searchSimilar } from '../projections/filter/similar.ts';
import { searchables } from '../projections/searchable.ts';
import { builder } from './builder.ts';
import { publicError } from './errors.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, readableMoment } from './moment.ts';
import { LOADERS } from './nodes.ts';
import { demandAskable } from './personal.ts';

interface HitNode {
  readonly score: number;
  readonly node: object;
}

const SearchKind = builder.enumType('SearchKind', {
  description: 'Kinds of record that can be searched.',
  values: Object.fromEntries(
    searchables.map(({ kind }) => [kind.toUpperCase(), { value: kind, description: `Records of the type ${kind}.` }]),
  ),
});

const SearchHit = builder.objectRef<HitNode>('SearchHit').implement({
  description: 'A record that fits what was searched for.',
  fields: (t) => ({
    score: t.exposeFloat('score', { description: 'How well it fits, from 0 to 1.' }),
    node: t.field({
      type: builder.nodeInterfaceRef(),
      description: 'The record.',
      resolve: ({ node }) => node as never,
    }),
  }),
});

const MOST_HITS = 100;

builder.queryField('search', (t) =>
  t.field({
    type: [SearchHit],
    description:
      'Records whose names, addresses, numbers or product codes are like the text, typing errors included, best first. ' +
      'Needs the scope `pii`, except for products alone.',
    complexity: ({ first }) => ({ field: 10, multiplier: first ?? 20 }),
    args: {
      text: t.arg.string({ required: true, description: 'Words, or parts of them.' }),
      kinds: t.arg({ type: [SearchKind], description: 'All when left out.' }),
      first: t.arg.int({ defaultValue: 20, description: `How many, ${MOST_HITS} at most.` }),
      asOf: t.arg({ type: AsOf, description: AS_OF_DESCRIPTION }),
      after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }),
    },
    resolve: async (_root, { text, kinds, first, ...moment }, context): Promise<HitNode[]> => {
      const limit = first ?? 20;
      if (limit < 1 || limit > MOST_HITS) {
        throw publicError('ARGUMENT_INVALID', `first is from 1 to ${MOST_HITS}.`, { argument: 'first' });
      }
      const wanted = searchables.filter(({ kind }) => !kinds || kinds.includes(kind));
      for (const searchable of wanted) demandAskable(context.principal, searchable.kind, searchable.text);
      const asOf = await readableMoment(context, moment, moment.after);
      const hits = await searchSimilar(context.app.db, wanted, text, { limit, asOf });
      const found = await Promise.all(
        hits.map(async ({ kind, key, score }) => ({ score, node: await LOADERS[kind]?.(context, key, asOf) })),
      );
      return found.flatMap(({ score, node }) => (node ? [{ score, node }] : []));
    },
  }),
);
