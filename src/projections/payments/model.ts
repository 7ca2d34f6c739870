/** Payments: recorded ones, and charges with what came of them. */
import type { CustomValue } from '../../domain/kernel/fragments.ts';
import { type CardHint, cardHint, type PaymentEvent, type PaymentFields } from '../../domain/sales/payment/events.ts';
import type { PaymentPhase } from '../../domain/sales/payment/state.ts';
import { col, defineModel, type ModelRow, patch } from '../engine/model.ts';

/** How the end of a charge is called among the statuses that people write themselves. */
const STATUS = {
  captured: 'Succeeded',
  declined: 'Failed',
  challenged: 'Pending',
  uncertain: 'Hold',
  voided: 'Cancelled',
  refunded: 'Refunded',
} as const;

export const payments = defineModel<PaymentEvent>()({
  name: 'payments',
  version: 2,
  summary: 'Payments and what they take off what is owed.',
  categories: ['payment'],
  temporal: true,
  columns: {
    ref: col.requiredInteger(),
    /** Number of the payment elsewhere. */
    reference: col.requiredText(),
    phase: col.requiredText<PaymentPhase>(),
    status: col.requiredText(),
    kind: col.requiredText(),
    currency: col.requiredText(),
    /** Minor units. */
    amount: col.requiredBigint(),
    /** What it takes off what is owed; negative for money that went back. */
    settled: col.requiredBigint(),
    breakdown: col.record<PaymentFields['breakdown']>(),
    method: col.text(),
    title: col.text(),
    description: col.text({ personal: true }),
    origin: col.text(),
    exchangeRate: col.text(),
    taxRate: col.text(),
    contact: col.text(),
    company: col.text(),
    order: col.text(),
    invoice: col.text(),
    parent: col.integer(),
    owner: col.integer(),
    tags: col.texts(),
    custom: col.record<Record<string, CustomValue>>({ personal: true }),
    gateway: col.text(),
    /** Our number at the gateway, and its number for it. */
    gatewayCode: col.text(),
    transactionId: col.text(),
    card: col.record<Partial<CardHint>>({ personal: cardHint }),
    declinedWith: col.integer(),
    paidAt: col.requiredTimestamp(),
    completedAt: col.timestamp(),
    createdAt: col.requiredTimestamp(),
    updatedAt: col.requiredTimestamp(),
  },
  indexes: [
    { on: ['ref'], unique: true },
    { on: ['reference'] },
    { on: ['order'], where: '"order" is not null' },
    { on: ['invoice'], where: 'invoice is not null' },
    { on: ['contact', 'ref'], where: 'contact is not null' },
    { on: ['company', 'ref'], where: 'company is not null' },
    { on: ['phase'], where: "phase in ('authorising', 'challenged', 'uncertain')" },
  ],
  handlers: {
    PaymentRecorded: ({ id, data, occurredAt }, change) =>
      change.insert(id, {
        ...data,
        taxRate: data.taxRate ?? null,
        phase: 'recorded',
        createdAt: occurredAt,
        updatedAt: occurredAt,
      }),
    PaymentStarted: ({ id, data: { gateway, code, card, ...fields }, occurredAt }, change) =>
      change.insert(id, {
        ...fields,
        taxRate: fields.taxRate ?? null,
        phase: 'authorising',
        gateway,
        gatewayCode: code,
        card,
        createdAt: occurredAt,
        updatedAt: occurredAt,
      }),
    PaymentChanged: ({ id, data: { changes, settled }, occurredAt }, change) => {
      const { breakdown, ...columns } = changes;
      return change.update(id, {
        ...defined(columns),
        ...(breakdown ? { breakdown: patch(breakdown) } : {}),
        settled,
        updatedAt: occurredAt,
      });
    },
    PaymentCustomFieldsSet: ({ id, data, occurredAt }, change) =>
      change.update(id, { custom: patch(data.values), updatedAt: occurredAt }),
    PaymentCaptured: ({ id, data, occurredAt }, change) =>
      change.update(id, {
        phase: 'captured',
        status: STATUS.captured,
        settled: data.settled,
        transactionId: data.facts.transactionId ?? null,
        completedAt: occurredAt,
        updatedAt: occurredAt,
      }),
    PaymentDeclined: ({ id, data, occurredAt }, change) =>
      change.update(id, {
        phase: 'declined',
        status: STATUS.declined,
        declinedWith: data.code,
        updatedAt: occurredAt,
      }),
    PaymentChallenged: ({ id, occurredAt }, change) =>
      change.update(id, { phase: 'challenged', status: STATUS.challenged, updatedAt: occurredAt }),
    PaymentDoubted: ({ id, occurredAt }, change) =>
      change.update(id, { phase: 'uncertain', status: STATUS.uncertain, updatedAt: occurredAt }),
    PaymentRefundStarted: ({ id, occurredAt }, change) => change.update(id, { updatedAt: occurredAt }),
    PaymentRefunded: ({ id, data, occurredAt }, change) =>
      change.update(id, {
        settled: data.settled,
        ...(data.settled === 0 ? { status: STATUS.refunded } : {}),
        updatedAt: occurredAt,
      }),
    PaymentRefundFailed: ({ id, occurredAt }, change) => change.update(id, { updatedAt: occurredAt }),
    PaymentVoided: ({ id, occurredAt }, change) =>
      change.update(id, { phase: 'voided', status: STATUS.voided, settled: 0, updatedAt: occurredAt }),
  },
});

/** Only what an event says. */
const defined = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;

export type PaymentRow = ModelRow<typeof payments>;
