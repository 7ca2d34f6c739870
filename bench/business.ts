/** A business of contacts, their companies and their orders, put into the log as if it had grown day by day. */
import { companyEvents } from '../src/domain/crm/company/events.ts';
import { contactEvents } from '../src/domain/crm/contact/events.ts';
import type { DomainEvent } from '../src/domain/kernel/event.ts';
import { priceSale } from '../src/domain/sales/document.ts';
import { orderEvents } from '../src/domain/sales/order/events.ts';
import { encoded, fill, keyOf, timeOf } from './log.ts';

export const STATUSES = ['Lead', 'Customer', 'Refused', 'Blacklisted'] as const;

export interface Size {
  readonly contacts: number;
  readonly companies: number;
  readonly ordersEach: number;
}

const standing = { tags: ['bench'], owner: null, custom: {} };

const company = (number: number): DomainEvent =>
  companyEvents.CompanyCreated({
    ...{ ref: number, name: `Company ${number}`, email: null, details: { website: 'https://bench.example' } },
    ...{ status: 'Customer', ...standing },
  });

const contact = (number: number): DomainEvent =>
  contactEvents.ContactCreated({
    ...{ ref: number, email: `contact${number}@bench.example`, status: STATUSES[number % STATUSES.length] ?? null },
    details: { firstName: 'Ada', lastName: `Lovelace ${number % 5_000}`, mainAddress: { city: 'London' } },
    ...{ lists: [], subscribed: true, ...standing },
  });

const linked = (number: number, companies: number): DomainEvent =>
  contactEvents.ContactLinkedToCompany({ company: keyOf((number % companies) + 1) });

function order(number: number, ofContact: number, companies: number): DomainEvent {
  const line = { quantity: '3', unitPrice: '2.50', taxRate: '0.2' };
  const priced = priceSale({
    ...{ contact: keyOf(ofContact), company: keyOf((ofContact % companies) + 1), buyer: { name: 'Ada Lovelace' } },
    ...{ currency: 'EUR', taxable: 'Y', discount: null, shipping: null },
    lines: [
      { ref: number * 2, name: 'Tea', sku: 'TEA-1', ...line },
      { ref: number * 2 + 1, name: 'Cup', sku: 'CUP-1', ...line },
    ],
  });
  if (!priced.ok) throw new Error('The order cannot be priced');
  return orderEvents.OrderPlaced({
    ...{ ref: number, quote: null, ...priced.sale, terms: {}, status: 'pending', placedAt: timeOf(number) },
    ...standing,
  });
}

export const fillBusiness = (url: string, { contacts, companies, ordersEach }: Size): Promise<void> =>
  fill(
    url,
    { to: contacts },
    async (append, number) => {
      const events = [contact(number), linked(number, companies)];
      await append(`contact-${keyOf(number)}`, ...events.map((event) => encoded(event, timeOf(number))));
      for (let index = 0; index < ordersEach; index++) {
        const of = (number - 1) * ordersEach + index + 1;
        await append(`order-${keyOf(of)}`, encoded(order(of, number, companies), timeOf(of)));
      }
    },
    async (append) => {
      for (let number = 1; number <= companies; number++)
        await append(`company-${keyOf(number)}`, encoded(company(number), timeOf(number)));
    },
  );
