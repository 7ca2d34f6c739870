/** What an order, a quote or a payment is told as, and what goes wrong with one that is stored all the same. */
import type { Purchase } from '../../../application/commerce/purchases.ts';
import type { PaymentProblems } from '../../../application/sales/card.ts';
import type { Charged } from '../../../application/sales/charges.ts';
import type { Refusal } from '../../../domain/kernel/decision.ts';
import { fromMinor } from '../../../domain/kernel/money.ts';
import type { OrderStatus } from '../../../domain/sales/order/events.ts';
import type { Fields } from '../answer.ts';
import { invalid, MESSAGES, refusalError, SalesSystemError } from '../errors.ts';
import { gatewayMessage } from './codes.ts';
import { problemsByParameter } from './parameters.ts';

const STATES: Readonly<Record<OrderStatus, string>> = {
  pending: 'Order',
  processing: 'Deliver',
  shipped: 'Shipped',
  completed: 'Completed',
  cancelled: 'Cancelled',
  archived: 'Archived',
};

export const orderState = (status: OrderStatus | undefined): string => (status ? STATES[status] : 'Quote');

export function purchaseFields({ key, ref, stands, sale, charge, problems, mailed }: Purchase): Fields {
  const amount = (minor: number): number => Number(fromMinor(minor, sale.currency));
  return settled(
    {
      order_ref: String(ref),
      order_key: key,
      order_subtotal: amount(sale.totals.net),
      order_tax: amount(sale.totals.tax),
      order_total: amount(sale.totals.total),
      order_state: orderState(stands === 'order' ? 'processing' : undefined),
      ...(charge?.outcome === 'captured' && charge.key ? { transaction_key: charge.key } : {}),
    },
    { charge, problems, mailed },
  );
}

interface Outcome {
  readonly charge?: Charged | undefined;
  readonly problems?: PaymentProblems | undefined;
  readonly mailed?: boolean | undefined;
}

/** The record is told beside what went wrong after it was stored. */
export function settled(fields: Fields, { charge, problems, mailed }: Outcome): Fields {
  if (problems) throw new SalesSystemError(1071, problemsByParameter(problems), fields);
  if (charge && charge.outcome !== 'captured') return { ...failure(charge), ...fields };
  if (mailed === false) throw new SalesSystemError(1092, undefined, fields);
  return fields;
}

/** The gateway's own numbers are the API's; where there is none the payment could just not be processed. */
function failure({ code, message, challenge }: Charged): Fields {
  if (code === null) return { error_code: 1083, error_message: MESSAGES[1083] };
  const told = { error_code: code, error_message: gatewayMessage(code, message) };
  return challenge ? { ...told, acsurl: challenge.url, md: challenge.md ?? null, pareq: challenge.request } : told;
}

const AMOUNTS = new Set(['AMOUNT_INVALID', 'AMOUNT_TOO_HIGH']);
const NOT_PROCESSED = new Set(['PAYMENTS_OFF', 'PAYMENT_UNDER_WAY', 'PAYMENT_NOT_CHALLENGED']);

/** A refusal that is about money. */
export function paymentError(refusal: Refusal): SalesSystemError {
  const { code, message } = refusal;
  if (AMOUNTS.has(code)) return invalid({ transaction_amount: message });
  if (code === 'RATE_INVALID') return invalid({ transaction_fxrate: message });
  if (NOT_PROCESSED.has(code)) return new SalesSystemError(1083);
  if (code === 'SALE_INVALID') return new SalesSystemError(1067);
  return refusalError(refusal);
}
