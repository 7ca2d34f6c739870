/** Every aggregate. What folds or describes any event, whatever it is about, finds its aggregate here. */
import { apiKey } from './access/apiKey/decide.ts';
import { credential } from './access/credential/decide.ts';
import { bookableEvent } from './booking/bookableEvent/decide.ts';
import { booking } from './booking/booking/decide.ts';
import { slot } from './booking/slot/decide.ts';
import { cart } from './commerce/cart/decide.ts';
import { category } from './commerce/category/decide.ts';
import { product } from './commerce/product/decide.ts';
import { activity } from './crm/activity/decide.ts';
import { company } from './crm/company/decide.ts';
import { contact } from './crm/contact/decide.ts';
import { customField } from './crm/customField/decide.ts';
import { menu } from './crm/menu/decide.ts';
import { staff } from './crm/staff/decide.ts';
import { claim } from './identity/claim/decide.ts';
import { installation } from './identity/installation/decide.ts';
import { numberSequence } from './identity/numberSequence/decide.ts';
import { request } from './identity/request/decide.ts';
import { webhook } from './integration/webhook/decide.ts';
import type { Aggregate } from './kernel/aggregate.ts';
import type { DomainEvent } from './kernel/event.ts';
import { engagement } from './marketing/engagement/decide.ts';
import { subscriberList } from './marketing/subscriberList/decide.ts';
import { member } from './membership/member/decide.ts';
import { memberGroup } from './membership/memberGroup/decide.ts';
import { readModel } from './operations/readModel/decide.ts';
import { checkout } from './sales/checkout/decide.ts';
import { invoice } from './sales/invoice/decide.ts';
import { invoiceNumbers } from './sales/invoiceNumbers/decide.ts';
import { order } from './sales/order/decide.ts';
import { payment } from './sales/payment/decide.ts';
import { quote } from './sales/quote/decide.ts';
import { supportCase } from './service/case/decide.ts';
import { form } from './service/form/decide.ts';
import { submission } from './service/submission/decide.ts';

export type AnyAggregate = Aggregate<unknown, never, DomainEvent>;

/** By area and name, as in the tree. An architecture test compares it with the catalogue. */
export const aggregates: readonly AnyAggregate[] = [
  apiKey,
  credential,
  bookableEvent,
  booking,
  slot,
  cart,
  category,
  product,
  activity,
  company,
  contact,
  customField,
  menu,
  staff,
  claim,
  installation,
  numberSequence,
  request,
  webhook,
  engagement,
  subscriberList,
  member,
  memberGroup,
  readModel,
  checkout,
  invoice,
  invoiceNumbers,
  order,
  payment,
  quote,
  supportCase,
  form,
  submission,
] as const as unknown as readonly AnyAggregate[];

const BY_CATEGORY = new Map(aggregates.map((aggregate) => [aggregate.category, aggregate]));

export const aggregateOf = (category: string): AnyAggregate | undefined => BY_CATEGORY.get(category);

/** What keeps the program itself going: keys, claims, numbers. No business of programs that follow the changes of records. */
const INTERNAL: ReadonlySet<string> = new Set(
  [apiKey, credential, webhook, claim, installation, invoiceNumbers, numberSequence, readModel, request].map(
    ({ category }) => category,
  ),
);

export const isInternal = (category: string): boolean => INTERNAL.has(category);
