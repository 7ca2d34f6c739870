/** `node` and `nodes`: any record by its global id. */
import type { Moment } from '../application/ports.ts';
import { loadApiKey } from './apiKeys.ts';
import { loadBooking } from './booking/bookings.ts';
import { loadBookableEvent } from './booking/events.ts';
import { builder } from './builder.ts';
import { loadCategory } from './commerce/categories.ts';
import { loadProduct } from './commerce/products.ts';
import { loadContact } from './contact/queries.ts';
import type { GraphqlContext } from './context.ts';
import { loadActivity } from './crm/activities.ts';
import { loadCompany } from './crm/companies.ts';
import { loadStaff } from './crm/staff.ts';
import { publicError } from './errors.ts';
import { demandScope } from './guard.ts';
import { fromGlobalId } from './ids.ts';
import { loadMemberGroup } from './membership/groups.ts';
import { loadMember } from './membership/members.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, readableMoment } from './moment.ts';
import { loadInvoice } from './sales/invoices.ts';
import { loadOrder } from './sales/orders.ts';
import { loadPayment } from './sales/payments.ts';
import { loadQuote } from './sales/quotes.ts';
import { loadCase } from './service/cases.ts';
import { loadForm } from './service/forms.ts';
import { loadFormSubmission } from './service/submissions.ts';
import { loadSubscriberList } from './subscriberLists.ts';
import { loadWebhook } from './webhooks.ts';

type Loader = (context: GraphqlContext, key: string, asOf: Moment | undefined) => Promise<object | undefined>;

/** One line for each type that implements `Node`. A test compares it with the schema. */
export const LOADERS: Readonly<Record<string, Loader>> = {
  Activity: loadActivity,
  BookableEvent: loadBookableEvent,
  Booking: loadBooking,
  Case: loadCase,
  Category: loadCategory,
  Company: loadCompany,
  Contact: loadContact,
  Staff: loadStaff,
  Form: loadForm,
  FormSubmission: loadFormSubmission,
  Member: loadMember,
  MemberGroup: loadMemberGroup,
  Invoice: loadInvoice,
  Order: loadOrder,
  Product: loadProduct,
  Payment: loadPayment,
  Quote: loadQuote,
  SubscriberList: loadSubscriberList,
  ApiKey: forAdministrators(present('ApiKey', loadApiKey)),
  Webhook: forAdministrators(present('Webhook', loadWebhook)),
};

/** Records without a kept past. */
function present(type: string, load: (context: GraphqlContext, key: string) => Promise<object | undefined>): Loader {
  return async (context, key, asOf) => {
    if (asOf) throw publicError('ARGUMENT_INVALID', `There are no past states of a ${type}.`, { argument: 'asOf' });
    return load(context, key);
  };
}

function forAdministrators(load: Loader): Loader {
  return async (context, key, asOf) => {
    demandScope(context, 'admin');
    return load(context, key, asOf);
  };
}

const MAX_NODES = 250;

function loadNode(context: GraphqlContext, id: string, asOf: Moment | undefined): Promise<object | undefined> {
  const { type, key } = fromGlobalId(id);
  const load = Object.hasOwn(LOADERS, type) ? LOADERS[type] : undefined;
  if (!load) throw publicError('ID_INVALID', 'This is no id of a record.');
  return load(context, key, asOf);
}

const Node = builder.nodeInterfaceRef();

builder.queryField('node', (t) =>
  t.field({
    type: Node,
    nullable: true,
    description: 'A record by its global id. Null when there is none.',
    args: {
      id: t.arg.id({ required: true, description: 'Global id.' }),
      asOf: t.arg({ type: AsOf, description: AS_OF_DESCRIPTION }),
      after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }),
    },
    resolve: async (_root, args, context) =>
      loadNode(context, args.id, await readableMoment(context, args, args.after)),
  }),
);

builder.queryField('nodes', (t) =>
  t.field({
    type: [Node],
    nullable: { list: false, items: true },
    description: `Up to ${MAX_NODES} records by their global ids, in that order. Null for each that there is none of.`,
    complexity: ({ ids }) => ({ field: 1, multiplier: Math.min(ids.length, MAX_NODES) }),
    args: {
      ids: t.arg.idList({ required: true, description: 'Global ids.' }),
      asOf: t.arg({ type: AsOf, description: AS_OF_DESCRIPTION }),
      after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }),
    },
    resolve: async (_root, args, context) => {
      if (args.ids.length > MAX_NODES) {
        throw publicError('ARGUMENT_INVALID', `At most ${MAX_NODES} ids at once.`, { argument: 'ids' });
      }
      const moment = await readableMoment(context, args, args.after);
      return Promise.all(args.ids.map((id) => loadNode(context, id, moment)));
    },
  }),
);
