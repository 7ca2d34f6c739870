/** What may happen to a quote. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import { sameValue } from '../../kernel/patch.ts';
import { priceSale, type Sale, type SaleRefusal, type SaleToPrice } from '../document.ts';
import { type QuoteEvent, quoteEvents } from './events.ts';
import { evolveQuote, initialQuote, type OpenQuote, type QuoteContent, type QuoteState } from './state.ts';

export type QuoteCommand = CreateQuote | ReviseQuote | PublishQuote | ViewQuote | AcceptQuote;

export type QuoteToPrice = Omit<QuoteContent, 'sale'> & { readonly sale: SaleToPrice };

export interface CreateQuote extends QuoteToPrice {
  readonly type: 'CreateQuote';
  readonly ref: number;
  readonly template: number | null;
}

export interface ReviseQuote extends QuoteToPrice {
  readonly type: 'ReviseQuote';
}

export interface PublishQuote {
  readonly type: 'PublishQuote';
  readonly template: number;
}

export interface ViewQuote {
  readonly type: 'ViewQuote';
}

export interface AcceptQuote {
  readonly type: 'AcceptQuote';
  readonly by: string | null;
  readonly acceptedAt: string;
}

export type QuoteRefusal = SaleRefusal | 'QUOTE_EXISTS' | 'QUOTE_NOT_FOUND' | 'QUOTE_ACCEPTED' | 'QUOTE_EXPIRED';
type QuoteDecision = Decision<QuoteEvent, QuoteRefusal>;

export function decideQuote(state: QuoteState, command: QuoteCommand): QuoteDecision {
  if (command.type === 'CreateQuote') return create(state, command);
  if (state.phase === 'absent') return refuse('QUOTE_NOT_FOUND', 'There is no such quote.');
  switch (command.type) {
    case 'ReviseQuote':
      return revise(state, command);
    case 'PublishQuote':
      return state.template === command.template
        ? nothing
        : accept(quoteEvents.QuotePublished({ template: command.template }));
    case 'ViewQuote':
      return accept(quoteEvents.QuoteViewed({}));
    case 'AcceptQuote':
      return acceptQuote(state, command);
  }
}

function create(state: QuoteState, { type: _, ref, template, sale, ...content }: CreateQuote): QuoteDecision {
  if (state.phase === 'open' && state.ref === ref) return nothing;
  if (state.phase === 'open') return refuse('QUOTE_EXISTS', 'There is a quote of this key already.');
  const priced = priceSale(sale);
  return priced.ok ? accept(quoteEvents.QuoteCreated({ ref, template, ...stated(priced.sale, content) })) : priced;
}

/** An accepted offer is an agreement: it stays as it was taken. */
function revise(quote: OpenQuote, { type: _, sale, ...content }: ReviseQuote): QuoteDecision {
  const priced = priceSale(sale);
  if (!priced.ok) return priced;
  const revised = stated(priced.sale, content);
  if (sameValue(revised, stated(quote.sale, quote))) return nothing;
  if (quote.acceptedAt !== null) return refuse('QUOTE_ACCEPTED', 'An accepted quote does not change.');
  return accept(quoteEvents.QuoteRevised(revised));
}

function acceptQuote(quote: OpenQuote, { by, acceptedAt }: AcceptQuote): QuoteDecision {
  if (quote.acceptedAt !== null) return nothing;
  if (quote.validUntil !== null && acceptedAt.slice(0, 10) > quote.validUntil)
    return refuse('QUOTE_EXPIRED', 'The quote is no longer valid.');
  return accept(quoteEvents.QuoteAccepted({ by, acceptedAt }));
}

function stated(sale: Sale, content: Omit<QuoteContent, 'sale'>) {
  const { terms, title, content: html, quotedAt, validUntil, owner, tags, custom } = content;
  return {
    ...sale,
    terms,
    title,
    content: html,
    quotedAt,
    validUntil,
    owner,
    tags: [...new Set(tags)],
    custom: { ...custom },
  };
}

export const quote = defineAggregate<QuoteState, QuoteCommand, QuoteEvent, QuoteRefusal>({
  category: 'quote',
  events: quoteEvents,
  initial: initialQuote,
  evolve: evolveQuote,
  decide: decideQuote,
});
