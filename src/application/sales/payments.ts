/** What can be done with payments that were made elsewhere. Charges through a gateway are in `charges.ts`. */
import type { z } from 'zod';
import { isEmail } from '../../domain/kernel/email.ts';
import { type CustomValue, customValuesPatch } from '../../domain/kernel/fragments.ts';
import { toMinor } from '../../domain/kernel/money.ts';
import type { Sale } from '../../domain/sales/document.ts';
import { invoice } from '../../domain/sales/invoice/decide.ts';
import { order } from '../../domain/sales/order/decide.ts';
import { type PaymentRefusal, payment } from '../../domain/sales/payment/decide.ts';
import { type PaymentFields, paymentFieldsSchema } from '../../domain/sales/payment/events.ts';
import type { PaymentState } from '../../domain/sales/payment/state.ts';
import { quote } from '../../domain/sales/quote/decide.ts';
import type { Claims, Standing } from '../claims.ts';
import type { Contacts } from '../contacts.ts';
import { type RequestContext, type Result, refused, success, type Written } from '../context.ts';
import type { Executed } from '../execute.ts';
import { newKey, withoutKey } from '../idempotency.ts';
import { blankIsNull, storable } from '../input.ts';
import type { SalesDependencies } from './common.ts';

export type AmountName = 'total' | keyof PaymentFields['breakdown'];

/** Fields as a front has parsed them. Missing means unchanged, or the usual on creation; null and blank text clear. */
export interface PaymentInput {
  readonly fields: { readonly [K in keyof PaymentFields]?: PaymentFields[K] | null | undefined };
  readonly custom?: Readonly<Record<string, CustomValue | null>>;
  readonly tags?: readonly string[];
  /** Amounts as decimals in major units, for fronts that do not know the currency; they win over those of `fields`. */
  readonly amounts?: { readonly [K in AmountName]?: string };
  /** The same links by the numbers that people know. What there is no such record of is not linked. */
  readonly links?: { readonly contact?: number; readonly company?: number; readonly invoice?: number };
  /** Values for a new payment where `fields` says nothing. */
  readonly defaults?: PaymentInput['fields'];
  /** Who paid: the contact with this address, or a new customer of that name. An address that is none counts as missing. */
  readonly payer?: { readonly email: string; readonly firstName?: string | undefined };
}

export interface RecordPaymentInput extends PaymentInput {
  /** Number of the payment elsewhere; its key when left out. */
  readonly reference?: string;
}

export type SavedPayment = Written & { readonly created: boolean };

export interface Payments {
  /** Refuses with PAYMENT_REFERENCE_TAKEN, CONTACT_NOT_FOUND, ORDER_NOT_FOUND, INVOICE_NOT_FOUND, INPUT_INVALID. */
  record(context: RequestContext, input: RecordPaymentInput): Promise<Result<Written>>;
  /** Changes the payment with this reference, or records it. */
  save(context: RequestContext, reference: string, input: PaymentInput): Promise<Result<SavedPayment>>;
  update(context: RequestContext, key: string, input: PaymentInput): Promise<Result<Written>>;
}

interface Dependencies extends SalesDependencies {
  readonly claims: Claims;
  readonly contacts: Pick<Contacts, 'ensure'>;
  readonly lookup: {
    keyOfContact(ref: number): Promise<string | undefined>;
    keyOfCompany(ref: number): Promise<string | undefined>;
    keyOfInvoice(ref: number): Promise<string | undefined>;
  };
}

const PAYER_STATUS = 'Customer';

