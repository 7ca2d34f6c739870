/** `createQuote`, `reviseQuote`, `publishQuote`, `acceptQuote`. */
import type { QuoteInput } from '../../application/sales/quotes.ts';
import { builder, type InputFields } from '../builder.ts';
import { commandContext } from '../context.ts';
import { keyOf } from '../ids.ts';
import { idempotencyArg } from '../mutation.ts';
import { ID_DESCRIPTION, recordResults } from '../record.ts';
import type { RefusalCode } from '../refusals.ts';
import { SaleTermsInput, saleInputFields, toSaleInput } from './inputs.ts';
import { loadQuote, Quote } from './quotes.ts';

const SALE_REFUSALS: readonly RefusalCode[] = ['SALE_INVALID', 'CONTACT_NOT_FOUND', 'INPUT_INVALID'];

const result = recordResults(Quote, 'quote', loadQuote);

const contentFields = (t: InputFields) => ({
  ...saleInputFields(t),
  terms: t.field({ type: SaleTermsInput, description: 'What is offered besides prices.' }),
  title: t.string({ description: 'What it is about.' }),
  content: t.string({ description: 'As the buyer reads it: HTML.' }),
  quotedAt: t.field({ type: 'DateTime', description: 'Time that it bears; now when left out.' }),
  validUntil: t.field({ type: 'Date', description: 'Last day to accept it.' }),
});

const CreateQuoteInput = builder.inputType('CreateQuoteInput', {
  description: 'A new quote. It may have no lines yet.',
  fields: (t) => ({
    ...contentFields(t),
    template: t.int({ description: 'Number of the document template; a draft when left out.' }),
  }),
});

const ReviseQuoteInput = builder.inputType('ReviseQuoteInput', {
  description: 'The whole offer as it is to be.',
  fields: (t) => ({ id: t.id({ required: true, description: ID_DESCRIPTION }), ...contentFields(t) }),
});

const toQuoteInput = (input: object): QuoteInput => toSaleInput(input as Parameters<typeof toSaleInput>[0]);

const created = result('createQuote', 'The quote was created.', SALE_REFUSALS);

builder.mutationField('createQuote', (t) =>
  t.field({
    type: created.union,
    description: 'Offers something at a price, or drafts such an offer.',
    args: {
      input: t.arg({ type: CreateQuoteInput, required: true, description: 'The quote.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { input, idempotencyKey }, context) =>
      created.answer(await context.app.quotes.create(commandContext(context, idempotencyKey), toQuoteInput(input))),
  }),
);

const revised = result('reviseQuote', 'The quote is as the input says.', [
  'QUOTE_NOT_FOUND',
  'QUOTE_ACCEPTED',
  ...SALE_REFUSALS,
]);

builder.mutationField('reviseQuote', (t) =>
  t.field({
    type: revised.union,
    description: 'States an offer anew. An accepted quote stays as it is.',
    args: {
      input: t.arg({ type: ReviseQuoteInput, required: true, description: 'The offer.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { input, idempotencyKey }, context) => {
      const { id, ...content } = input;
      return revised.answer(
        await context.app.quotes.revise(
          commandContext(context, idempotencyKey),
          keyOf('Quote', id),
          toQuoteInput(content),
        ),
      );
    },
  }),
);

const published = result('publishQuote', 'The quote went out.', ['QUOTE_NOT_FOUND']);

builder.mutationField('publishQuote', (t) =>
  t.field({
    type: published.union,
    description: 'Sends a quote out in a template.',
    args: {
      id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
      template: t.arg.int({ required: true, description: 'Number of the document template.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { id, template, idempotencyKey }, context) =>
      published.answer(
        await context.app.quotes.publish(commandContext(context, idempotencyKey), keyOf('Quote', id), template),
      ),
  }),
);

const agreed = result('acceptQuote', 'The offer is taken.', ['QUOTE_NOT_FOUND', 'QUOTE_EXPIRED']);

builder.mutationField('acceptQuote', (t) =>
  t.field({
    type: agreed.union,
    description: 'Takes an offer, while it is valid.',
    args: {
      id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
      by: t.arg.string({ description: 'Who takes it.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { id, by, idempotencyKey }, context) =>
      agreed.answer(
        await context.app.quotes.accept(commandContext(context, idempotencyKey), keyOf('Quote', id), by ?? undefined),
      ),
  }),
);
