import { describe, it } from 'vitest';
import { type CreateQuote, quote, type ReviseQuote } from '../../../src/domain/sales/quote/decide.ts';
import { quoteEvents } from '../../../src/domain/sales/quote/events.ts';
import { given } from '../../support/decider.ts';
import { line, pricedSale, saleToPrice } from './samples.ts';

const { QuoteCreated, QuoteRevised, QuotePublished, QuoteViewed, QuoteAccepted } = quoteEvents;

const content = {
  terms: {},
  title: 'A website',
  content: '<p>As discussed</p>',
  quotedAt: '2026-05-01T10:00:00.000Z',
  validUntil: '2026-06-01',
  owner: 2,
  tags: [],
  custom: {},
};
const create: CreateQuote = { type: 'CreateQuote', ref: 7, template: null, sale: saleToPrice, ...content };
const created = QuoteCreated({ ref: 7, template: null, ...pricedSale, ...content });
const revise: ReviseQuote = { type: 'ReviseQuote', sale: saleToPrice, ...content };
const accept = { type: 'AcceptQuote', by: 'Ada', acceptedAt: '2026-05-02T10:00:00.000Z' } as const;
const accepted = QuoteAccepted({ by: 'Ada', acceptedAt: '2026-05-02T10:00:00.000Z' });

describe('a quote', () => {
  it('is created with everything priced, and may have no lines yet', () => {
    given(quote).when(create).thenEvents([created]);
    given(quote)
      .when({ ...create, sale: { ...saleToPrice, lines: [], shipping: null } })
      .thenEvents([
        QuoteCreated({
          ref: 7,
          template: null,
          ...pricedSale,
          ...content,
          lines: [],
          shipping: null,
          totals: { subtotal: 0, discount: 0, shipping: 0, shippingTax: 0, net: 0, tax: 0, total: 0 },
        }),
      ]);
  });
  it('is not revised by the same content', () => given(quote, created).when(revise).thenNothing());
  it('is revised until it is accepted', () => {
    const renamed = { ...revise, title: 'A shop' };
    given(quote, created)
      .when(renamed)
      .thenEvents([QuoteRevised({ ...pricedSale, ...content, title: 'A shop' })]);
    given(quote, created, accepted).when(renamed).thenRefused('QUOTE_ACCEPTED');
  });
  it('refuses lines that cannot be priced', () =>
    given(quote, created)
      .when({ ...revise, sale: { ...saleToPrice, lines: [{ ...line, taxRate: '-1' }] } })
      .thenRefused('SALE_INVALID'));
  it('goes out in a template', () =>
    given(quote, created)
      .when({ type: 'PublishQuote', template: 3 })
      .thenEvents([QuotePublished({ template: 3 })]));
  it('is looked at', () =>
    given(quote, created)
      .when({ type: 'ViewQuote' })
      .thenEvents([QuoteViewed({})], { unlessRepeated: 'each look counts' }));
  it('is accepted while it is valid', () => {
    given(quote, created).when(accept).thenEvents([accepted]);
    given(quote, created)
      .when({ ...accept, acceptedAt: '2026-06-02T00:00:00.000Z' })
      .thenRefused('QUOTE_EXPIRED');
  });
  it('has one number', () =>
    given(quote, created)
      .when({ ...create, ref: 8 })
      .thenRefused('QUOTE_EXISTS'));
  it('has to exist', () => given(quote).when(accept).thenRefused('QUOTE_NOT_FOUND'));
});
