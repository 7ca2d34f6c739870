/** Refusals as types: what a mutation may say instead of doing it. Every mutation answers a union of its payload and these. */

import type { Result } from '../application/context.ts';
import type { Position } from '../application/ports.ts';
import type { Refusal } from '../domain/kernel/decision.ts';
import { builder } from './builder.ts';

export const FieldProblem = builder
  .objectRef<{ readonly path: string; readonly message: string }>('FieldProblem')
  .implement({
    description: 'What is wrong with one field of the input.',
    fields: (t) => ({
      path: t.exposeString('path', { description: 'The field, as a dotted path of the input.' }),
      message: t.exposeString('message', { description: 'What is wrong with it.' }),
    }),
  });

/** A refusal on its way out knows its type name. */
interface RefusalNode extends Refusal {
  readonly __typename: string;
}

const RefusalInterface = builder.interfaceRef<RefusalNode>('Refusal').implement({
  description: 'A "no" that the caller can act on. Nothing was changed.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable name of the reason.' }),
    message: t.exposeString('message', { description: 'The reason in words. Not stable.' }),
    fields: t.field({
      type: [FieldProblem],
      description: 'The fields that the reason lies in, where it lies in some.',
      resolve: ({ fields = [] }) => fields.map((field) => ({ ...field, path: field.path.replace(/^details\./, '') })),
    }),
  }),
});

/** Every code with a type of its own. A code that is not listed here shows as `OtherRefusal`. */
const DESCRIPTIONS = {
  ANSWERS_INVALID: 'Some answers do not fit the fields of the form.',
  API_KEY_EXISTS: 'There is an API key of this name already.',
  API_KEY_NOT_FOUND: 'There is no such API key.',
  BOOKABLE_EVENT_CLOSED: 'The event can no longer be booked.',
  BOOKABLE_EVENT_INVALID: 'The event cannot be offered like this.',
  BOOKABLE_EVENT_NOT_FOUND: 'There is no such event to be booked.',
  BOOKING_CANCELLED: 'The booking was called off.',
  BOOKING_NOT_FOUND: 'There is no such booking.',
  CASE_CLOSED: 'The case is settled: reopen it first.',
  CASE_INVALID: 'A case keeps its subject and priority.',
  CASE_NOT_FOUND: 'There is no such case.',
  CART_FULL: 'The cart has as many lines as a cart can have.',
  CART_LINE_FIXED: 'The quantity of this line cannot be changed.',
  CART_LINE_NOT_FOUND: 'There is no such line in the cart.',
  CATEGORY_CODE_TAKEN: 'Another category has this code.',
  CATEGORY_INVALID: 'The category cannot be named or placed like this.',
  CATEGORY_NOT_FOUND: 'There is no such category.',
  CATEGORY_URL_TAKEN: 'Another category has this handle.',
  CONTACT_NOT_FOUND: 'There is no such contact.',
  CUSTOM_FIELD_NAME_INVALID: 'Group or alias of a custom field has characters that names may not have.',
  CUSTOM_FIELD_TYPE_FIXED: 'The field is defined already, with another type.',
  EMAIL_INVALID: 'The e-mail address is not valid.',
  EMAIL_REQUIRED: 'An e-mail address is needed to find or create the contact.',
  EMAIL_TAKEN: 'Another contact has this e-mail address.',
  FORM_INVALID: 'The form cannot be offered like this.',
  FORM_NOT_FOUND: 'There is no such form.',
  IDEMPOTENCY_KEY_REUSED: 'The idempotency key was used before with another input.',
  INPUT_INVALID: 'Some fields have values that cannot be stored.',
  MEMBER_EXISTS: 'There is a member with this e-mail address already.',
  MEMBER_GROUP_NOT_FOUND: 'There is no such group of members.',
  MEMBER_NOT_FOUND: 'There is no such member.',
  MENU_INVALID: 'An item of the menu is blank, there twice, or has no such color.',
  PASSWORD_INVALID: 'The password is empty or too long.',
  SCOPE_NOT_HELD: 'A key can only give scopes that it has itself.',
  SUBSCRIBER_LIST_NOT_FOUND: 'There is no such subscriber list.',
  SEATS_LOST: 'It took too long, and the seats were given back: book again.',
  SERVICE_NOT_FOUND: 'The event has no such service.',
  SLOT_FULL: 'There are not enough free seats at that time.',
  SLOT_NOT_FOUND: 'The event does not take place then.',
  SLOT_PAST: 'That time is over.',
  INVOICE_NOT_FOUND: 'There is no such invoice.',
  INVOICE_VOIDED: 'The invoice was voided.',
  ORDER_EMPTY: 'An order has at least one line.',
  ORDER_NOT_COMPLETED: 'Access is given to what is in a completed order.',
  ORDER_NOT_FOUND: 'There is no such order.',
  CART_EMPTY: 'There is nothing in the cart.',
  AMOUNT_INVALID: 'The amount is no positive decimal of the currency.',
  AMOUNT_TOO_HIGH: 'Less than this is left to pay.',
  PAYMENTS_OFF: 'Cards are not charged here.',
  PAYMENT_NOT_CHALLENGED: 'No charge of this sale waits for the bank.',
  PAYMENT_UNDER_WAY: 'An earlier charge of this sale is, or may be, under way.',
  RATE_INVALID: 'The rate is no positive decimal.',
  GATEWAY_REFUSED: 'The payment gateway refused it.',
  PAYMENT_CLOSED: 'The outcome of the payment is known already.',
  PAYMENT_NOT_FOUND: 'There is no such payment.',
  PAYMENT_NOT_SETTLED: 'There is no money of this payment to give back.',
  PAYMENT_REFUNDED: 'Money of this payment went back already.',
  REFUND_TOO_HIGH: 'Not more can be given back than was paid.',
  PAYMENT_REFERENCE_TAKEN: 'Another payment has this reference.',
  PRICE_INVALID: 'The price is not valid.',
  PRODUCT_INVALID: 'The product cannot be sold like this.',
  PRODUCT_NOT_FOR_SALE: 'There is no such product for sale.',
  PRODUCT_NOT_FOUND: 'There is no such product.',
  PRODUCT_URL_TAKEN: 'Another product has this handle.',
  QUANTITY_INVALID: 'The quantity is not valid.',
  SKU_TAKEN: 'Another product has this product code.',
  TAX_RATE_INVALID: 'The tax rate is not valid.',
  UNIT_INVALID: 'The product is not sold in this unit.',
  VARIANT_NOT_FOUND: 'The product has no such variant.',
  QUOTE_ACCEPTED: 'An accepted quote does not change.',
  QUOTE_EXPIRED: 'The quote is no longer valid.',
  QUOTE_NOT_FOUND: 'There is no such quote.',
  SALE_INVALID: 'The sale cannot be priced.',
  WEBHOOK_NOT_FOUND: 'There is no such webhook.',
  WEBHOOK_TARGET_FORBIDDEN: 'The target is in a network that deliveries may not go to.',
  WEBHOOK_TARGET_INVALID: 'The target is no http or https address.',
  WEBHOOK_TOPICS_INVALID: 'The topics are not among those that there are.',
  ACTIVITY_ENDS_BEFORE_START: 'An activity ends after it has started.',
  ACTIVITY_NOT_FOUND: 'There is no such activity.',
  COMPANY_NAME_REQUIRED: 'A company has a name.',
  COMPANY_NOT_FOUND: 'There is no such company.',
  STAFF_NAME_REQUIRED: 'A member of staff has a name.',
  STAFF_NOT_FOUND: 'There is no such member of staff.',
} as const;

