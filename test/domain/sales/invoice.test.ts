import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DraftInvoice, invoice } from '../../../src/domain/sales/invoice/decide.ts';
import { invoiceEvents } from '../../../src/domain/sales/invoice/events.ts';
import { type GiveInvoiceNumber, invoiceNumbers } from '../../../src/domain/sales/invoiceNumbers/decide.ts';
import { InvoiceNumberGiven } from '../../../src/domain/sales/invoiceNumbers/events.ts';
import { given } from '../../support/decider.ts';
import { pricedSale, saleToPrice } from './samples.ts';

const { InvoiceDrafted, InvoiceIssued, InvoiceDetailsChanged, InvoiceViewed, InvoiceVoided } = invoiceEvents;

const rest = {
  ref: 5,
  order: 'o1',
  parent: null,
  details: { addressedTo: 'Ada\nHull', dueOn: '2026-06-01' },
  datedOn: '2026-05-01',
  owner: null,
  tags: [],
  custom: {},
};
const draft: DraftInvoice = { type: 'DraftInvoice', sale: saleToPrice, ...rest };
const drafted = InvoiceDrafted({ ...pricedSale, ...rest });
const issued = InvoiceIssued({ number: 1001 });

describe('an invoice', () => {
  it('is drafted, then issued under a number', () => {
    given(invoice).when(draft).thenEvents([drafted]);
    given(invoice, drafted).when({ type: 'IssueInvoice', number: 1001 }).thenEvents([issued]);
  });
  it('keeps its number', () =>
    given(invoice, drafted, issued).when({ type: 'IssueInvoice', number: 1002 }).thenNothing());
  it('changes what it says', () =>
    given(invoice, drafted, issued)
      .when({ type: 'UpdateInvoice', details: { dueOn: '2026-07-01', addressedTo: null, notes: null } })
      .thenEvents([InvoiceDetailsChanged({ changes: { dueOn: '2026-07-01', addressedTo: null } })]));
  it('is looked at', () =>
    given(invoice, drafted)
      .when({ type: 'ViewInvoice', on: 'portal' })
      .thenEvents([InvoiceViewed({ on: 'portal' })], { unlessRepeated: 'each look counts' }));
  it('is voided and stays so', () => {
    const voided = InvoiceVoided({ reason: 'Twice' });
    given(invoice, drafted, issued).when({ type: 'VoidInvoice', reason: 'Twice' }).thenEvents([voided]);
    given(invoice, drafted, voided).when({ type: 'IssueInvoice', number: 1001 }).thenRefused('INVOICE_VOIDED');
    given(invoice, drafted, voided)
      .when({ type: 'UpdateInvoice', details: { notes: 'x' } })
      .thenRefused('INVOICE_VOIDED');
  });
  it('has one key', () =>
    given(invoice, drafted)
      .when({ ...draft, ref: 6 })
      .thenRefused('INVOICE_EXISTS'));
  it('has to exist', () => given(invoice).when({ type: 'VoidInvoice', reason: null }).thenRefused('INVOICE_NOT_FOUND'));
});

describe('numbers of invoices', () => {
  const give = (key: string, known: Partial<GiveInvoiceNumber> = {}): GiveInvoiceNumber => ({
    type: 'GiveInvoiceNumber',
    invoice: key,
    kept: [],
    unused: [],
    ...known,
  });
  const first = InvoiceNumberGiven({ number: 1, invoice: 'a', highest: 1, open: [{ number: 1, invoice: 'a' }] });

  it('are promised in turn, the same to whoever asks again', () => {
    given(invoiceNumbers).when(give('a')).thenEvents([first]);
    given(invoiceNumbers, first)
      .when(give('b', { kept: [{ number: 1, invoice: 'a' }] }))
      .thenEvents([InvoiceNumberGiven({ number: 2, invoice: 'b', highest: 2, open: [{ number: 2, invoice: 'b' }] })]);
  });

  it('that were not taken go to the next invoice', () =>
    given(invoiceNumbers, first)
      .when(give('b', { unused: [{ number: 1, invoice: 'a' }] }))
      .thenEvents([InvoiceNumberGiven({ number: 1, invoice: 'b', highest: 1, open: [{ number: 1, invoice: 'b' }] })]));

  it('are not taken from an invoice that has just been promised them', () => {
    const taken = InvoiceNumberGiven({ number: 1, invoice: 'b', highest: 1, open: [{ number: 1, invoice: 'b' }] });
    given(invoiceNumbers, first, taken)
      .when(give('c', { unused: [{ number: 1, invoice: 'a' }] }))
      .thenEvents([
        InvoiceNumberGiven({
          number: 2,
          invoice: 'c',
          highest: 2,
          open: [
            { number: 1, invoice: 'b' },
            { number: 2, invoice: 'c' },
          ],
        }),
      ]);
  });

  it('have no gaps, whoever crashes between promise and invoice', () => {
    const step = fc.record({ invoice: fc.constantFrom('a', 'b', 'c', 'd', 'e'), crashes: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let state = invoiceNumbers.initial;
        const written = new Map<string, number>();
        const ask = (key: string, crashes: boolean) => {
          if (written.has(key)) return;
          const kept = state.open.filter((promise) => written.get(promise.invoice) === promise.number);
          const decision = invoiceNumbers.decide(state, give(key, { kept }));
          if (!decision.ok) return;
          for (const event of decision.events) state = invoiceNumbers.evolve(state, event);
          const number = state.open.find((promise) => promise.invoice === key)?.number ?? 0;
          if (!crashes) written.set(key, number);
        };
        for (const { invoice: key, crashes } of steps) ask(key, crashes);
        for (const key of new Set(steps.map((one) => one.invoice))) ask(key, false);
        const numbers = [...written.values()].sort((a, b) => a - b);
        expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      }),
    );
  });
});