export function createPayments(deps: Dependencies): Payments {
  const { executor, numbers, ids, clock, idempotency, claims, contacts, shopCurrency } = deps;

  return {
    record: (context, input) => idempotency.once(context, 'recordPayment', input, () => record(context, input)),
    save: (context, reference, input) =>
      idempotency.once(context, 'savePayment', { reference, input }, () => save(context, reference, input)),
    update: (context, key, input) =>
      idempotency.once(context, 'updatePayment', { key, input }, () => update(context, key, prepared(input))),
  };

  async function record(context: RequestContext, raw: RecordPaymentInput): Promise<Result<Written>> {
    const key = newKey(ids, 'payment', context);
    const reference = storable(raw.reference)?.trim() || key;
    const claimed = await claimReference(context, reference, key);
    if (claimed.exists) return referenceTaken;
    return recordUnder(context, claimed.holder, reference, prepared(raw));
  }

  async function save(context: RequestContext, raw: string, input: PaymentInput): Promise<Result<SavedPayment>> {
    const reference = storable(raw).trim();
    if (reference === '') return refused('INPUT_INVALID', 'A payment has a reference.', 'reference');
    const claimed = await claimReference(context, reference, newKey(ids, 'payment', context));
    const ready = prepared(input);
    if (claimed.exists) return saved(await update(context, claimed.holder, ready), false);
    const recorded = await recordUnder(context, claimed.holder, reference, ready);
    if (recorded.ok || recorded.refusal.code !== 'PAYMENT_EXISTS') return saved(recorded, true);
    return saved(await update(context, claimed.holder, ready), false);
  }

  async function recordUnder(
    context: RequestContext,
    key: string,
    reference: string,
    input: PaymentInput,
  ): Promise<Result<Written>> {
    const payer = await payerOf(context, input);
    if (!payer.ok) return payer;
    const given = { ...defined(input.defaults ?? {}), ...defined(input.fields), ...payer.value };
    const linked = await linkedFields({ ...given, ...(await linksOf(input)) });
    if (!linked.ok) return linked;
    const fields = { ...usual(clock.now().toISOString(), shopCurrency), ...linked.value };
    const checked = paymentFieldsSchema.safeParse({ ...fields, ...amountsIn(input, fields.currency ?? shopCurrency) });
    if (!checked.success) return invalid(checked.error);
    const executed = await executor.execute(context, payment, key, {
      type: 'RecordPayment',
      ref: await numbers.next(context, 'payment'),
      reference,
      ...checked.data,
      tags: (input.tags ?? []).map((tag) => tag.trim()).filter(Boolean),
      custom: await deps.customFields.counted(context, 'transaction', input.custom ?? {}),
    });
    return written(key, executed);
  }

  async function update(context: RequestContext, key: string, input: PaymentInput): Promise<Result<Written>> {
    const payer = await payerOf(context, input);
    if (!payer.ok) return payer;
    const { state } = await executor.load(payment, key);
    const currency = input.fields.currency ?? (state.phase === 'absent' ? shopCurrency : state.fields.currency);
    const fields = defined({
      ...input.fields,
      ...payer.value,
      ...(await linksOf(input)),
      ...amountsIn(input, currency),
    });
    const checked = paymentFieldsSchema.partial().safeParse(fields);
    if (!checked.success) return invalid(checked.error);
    const { custom } = input;
    return written(
      key,
      await executor.execute(context, payment, key, {
        type: 'UpdatePayment',
        fields: checked.data,
        ...(custom ? { custom } : {}),
      }),
    );
  }

  async function payerOf(
    context: RequestContext,
    { payer }: PaymentInput,
  ): Promise<Result<Pick<PaymentInput['fields'], 'contact'>>> {
    if (!payer || !isEmail(payer.email.trim())) return success({});
    const { email, firstName } = payer;
    const details = firstName?.trim() ? { details: { firstName } } : {};
    const found = await contacts.ensure(withoutKey(context), { email: email.trim(), status: PAYER_STATUS, ...details });
    return found.ok ? success({ contact: found.value.key }) : found;
  }

  async function linksOf({ links = {} }: PaymentInput): Promise<PaymentInput['fields']> {
    const { contact, company, invoice: numbered } = links;
    return defined({
      contact: contact === undefined ? undefined : await deps.lookup.keyOfContact(contact),
      company: company === undefined ? undefined : await deps.lookup.keyOfCompany(company),
      invoice: numbered === undefined ? undefined : await deps.lookup.keyOfInvoice(numbered),
    });
  }

  /** What an order or an invoice says about who pays what, where the input does not. */
  async function linkedFields(fields: PaymentInput['fields']): Promise<Result<PaymentInput['fields']>> {
    const given = defined(fields);
    if (given.invoice) {
      const { state } = await executor.load(invoice, given.invoice);
      if (state.phase === 'absent') return refused('INVOICE_NOT_FOUND', 'There is no such invoice.', 'invoice');
      const { contact, company, currency, order: of } = state;
      return success({ contact, company, currency, order: of, ...given });
    }
    if (!given.order) return success(given);
    const sale = await soldUnder(given.order);
    if (!sale) return refused('ORDER_NOT_FOUND', 'There is no such order.', 'order');
    const { contact, company, currency } = sale;
    return success({ contact, company, currency, invoice: ids.keyFrom(`invoice:${given.order}`), ...given });
  }

  /** What is paid before it is ordered is a quote under the same key. */
  async function soldUnder(key: string): Promise<Sale | undefined> {
    const { state } = await executor.load(order, key);
    if (state.phase === 'placed') return state.sale;
    const { state: offer } = await executor.load(quote, key);
    return offer.phase === 'open' ? offer.sale : undefined;
  }

  function claimReference(context: RequestContext, reference: string, key: string) {
    return claims.claim(withoutKey(context), 'paymentReference', reference, key, async (holder): Promise<Standing> => {
      const { state } = await executor.load(payment, holder);
      return state.phase === 'absent' ? 'not-created' : 'holds';
    });
  }
}

