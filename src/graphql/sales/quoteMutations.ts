/** `createQuote`, `reviseQuote`, `publishQuote`, `acceptQuote`. */
import type { QuoteInput } from '../../application/sales/quotes.ts';
import { builder, type InputFields } from '../builder.ts';
import { keyOf } from '../ids.ts';
import { given, type InputOf } from '../input.ts';
import { mutation } from '../mutation.ts';
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

type Content = Omit<InputOf<typeof CreateQuoteInput>, 'template'>;

const toQuoteInput = ({ title, content, quotedAt, validUntil, ...sale }: Content): QuoteInput => ({
  ...toSaleInput(sale),
  ...given({ title, content, quotedAt, validUntil }),
});

const created = result('createQuote', 'The quote was created.', SALE_REFUSALS);

mutation(created, {
  description: 'Offers something at a price, or drafts such an offer.',
  args: (t) => ({ input: t.arg({ type: CreateQuoteInput, required: true, description: 'The quote.' }) }),
  run: ({ input: { template, ...content } }, command, { app }) =>
    app.quotes.create(command, { ...toQuoteInput(content), ...given({ template }) }),
});

const revised = result('reviseQuote', 'The quote is as the input says.', [
  'QUOTE_NOT_FOUND',
  'QUOTE_ACCEPTED',
  ...SALE_REFUSALS,
]);

mutation(revised, {
  description: 'States an offer anew. An accepted quote stays as it is.',
  args: (t) => ({ input: t.arg({ type: ReviseQuoteInput, required: true, description: 'The offer.' }) }),
  run: ({ input }, command, { app }) => {
    const { id, ...content } = input;
    return app.quotes.revise(command, keyOf('Quote', id), toQuoteInput(content));
  },
});

const published = result('publishQuote', 'The quote went out.', ['QUOTE_NOT_FOUND']);

mutation(published, {
  description: 'Sends a quote out in a template.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    template: t.arg.int({ required: true, description: 'Number of the document template.' }),
  }),
  run: ({ id, template }, command, { app }) => app.quotes.publish(command, keyOf('Quote', id), template),
});

const agreed = result('acceptQuote', 'The offer is taken.', ['QUOTE_NOT_FOUND', 'QUOTE_EXPIRED']);

mutation(agreed, {
  description: 'Takes an offer, while it is valid.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    by: t.arg.string({ description: 'Who takes it.' }),
  }),
  run: ({ id, by }, command, { app }) => app.quotes.accept(command, keyOf('Quote', id), by ?? undefined),
});
