/** What orders and payments are made of on the wire. */
import type { CardInput, PaymentProblems } from '../../../application/sales/card.ts';
import type { Terms } from '../../../domain/sales/document.ts';
import type { InvalidFields } from '../errors.ts';
import { country, day, instant, integer, text } from '../values.ts';

export const cardParameters = {
  card_holdername: text,
  card_number: text,
  card_start_month: text,
  card_start_year: text,
  card_expire_month: text,
  card_expire_year: text,
  card_issuenumber: text,
  card_type: text,
  card_cv2: text,
};

type Given<Shape> = { readonly [Name in keyof Shape]?: string | null | undefined };

export const cardOf = (given: Given<typeof cardParameters>): CardInput => ({
  holder: given.card_holdername,
  number: given.card_number,
  startMonth: given.card_start_month,
  startYear: given.card_start_year,
  expireMonth: given.card_expire_month,
  expireYear: given.card_expire_year,
  issue: given.card_issuenumber,
  cv2: given.card_cv2,
  brand: given.card_type,
});

const PARAMETER_OF: Readonly<Record<string, string>> = {
  'card.holder': 'card_holdername',
  'card.number': 'card_number',
  'card.startMonth': 'card_start_month',
  'card.startYear': 'card_start_year',
  'card.expireMonth': 'card_expire_month',
  'card.expireYear': 'card_expire_year',
  'card.issue': 'card_issuenumber',
  'card.cv2': 'card_cv2',
  'delivery.line1': 'order_address1',
  'delivery.postcode': 'order_postcode',
  'delivery.country': 'order_country',
};

export const problemsByParameter = (problems: PaymentProblems): InvalidFields =>
  Object.fromEntries(Object.entries(problems).map(([name, message]) => [PARAMETER_OF[name] ?? name, message]));

export const orderParameters = {
  order_address1: text,
  order_address2: text,
  order_address3: text,
  order_state: text,
  order_postcode: text,
  order_country: country,
  order_notes: text,
  order_deliverynotes: text,
  order_label: text,
  order_team: text,
  order_datetime: instant,
  order_delivery_date: day,
  order_clientref: text,
  email_template: integer,
};

type OrderGiven = Given<Omit<typeof orderParameters, 'email_template'>>;

/** An address is taken whole: a street of one and a town of another is nowhere. */
export function termsOf(given: OrderGiven): Terms {
  const address = present({
    line1: given.order_address1,
    line2: given.order_address2,
    line3: given.order_address3,
    region: given.order_state,
    postcode: given.order_postcode,
    country: given.order_country,
  });
  return present({
    deliveryAddress: Object.keys(address).length > 0 ? address : undefined,
    notes: given.order_notes,
    deliveryNotes: given.order_deliverynotes,
    label: given.order_label,
    team: given.order_team,
    deliveryDate: given.order_delivery_date,
    clientReference: given.order_clientref,
  });
}

const present = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], null | undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as ReturnType<
    typeof present<T>
  >;

/** By the document with this number; null and missing ask for no mail. */
export const mailWanted = (template: number | null | undefined) =>
  typeof template === 'number' ? { document: template } : undefined;