export type RefusalCode = keyof typeof DESCRIPTIONS;

const pascal = (code: string): string =>
  code
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

const typeFor = (name: string, description: string) =>
  builder.objectRef<RefusalNode>(name).implement({ description, interfaces: [RefusalInterface] });

const OtherRefusal = typeFor('OtherRefusal', 'A refusal without a type of its own; `code` tells it.');

const TYPES = new Map(
  Object.entries(DESCRIPTIONS).map(([code, description]) => [code, typeFor(pascal(code), description)] as const),
);

export interface WrittenNode {
  readonly key: string;
  readonly position: Position;
}

export interface MutationResult<Payload extends WrittenNode> {
  /** Name of the mutation. */
  readonly name: string;
  readonly payload: ReturnType<typeof builder.objectRef<Payload & { readonly __typename: string }>>;
  readonly union: ReturnType<typeof union<Payload>>;
  answer(result: Result<Payload>): (Payload & { readonly __typename: string }) | RefusalNode;
}

/**
 * The payload type of a mutation, which its caller implements, and the union that it answers. Codes that are not among `refusals`
 * are still told, as `OtherRefusal`.
 */
export function mutationResult<Payload extends WrittenNode>(
  mutation: string,
  refusals: readonly RefusalCode[],
): MutationResult<Payload> {
  const name = mutation.charAt(0).toUpperCase() + mutation.slice(1);
  const payload = builder.objectRef<Payload & { readonly __typename: string }>(`${name}Payload`);
  const codes: readonly RefusalCode[] = [...refusals, 'IDEMPOTENCY_KEY_REUSED'];
  return {
    name: mutation,
    payload,
    union: union<Payload>(name, payload, codes),
    answer: (result) =>
      result.ok ? { ...result.value, __typename: `${name}Payload` } : refusalNode(result.refusal, codes),
  };
}

function union<Payload extends WrittenNode>(
  name: string,
  payload: ReturnType<typeof builder.objectRef<Payload & { readonly __typename: string }>>,
  codes: readonly string[],
) {
  const members = codes.flatMap((code) => TYPES.get(code) ?? []);
  return builder.unionType(`${name}Result`, {
    description: `What ${name.charAt(0).toLowerCase()}${name.slice(1)} answers: its payload, or why not.`,
    types: [payload, ...members, OtherRefusal],
    resolveType: (value) => value.__typename,
  });
}

function refusalNode(refusal: Refusal, codes: readonly string[]): RefusalNode {
  return { ...refusal, __typename: codes.includes(refusal.code) ? pascal(refusal.code) : 'OtherRefusal' };
}

export const POSITION_DESCRIPTION = 'Where the log stands with this write: give it as `after` to any query.';
