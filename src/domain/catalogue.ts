/** Every event of every aggregate. What is not listed here can neither be stored nor read. */
import { apiKeyEvents } from './access/apiKey/events.ts';
import { credentialEvents } from './access/credential/events.ts';
import { bookableEventEvents } from './booking/bookableEvent/events.ts';
import { bookingEvents } from './booking/booking/events.ts';
import { slotEvents } from './booking/slot/events.ts';
import { cartEvents } from './commerce/cart/events.ts';
import { categoryEvents } from './commerce/category/events.ts';
import { productEvents } from './commerce/product/events.ts';
import { activityEvents } from './crm/activity/events.ts';
import { companyEvents } from './crm/company/events.ts';
import { contactEvents } from './crm/contact/events.ts';
import { customFieldEvents } from './crm/customField/events.ts';
import { menuEvents } from './crm/menu/events.ts';
import { staffEvents } from './crm/staff/events.ts';
import { claimEvents } from './identity/claim/events.ts';
import { installationEvents } from './identity/installation/events.ts';
import { numberSequenceEvents } from './identity/numberSequence/events.ts';
import { requestEvents } from './identity/request/events.ts';
import { webhookEvents } from './integration/webhook/events.ts';
import { buildCatalogue } from './kernel/codec.ts';
import type { AnyEventDefinition } from './kernel/event.ts';
import { engagementEvents } from './marketing/engagement/events.ts';
import { subscriberListEvents } from './marketing/subscriberList/events.ts';
import { memberEvents } from './membership/member/events.ts';
import { memberGroupEvents } from './membership/memberGroup/events.ts';
import { readModelEvents } from './operations/readModel/events.ts';
import { checkoutEvents } from './sales/checkout/events.ts';
import { invoiceEvents } from './sales/invoice/events.ts';
import { invoiceNumbersEvents } from './sales/invoiceNumbers/events.ts';
import { orderEvents } from './sales/order/events.ts';
import { paymentEvents } from './sales/payment/events.ts';
import { quoteEvents } from './sales/quote/events.ts';
import { caseEvents } from './service/case/events.ts';
import { formEvents } from './service/form/events.ts';
import { submissionEvents } from './service/submission/events.ts';

/** By area and aggregate, as in the tree. `docs/events.md` follows this order. */
export const eventGroups = {
  'access/apiKey': apiKeyEvents,
  'access/credential': credentialEvents,
  'booking/bookableEvent': bookableEventEvents,
  'booking/booking': bookingEvents,
  'booking/slot': slotEvents,
  'commerce/cart': cartEvents,
  'commerce/category': categoryEvents,
  'commerce/product': productEvents,
  'crm/activity': activityEvents,
  'crm/company': companyEvents,
  'crm/contact': contactEvents,
  'crm/customField': customFieldEvents,
  'crm/menu': menuEvents,
  'crm/staff': staffEvents,
  'identity/claim': claimEvents,
  'identity/installation': installationEvents,
  'identity/numberSequence': numberSequenceEvents,
  'identity/request': requestEvents,
  'integration/webhook': webhookEvents,
  'marketing/engagement': engagementEvents,
  'marketing/subscriberList': subscriberListEvents,
  'membership/member': memberEvents,
  'membership/memberGroup': memberGroupEvents,
  'operations/readModel': readModelEvents,
  'sales/checkout': checkoutEvents,
  'sales/invoice': invoiceEvents,
  'sales/invoiceNumbers': invoiceNumbersEvents,
  'sales/order': orderEvents,
  'sales/payment': paymentEvents,
  'sales/quote': quoteEvents,
  'service/case': caseEvents,
  'service/form': formEvents,
  'service/submission': submissionEvents,
} as const;

export const catalogue = buildCatalogue(
  Object.values(eventGroups as Readonly<Record<string, Readonly<Record<string, AnyEventDefinition>>>>),
);
