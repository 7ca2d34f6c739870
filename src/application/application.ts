/** Everything the program can do, as the fronts see it. Built once in `main.ts` from adapters; knows no driver and no protocol. */

import type { CustomFieldEntity } from '../domain/crm/customField/events.ts';
import type { Catalogue } from '../domain/kernel/codec.ts';
import { apiKeyByPublicKey, apiKeyBySecretDigest } from '../projections/apiKeys/queries.ts';
import { categoryByRef, categoryNamed } from '../projections/categories/queries.ts';
import { companyByRef, companyNamed } from '../projections/companies/queries.ts';
import { contactByKey, contactByRef } from '../projections/contacts/queries.ts';
import { customFieldsOf } from '../projections/customFields/queries.ts';
import type { Db } from '../projections/engine/db.ts';
import { memberGroupsByRefs } from '../projections/memberGroups/queries.ts';
import { productByRef } from '../projections/products/queries.ts';
import { offersBySkus } from '../projections/productVariants/queries.ts';
import { subscriberListRefs } from '../projections/subscriberLists/queries.ts';
import { webhookByKey } from '../projections/webhooks/queries.ts';
import { type Access, createAccess } from './access.ts';
import { type Activities, createActivities } from './activities.ts';
import { type Admission, createAdmission, type DefaultLimits } from './admission.ts';
import { type Audit, createAudit } from './audit.ts';
import { type BookableEvents, createBookableEvents } from './bookableEvents.ts';
import { type Bookings, createBookings } from './bookings.ts';
import { type Cases, createCases } from './cases.ts';
import { type Changes, createChanges } from './changes.ts';
import { createClaims } from './claims.ts';
import { type Carts, createCarts } from './commerce/carts.ts';
import { type Categories, createCategories } from './commerce/categories.ts';
import { createProducts, type Products } from './commerce/products.ts';
import { createPurchases, type Purchases } from './commerce/purchases.ts';
import { type Companies, createCompanies } from './companies.ts';
import { type Contacts, createContacts } from './contacts.ts';
import { type CustomFields, createCustomFields } from './customFields.ts';
import type { DeliveryOutbox, ProbeReceiver } from './deliveryPorts.ts';
import { createExecutor, type Executor } from './execute.ts';
import { createForms, type Forms } from './forms.ts';
import { createHistory, type History } from './history.ts';
import { createIdempotency } from './idempotency.ts';
import { createLogins, type Logins } from './logins.ts';
import { createMails, type Mails } from './mail/mails.ts';
import { createNotices, type Notices } from './mail/notices.ts';
import { createMemberGroups, type MemberGroups } from './memberGroups.ts';
import { createMemberSessions, type MemberSessions } from './memberSessions.ts';
import { createMembers, type Members } from './members.ts';
import { createMenus, type Menus } from './menus.ts';
import { createMoments, type Moments } from './moments.ts';
import { createNumbers } from './numbers.ts';
import type {
  Clock,
  Digests,
  EventLog,
  FollowUps,
  Ids,
  MailDocuments,
  Mailer,
  PasswordHasher,
  RateLimiter,
  ReadModelOperator,
  ReadModels,
  SessionStore,
} from './ports.ts';
import { createReadModelRepairs, type ReadModelRepairs } from './readModelRepairs.ts';
import type { CheckoutSettings } from './sales/checkout.ts';
import type { PaymentGateway } from './sales/gateway.ts';
import { createSales, type Sales } from './sales/sales.ts';
import { createSeats } from './seats.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createStaff, type Staff } from './staff.ts';
import { createSubmissions, type Submissions } from './submissions.ts';
import { createSubscriberLists, type SubscriberLists } from './subscriberLists.ts';
import { createWebhookDeliveries, type WebhookDeliveries } from './webhookDeliveries.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

export interface Application extends Sales {
  readonly contacts: Contacts;
  readonly companies: Companies;
  readonly staff: Staff;
  readonly activities: Activities;
  readonly customFields: CustomFields;
  readonly access: Access;
  readonly admission: Admission;
  readonly logins: Logins;
  readonly sessions: Sessions;
  readonly products: Products;
  readonly categories: Categories;
  readonly carts: Carts;
  readonly memberGroups: MemberGroups;
  readonly members: Members;
  readonly memberSessions: MemberSessions;
  readonly menus: Menus;
  readonly subscriberLists: SubscriberLists;
  readonly webhooks: Webhooks;
  readonly webhookDeliveries: WebhookDeliveries;
  readonly purchases: Purchases;
  readonly mails: Mails;
  readonly notices: Notices;
  readonly history: History;
  readonly audit: Audit;
  readonly changes: Changes;
  readonly moments: Moments;
  readonly forms: Forms;
  readonly submissions: Submissions;
  readonly cases: Cases;
  readonly bookableEvents: BookableEvents;
  readonly bookings: Bookings;
  /** Of prices and sales that name none. ISO 4217. */
  readonly shopCurrency: string;
  readonly executor: Executor;
  /** Read models, for the query functions of `projections/<model>/queries.ts`. */
  readonly db: Db;
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly readModelRepairs: ReadModelRepairs;
  readonly ids: Ids;
  readonly clock: Clock;
}

