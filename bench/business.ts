/** A business of contacts, their companies and their orders, put into the log as if it had grown day by day. */
import { randomUUID } from 'node:crypto';
import { createPostgresLog } from '../src/adapters/postgres/log/log.ts';
import type { NewEvent } from '../src/application/ports.ts';
import { catalogue } from '../src/domain/catalogue.ts';
import { companyEvents } from '../src/domain/crm/company/events.ts';
import { contactEvents } from '../src/domain/crm/contact/events.ts';
import type { DomainEvent } from '../src/domain/kernel/event.ts';
import { priceSale } from '../src/domain/sales/document.ts';
import { orderEvents } from '../src/domain/sales/order/events.ts';

const WRITERS = 128;
const firstDay = Date.parse('2024-01-01T00:00:00Z');
const FIVE_MINUTES = 300_000;

export const timeOf = (number: number): string => new Date(firstDay + number * FIVE_MINUTES).toISOString();
export const keyOf = (number: number): string => String(number).padStart(18, '0');
export const STATUSES = ['Lead', 'Customer', 'Refused', 'Blacklisted'] as const;

export interface Size {
  readonly contacts: number;
  readonly companies: number;
  readonly ordersEach: number;
}

function toNew({ type, data }: DomainEvent, time: string): NewEvent {
  const encoded = catalogue.encode({ type, data });
  const trace = { requestId: 'r', correlationId: 'r', causationId: 'r', commandId: randomUUID() };
  return {
    id: randomUUID(),
    type,
    data: encoded.data,
    metadata: {
      ...{ schemaVersion: encoded.schemaVersion, occurredAt: time, surface: 'cli', ...trace },
      actor: { kind: 'apiKey', id: 'bench' },
    },
  };
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

export async function fillBusiness(url: string, { contacts, companies, ordersEach }: Size): Promise<void> {
  const log = await createPostgresLog({ url });
  const append = (stream: string, number: number, ...events: readonly DomainEvent[]) =>
    log.append(
      stream,
      events.map((event) => toNew(event, timeOf(number))),
      'no-stream',
    );
  for (let number = 1; number <= companies; number++) await append(`company-${keyOf(number)}`, number, company(number));
  let next = 1;
  const writer = async () => {
    while (next <= contacts) {
      const number = next++;
      await append(`contact-${keyOf(number)}`, number, contact(number), linked(number, companies));
      for (let index = 0; index < ordersEach; index++) {
        const of = (number - 1) * ordersEach + index + 1;
        await append(`order-${keyOf(of)}`, of, order(of, number, companies));
      }
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  await log.close();
}
