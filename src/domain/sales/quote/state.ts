/** How a quote's events fold. */
import type { CustomValue } from '../../kernel/fragments.ts';
import type { Sale, Terms } from '../document.ts';
import type { QuoteEvent } from './events.ts';

export type QuoteState = { readonly phase: 'absent' } | OpenQuote;

export interface QuoteContent {
  readonly sale: Sale;
  readonly terms: Terms;
  readonly title: string | null;
  readonly content: string | null;
  readonly quotedAt: string;
  readonly validUntil: string | null;
  readonly owner: number | null;
  readonly tags: readonly string[];
  readonly custom: Readonly<Record<string, CustomValue>>;
}

export interface OpenQuote extends QuoteContent {
  readonly phase: 'open';
  readonly ref: number;
  readonly template: number | null;
  readonly acceptedAt: string | null;
}

export const initialQuote: QuoteState = { phase: 'absent' };

export function evolveQuote(state: QuoteState, event: QuoteEvent): QuoteState {
  if (event.type === 'QuoteCreated') {
    const { ref, template, ...rest } = event.data;
    return { phase: 'open', ref, template, acceptedAt: null, ...contentOf(rest) };
  }
  return state.phase === 'open' ? evolveOpen(state, event) : state;
}

function evolveOpen(quote: OpenQuote, event: Exclude<QuoteEvent, { type: 'QuoteCreated' }>): QuoteState {
  switch (event.type) {
    case 'QuoteRevised':
      return { ...quote, ...contentOf(event.data) };
    case 'QuotePublished':
      return { ...quote, template: event.data.template };
    case 'QuoteViewed':
      return quote;
    case 'QuoteAccepted':
      return { ...quote, acceptedAt: event.data.acceptedAt };
  }
}

function contentOf(data: Extract<QuoteEvent, { type: 'QuoteRevised' }>['data']): QuoteContent {
  const { terms, title, content, quotedAt, validUntil, owner, tags, custom, ...sale } = data;
  return { sale, terms, title, content, quotedAt, validUntil, owner, tags, custom };
}
