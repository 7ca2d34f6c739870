/** What can be done with quotes. */
import { type QuoteRefusal, quote } from '../../domain/sales/quote/decide.ts';
import type { QuoteState } from '../../domain/sales/quote/state.ts';
import { type RequestContext, type Result, refused, success, type Written } from '../context.ts';
import type { Executed } from '../execute.ts';
import { newKey } from '../idempotency.ts';
import { storable } from '../input.ts';
import { readable } from '../readable.ts';
import type { SalesDependencies } from './common.ts';
import type { PreparedSale, SaleInput } from './input.ts';

export interface QuoteInput extends SaleInput {
  readonly title?: string | null;
  /** HTML. */
  readonly content?: string | null;
  /** Number of the document template; a quote without one is a draft. */
  readonly template?: number | null;
  /** ISO 8601; now when left out. */
  readonly quotedAt?: string;
  /** `YYYY-MM-DD`. */
  readonly validUntil?: string | null;
}

export interface Quotes {
  /** Refuses with SALE_INVALID, CONTACT_NOT_FOUND, INPUT_INVALID. */
  create(context: RequestContext, input: QuoteInput): Promise<Result<Written>>;
  /** States the whole offer anew. Refuses with QUOTE_NOT_FOUND and, where that would change it, QUOTE_ACCEPTED. */
  revise(context: RequestContext, key: string, input: QuoteInput): Promise<Result<Written>>;
  /** The quote of this key as stated: created, or revised while it is not accepted. */
  put(context: RequestContext, key: string, input: QuoteInput): Promise<Result<Written>>;
  publish(context: RequestContext, key: string, template: number): Promise<Result<Written>>;
  view(context: RequestContext, key: string): Promise<Result<Written>>;
  /** Refuses with QUOTE_NOT_FOUND, QUOTE_EXPIRED. */
  accept(context: RequestContext, key: string, by?: string): Promise<Result<Written>>;
}

export function createQuotes(deps: SalesDependencies): Quotes {
  const { executor, customFields, numbers, ids, clock, idempotency, readModels, prepareSale } = deps;

  return {
    create: (context, input) => idempotency.once(context, 'createQuote', input, () => create(context, input)),
    revise: (context, key, input) =>
      idempotency.once(context, 'reviseQuote', { key, input }, () => revise(context, key, input)),
    put: (context, key, input) => readable(readModels, put(context, key, input)),
    publish: (context, key, template) =>
      idempotency.once(context, 'publishQuote', { key, template }, () =>
        change(context, key, { type: 'PublishQuote', template }),
      ),
    view: (context, key) =>
      idempotency.once(context, 'viewQuote', { key }, () => change(context, key, { type: 'ViewQuote' })),
    accept: (context, key, by) =>
      idempotency.once(context, 'acceptQuote', { key, by }, () =>
        change(context, key, {
          type: 'AcceptQuote',
          by: storable(by)?.trim() || null,
          acceptedAt: clock.now().toISOString(),
        }),
      ),
  };

  async function create(context: RequestContext, input: QuoteInput): Promise<Result<Written>> {
    return createUnder(context, newKey(ids, 'quote', context), input);
  }

  async function createUnder(context: RequestContext, key: string, input: QuoteInput): Promise<Result<Written>> {
    const prepared = await prepareSale(context, input);
    if (!prepared.ok) return prepared;
    return change(context, key, {
      type: 'CreateQuote',
      ref: await numbers.next(context, 'sale'),
      template: input.template ?? null,
      ...content(prepared.value, input, clock.now().toISOString()),
      custom: await customFields.counted(context, 'quote', prepared.value.custom),
    });
  }

  async function revise(context: RequestContext, key: string, input: QuoteInput): Promise<Result<Written>> {
    const { state } = await executor.load(quote, key);
    if (state.phase === 'absent') return notFound;
    const prepared = await prepareSale(context, input);
    if (!prepared.ok) return prepared;
    const custom = await customFields.counted(context, 'quote', prepared.value.custom, state.custom);
    return change(context, key, { type: 'ReviseQuote', ...content(prepared.value, input, state.quotedAt), custom });
  }

  async function put(context: RequestContext, key: string, input: QuoteInput): Promise<Result<Written>> {
    const { state } = await executor.load(quote, key);
    if (state.phase !== 'absent') return revise(context, key, input);
    const created = await createUnder(context, key, input);
    // Another server was a little faster.
    return created.ok || created.refusal.code !== 'QUOTE_EXISTS' ? created : revise(context, key, input);
  }

  async function change(
    context: RequestContext,
    key: string,
    command: Parameters<typeof quote.decide>[1],
  ): Promise<Result<Written>> {
    return written(key, await executor.execute(context, quote, key, command));
  }
}

const content = (prepared: PreparedSale, { title, content: html, quotedAt, validUntil }: QuoteInput, now: string) => ({
  ...prepared,
  title: storable(title)?.trim() || null,
  content: storable(html)?.trim() || null,
  quotedAt: quotedAt ?? now,
  validUntil: validUntil ?? null,
});

const notFound = refused('QUOTE_NOT_FOUND', 'There is no such quote.');

function written(key: string, executed: Executed<QuoteState, QuoteRefusal>): Result<Written> {
  if (!executed.ok) return executed;
  const { state, position = 0n } = executed;
  return state.phase === 'open' ? success({ key, ref: state.ref, position }) : notFound;
}