const referenceTaken = refused('PAYMENT_REFERENCE_TAKEN', 'Another payment has this reference.', 'reference');

/** Steps on the way have streams of their own; the key belongs to the payment. */
const usual = (now: string, currency: string): Omit<PaymentFields, 'amount'> => ({
  status: 'Completed',
  kind: 'Sale',
  currency,
  breakdown: {},
  method: null,
  title: null,
  description: null,
  origin: null,
  paidAt: now,
  completedAt: null,
  exchangeRate: null,
  contact: null,
  company: null,
  order: null,
  invoice: null,
  parent: null,
  owner: null,
});

/** Fields that always say something: blank means that nothing was said. */
const REQUIRED = new Set(['status', 'kind', 'amount', 'currency', 'breakdown', 'paidAt']);

function prepared<T extends PaymentInput>(raw: T): T {
  const { fields, custom, ...rest } = storable(raw);
  const said = Object.entries(blankIsNull(fields)).filter(([name, value]) => value !== null || !REQUIRED.has(name));
  const values = customValuesPatch.safeParse(blankIsNull(custom ?? {}));
  return {
    ...rest,
    fields: Object.fromEntries(said),
    ...(values.success && custom ? { custom: values.data } : {}),
  } as T;
}

const defined = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;

/** Decimal amounts in the minor units of the currency. One that does not fit is left to be refused by the schema. */
function amountsIn({ amounts = {}, fields }: PaymentInput, currency: string): PaymentInput['fields'] {
  const minor = Object.entries(amounts).map(([name, text]) => [name, toMinor(text, currency) ?? Number.NaN] as const);
  const { total, ...breakdown } = Object.fromEntries(minor) as { readonly [K in AmountName]?: number };
  return {
    ...(total === undefined ? {} : { amount: total }),
    ...(Object.keys(breakdown).length > 0 ? { breakdown: { ...fields.breakdown, ...breakdown } } : {}),
  };
}

const invalid = ({ issues }: z.ZodError) =>
  refused('INPUT_INVALID', 'Some fields are not valid.', ...issues.map(({ path }) => path.join('.')));

function written(key: string, executed: Executed<PaymentState, PaymentRefusal>): Result<Written> {
  if (!executed.ok) return executed;
  const { state, position = 0n } = executed;
  return state.phase === 'absent'
    ? refused('PAYMENT_NOT_FOUND', 'There is no such payment.')
    : success({ key, ref: state.ref, position });
}

const saved = (result: Result<Written>, created: boolean): Result<SavedPayment> =>
  result.ok ? success({ ...result.value, created }) : result;
