/** Every read model. One that is not listed here is neither filled nor rebuilt. */
import { activities } from './activities/model.ts';
import { apiKeys } from './apiKeys/model.ts';
import { auditEvents } from './auditEvents/model.ts';
import { bookableEvents } from './bookableEvents/model.ts';
import { bookingSlots } from './bookingSlots/model.ts';
import { bookings } from './bookings/model.ts';
import { cartLines } from './cartLines/model.ts';
import { carts } from './carts/model.ts';
import { cases } from './cases/model.ts';
import { categories } from './categories/model.ts';
import { companies } from './companies/model.ts';
import { contacts } from './contacts/model.ts';
import { customFields } from './customFields/model.ts';
import type { ReadModel } from './engine/model.ts';
import { formSubmissions } from './formSubmissions/model.ts';
import { forms } from './forms/model.ts';
import { invoices } from './invoices/model.ts';
import { memberGroups } from './memberGroups/model.ts';
import { members } from './members/model.ts';
import { menus } from './menus/model.ts';
import { orderLines } from './orderLines/model.ts';
import { orders } from './orders/model.ts';
import { payments } from './payments/model.ts';
import { products } from './products/model.ts';
import { productVariants } from './productVariants/model.ts';
import { quotes } from './quotes/model.ts';
import { staff } from './staff/model.ts';
import { subscriberLists } from './subscriberLists/model.ts';
import { tags } from './tags/model.ts';
import { webhooks } from './webhooks/model.ts';

/** `as const` keeps the type checker from comparing each model with each other one, which takes most of a minute. */
export const models: readonly ReadModel[] = [
  activities,
  apiKeys,
  auditEvents,
  bookableEvents,
  bookingSlots,
  bookings,
  cartLines,
  carts,
  cases,
  categories,
  companies,
  contacts,
  customFields,
  formSubmissions,
  forms,
  invoices,
  menus,
  orderLines,
  orders,
  payments,
  productVariants,
  products,
  quotes,
  staff,
  memberGroups,
  members,
  subscriberLists,
  tags,
  webhooks,
] as const as unknown as readonly ReadModel[];