export interface ApplicationDependencies {
  readonly log: EventLog;
  readonly catalogue: Catalogue;
  readonly db: Db;
  readonly readModels: ReadModels & ReadModelOperator;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly digests: Digests;
  readonly passwords: PasswordHasher;
  readonly sessionStore: SessionStore;
  readonly followUps: FollowUps;
  /** What is asked now is about the past, which cannot be changed. */
  readonly isReadOnly: () => boolean;
  readonly deliveries: DeliveryOutbox;
  readonly probeReceiver: ProbeReceiver;
  readonly rateLimiter: RateLimiter;
  /** For keys that have none of their own. */
  readonly defaultLimits: DefaultLimits;
  /** How many may follow the log live with one key. */
  readonly maxLivePerKey: number;
  readonly sessionIdleMinutes: number;
  readonly mayDeliverTo: (target: URL) => Promise<boolean>;
  readonly gateway: PaymentGateway;
  readonly shopCurrency: string;
  readonly checkoutSettings: CheckoutSettings;
  readonly mailer: Mailer;
  readonly mailDocuments: MailDocuments;
  /** Address of whoever looks after the installation. */
  readonly owner: string | undefined;
  readonly publicUrl: string | undefined;
}

export function createApplication(deps: ApplicationDependencies): Application {
  const { log, db, clock, ids, readModels, catalogue } = deps;
  const executor = createExecutor(deps);
  const claims = createClaims({ ...deps, executor });
  const numbers = createNumbers({ executor, clock });
  const idempotency = createIdempotency({ ...deps, executor });
  const customFields = createCustomFields({
    ...{ ...deps, executor, numbers, idempotency },
    lookup: { customFields: (entity: CustomFieldEntity) => customFieldsOf(db, entity) },
  });
  const common = { ...deps, executor, claims, numbers, idempotency, customFields };
  const seats = createSeats({
    perKey: deps.maxLivePerKey,
    isValid: async (apiKey) => (await apiKeyByPublicKey(db, apiKey))?.revokedAt === null,
  });
  const access = createAccess({
    ...common,
    onRevoked: seats.end,
    lookup: {
      apiKeyBySecretDigest: (digest) => apiKeyBySecretDigest(db, digest),
      apiKeyByPublicKey: (apiKey) => apiKeyByPublicKey(db, apiKey),
    },
  });
  const contacts = createContacts({
    ...common,
    lookup: { keyOfContact: async (ref) => (await contactByRef(db, ref))?.key },
  });
  const forms = createForms(common);
  const cases = createCases({ ...common, contacts });
  const categories = createCategories({
    ...common,
    categoryLookup: {
      categoryByRef: async (ref) => (await categoryByRef(db, ref))?.key,
      categoryNamed: async (name) => (await categoryNamed(db, name))?.key,
    },
  });
  const carts = createCarts({ ...common, offers: { offersBySkus: (skus) => offersBySkus(db, skus) } });
  const logins = createLogins({ access, contacts });
  const mails = createMails({ mailer: deps.mailer, documents: deps.mailDocuments });
  const sales = createSales({ ...common, contacts, mails });
  const members = createMembers({
    ...common,
    access,
    contacts,
    lookup: {
      knownGroups: async (refs) => (await memberGroupsByRefs(db, refs)).map(({ ref }) => ref),
      isContact: async (key) => (await contactByKey(db, key)) !== undefined,
    },
  });
  return {
    contacts,
    companies: createCompanies({
      ...common,
      lookup: {
        keyOfCompany: async (ref) => (await companyByRef(db, ref))?.key,
        keyOfCompanyNamed: async (name) => (await companyNamed(db, name))?.key,
      },
    }),
    staff: createStaff(common),
    activities: createActivities(common),
    access,
    admission: createAdmission(deps.rateLimiter, deps.defaultLimits),
    customFields,
    logins,
    sessions: createSessions({ ...common, access, logins, contacts, carts, mails }),
    products: createProducts({ ...common, categories }),
    categories,
    carts,
    memberGroups: createMemberGroups(common),
    members,
    memberSessions: createMemberSessions({ ...common, members }),
    menus: createMenus(common),
    subscriberLists: createSubscriberLists({
      ...common,
      lookup: { subscriberListRefs: () => subscriberListRefs(db) },
    }),
    webhooks: createWebhooks(common),
    webhookDeliveries: createWebhookDeliveries({
      ...common,
      outbox: deps.deliveries,
      probe: deps.probeReceiver,
      lookup: { webhook: (key) => webhookByKey(db, key) },
    }),
    ...sales,
    mails,
    purchases: createPurchases({ ...sales, carts, mails, idempotency }),
    notices: createNotices({
      ...common,
      ...{ access, mails },
      lookup: { keyOfProduct: async (ref) => (await productByRef(db, ref))?.key },
    }),
    history: createHistory({ log, catalogue }),
    audit: createAudit({ ...deps, db }),
    changes: createChanges({ log, catalogue, seats }),
    moments: createMoments({ log, clock }),
    forms,
    submissions: createSubmissions({ ...common, contacts, forms, cases }),
    cases,
    bookableEvents: createBookableEvents({ ...common, forms }),
    bookings: createBookings({ ...common, contacts, forms }),
    shopCurrency: deps.shopCurrency,
    executor,
    db,
    log,
    readModels,
    readModelRepairs: createReadModelRepairs({ executor, log, operator: readModels }),
    ids,
    clock,
  };
}
