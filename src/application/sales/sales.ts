/** The use cases of sales, put together. */
import { companyByRef } from '../../projections/companies/queries.ts';
import { contactByRef } from '../../projections/contacts/queries.ts';
import type { Db } from '../../projections/engine/db.ts';
import { invoiceByRef } from '../../projections/invoices/queries.ts';
import { paidOf, recordedForOrder } from '../../projections/payments/queries.ts';
import { productsByKeys, productsByRefs } from '../../projections/products/queries.ts';
import { variantsOfProducts } from '../../projections/productVariants/queries.ts';
import type { Claims } from '../claims.ts';
import type { Contacts } from '../contacts.ts';
import type { Mails } from '../mail/mails.ts';
import { type Charges, createCharges } from './charges.ts';
import { type Checkout, type CheckoutSettings, createCheckout } from './checkout.ts';
import type { SalesDependencies } from './common.ts';
import type { PaymentGateway } from './gateway.ts';
import { createSalePreparation } from './input.ts';
import { createInvoices, type Invoices } from './invoices.ts';
import { createOrderDesk, type OrderDesk } from './orderDesk.ts';
import { createOrders, type Orders } from './orders.ts';
import { createPayments, type Payments } from './payments.ts';
import { createQuotes, type Quotes } from './quotes.ts';
import { createSnapshot } from './snapshot.ts';
import { createTill, type Till } from './till.ts';

export interface Sales {
  readonly orders: Orders;
  readonly orderDesk: OrderDesk;
  readonly invoices: Invoices;
  readonly quotes: Quotes;
  readonly payments: Payments;
  readonly charges: Charges;
  readonly checkout: Checkout;
  readonly till: Till;
}

interface Dependencies extends Omit<SalesDependencies, 'prepareSale'> {
  readonly db: Db;
  readonly claims: Claims;
  readonly contacts: Contacts;
  readonly mails: Mails;
  readonly gateway: PaymentGateway;
  readonly checkoutSettings: CheckoutSettings;
}

export function createSales(deps: Dependencies): Sales {
  const { db, checkoutSettings: settings } = deps;
  const common = { ...deps, prepareSale: createSalePreparation(deps) };
  const paid = (thing: 'order' | 'invoice') => ({
    paidOf: async (key: string) => (await paidOf(db, thing, [key])).get(key)?.paid ?? 0,
  });
  const recorded = { recordedFor: (key: string) => recordedForOrder(db, key) };
  const invoices = createInvoices({ ...common, lookup: paid('invoice') });
  const snapshot = createSnapshot({
    productsByKeys: (keys) => productsByKeys(db, keys),
    productsByRefs: (refs) => productsByRefs(db, refs),
    variantsOfProducts: (keys) => variantsOfProducts(db, keys),
  });
  const orders = createOrders({ ...common, invoices, snapshot, lookup: paid('order') });
  const quotes = createQuotes(common);
  const charges = createCharges(common);
  const payments = createPayments({
    ...common,
    lookup: {
      keyOfContact: async (ref) => (await contactByRef(db, ref))?.key,
      keyOfCompany: async (ref) => (await companyByRef(db, ref))?.key,
      keyOfInvoice: async (ref) => (await invoiceByRef(db, ref))?.key,
    },
  });
  return {
    orders,
    orderDesk: createOrderDesk({ ...common, orders, payments, lookup: paid('order') }),
    invoices,
    quotes,
    payments,
    charges,
    checkout: createCheckout({ ...common, quotes, orders, charges, settings, lookup: recorded }),
    till: createTill({ ...common, orders, payments, charges, settings, lookup: recorded }),
  };
}
