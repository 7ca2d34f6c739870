/** The schema: loads every area, and nothing else. */
import './scalars.ts';
import './contact/type.ts';
import './contact/queries.ts';
import './contact/mutations.ts';
import './contact/history.ts';
import './customFields.ts';
import './crm/menus.ts';
import './crm/staff.ts';
import './crm/companies.ts';
import './crm/companyMutations.ts';
import './crm/activities.ts';
import './crm/activityMutations.ts';
import './webhooks.ts';
import './webhookDeliveries.ts';
import './apiKeys.ts';
import './service/forms.ts';
import './service/cases.ts';
import './service/caseMutations.ts';
import './service/submissions.ts';
import './audit.ts';
import './membership/groups.ts';
import './membership/members.ts';
import './membership/memberMutations.ts';
import './subscriberLists.ts';
import './changes.ts';
import './booking/events.ts';
import './booking/eventMutations.ts';
import './booking/bookings.ts';
import './booking/bookingMutations.ts';
import './sales/orders.ts';
import './sales/orderMutations.ts';
import './sales/quotes.ts';
import './sales/quoteMutations.ts';
import './sales/invoices.ts';
import './sales/invoiceMutations.ts';
import './sales/payments.ts';
import './sales/paymentMutations.ts';
import './nodes.ts';
import './search.ts';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { builder } from './builder.ts';
import { guardSchema } from './guard.ts';

export const schema = guardSchema(builder.toSchema());

/** The schema as SDL, in one order whatever the order of declarations: for review, for clients and for `schema.graphql`. */
export const printedSchema = (): string => `${printSchema(lexicographicSortSchema(schema))}\n`;
