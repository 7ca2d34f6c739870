/** `POST create_transaction`: records the transaction with this order id, or changes it. */
import { z } from 'zod';
import type { PaymentInput } from '../../../application/sales/payments.ts';
import { isEmail } from '../../../domain/kernel/email.ts';
import { isCurrency } from '../../../domain/kernel/money.ts';
import { isRecord } from '../../kit/request.ts';
import { customValuesOf, type Slug } from '../customFields.ts';
import { invalidJson, invalidJsonBeta, missingField, notSaved } from '../dialect.ts';
import { type Endpoint, writing } from '../endpoint.ts';
import type { JetpackRequest } from '../request.ts';
import type { Shape } from '../shape.ts';
import { plainText, shortened } from '../text.ts';
import { loosePositive, looseText } from '../values.ts';
import { salesSlugs } from './context.ts';
import { parseAmount, parseMoment } from './parse.ts';

const AMOUNTS = ['total', 'net', 'fee', 'discount', 'tax', 'shipping', 'shipping_tax'] as const;

/** Other keys are custom fields, or unknown and ignored. */
export const transactionBody = z.object({
  orderid: looseText,
  status: looseText,
  email: looseText,
  fname: looseText,
  date: looseText,
  type: looseText,
  title: looseText,
  item: looseText,
  item_title: looseText,
  desc: looseText,
  currency: looseText,
  tax_rate: looseText,
  origin: looseText,
  customer: loosePositive,
  company: loosePositive,
  invoice: loosePositive,
  owner: loosePositive,
  ...(Object.fromEntries(AMOUNTS.map((name) => [name, looseText])) as Record<
    (typeof AMOUNTS)[number],
    typeof looseText
  >),
});
type TransactionBody = z.infer<typeof transactionBody>;

export const createTransaction: Endpoint = { methods: writing, scope: 'write', answer: save };

const REQUIRED = ['orderid', 'status', 'total'] as const;

async function save(request: JetpackRequest): Promise<unknown> {
  const { app, context, shape } = request;
  const json = await request.body();
  if (!json.ok) return shape === 'beta' ? invalidJsonBeta : invalidJson;
  const sent = isRecord(json.value) ? json.value : {};
  const missing = (shape === 'beta' ? (['orderid'] as const) : REQUIRED).find((name) => !Object.hasOwn(sent, name));
  if (missing) return missingField(missing);
  const body = transactionBody.parse(sent);
  const reference = shortened(plainText(body.orderid ?? ''), MOST.reference);
  const input = inputOf(body, sent, await salesSlugs(request, 'transaction'));
  if (reference === '') return missingField('orderid');
  if (!isUsable(body, shape) || !input) return notSaved;
  const saved = await app.payments.save(context, reference, input);
  return saved.ok ? { ...sent, id: saved.value.ref } : notSaved;
}

const MOST = { reference: 120, title: 200, description: 200, status: 50, kind: 50, origin: 50 };

/** The beta never asked for a status or a total. The plugin takes a plain zero for nothing at all. */
function isUsable({ status, total }: TransactionBody, shape: Shape): boolean {
  if (shape === 'beta') return true;
  const hasStatus = plainText(status ?? '') !== '';
  const hasTotal = (total ?? '').trim() !== '' && !(shape === 'plugin' && total?.trim() === '0');
  return hasStatus && hasTotal;
}

/** Undefined where the total is no number: money is never guessed at. */
function inputOf(
  body: TransactionBody,
  sent: Readonly<Record<string, unknown>>,
  slugs: readonly Slug[],
): PaymentInput | undefined {
  const amounts = Object.fromEntries(
    AMOUNTS.flatMap((name) => {
      // A blank total is refused where one is asked for; any other blank clears.
      const amount = name !== 'total' && body[name]?.trim() === '' ? '0' : parseAmount(body[name] ?? '');
      return amount === undefined ? [] : [[name === 'shipping_tax' ? 'shippingTax' : name, amount]];
    }),
  );
  if ((body.total ?? '').trim() !== '' && amounts.total === undefined) return undefined;
  const { fname, customer, company, invoice, owner } = body;
  // What is no address is as good as none.
  const email = isEmail(body.email?.trim() ?? '') ? body.email : undefined;
  const payer = email ? { payer: { email, firstName: fname && plainText(fname) } } : {};
  const links = {
    ...(email || !customer ? {} : { contact: customer }),
    ...(company ? { company } : {}),
    ...(invoice ? { invoice } : {}),
  };
  return {
    ...payer,
    links,
    amounts,
    fields: { ...textFields(body), ...(owner ? { owner } : {}) },
    defaults: { origin: 'api', amount: 0 },
    custom: customValuesOf(sent, slugs, { blankClears: true }),
  };
}

function textFields(body: TransactionBody): PaymentInput['fields'] {
  const text = (value: string | undefined, most: number): string | undefined =>
    value === undefined ? undefined : shortened(plainText(value), most);
  const currency = body.currency?.trim().toUpperCase();
  return {
    status: text(body.status, MOST.status),
    kind: text(body.type, MOST.kind),
    title: text(body.title ?? body.item ?? body.item_title, MOST.title),
    description: text(body.desc, MOST.description),
    origin: text(body.origin, MOST.origin),
    currency: currency !== undefined && isCurrency(currency) ? currency : undefined,
    paidAt: parseMoment(body.date),
    taxRate: body.tax_rate?.trim() === '' ? null : parseAmount(body.tax_rate ?? ''),
  };
}
