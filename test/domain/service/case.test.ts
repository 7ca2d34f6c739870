import { describe, it } from 'vitest';
import { type OpenCase, supportCase } from '../../../src/domain/service/case/decide.ts';
import { caseEvents } from '../../../src/domain/service/case/events.ts';
import { given } from '../../support/decider.ts';

const { CaseOpened, CaseChanged, CaseAssigned, CaseLinkedToOrder, CaseClosed, CaseReopened } = caseEvents;

const facts = {
  ref: 5,
  contact: 'c1',
  details: { subject: 'Broken chair', message: 'One leg is loose.', priority: 'normal' as const },
  owner: null,
  origin: { submission: 's1', form: { key: 'f1', ref: 3, alias: 'contact', name: 'Contact us' } },
  answers: [{ field: 'email', label: 'E-mail', value: 'ada@example.com' }],
};
const open: OpenCase = { type: 'OpenCase', ...facts };
const opened = CaseOpened(facts);
const closed = CaseClosed({ resolution: null });

describe('a case', () => {
  it('is opened', () => given(supportCase).when(open).thenEvents([opened]));
  it('is opened once by a submission, whatever number it was to have', () =>
    given(supportCase, opened)
      .when({ ...open, ref: 6 })
      .thenNothing());
  it('is no other case', () =>
    given(supportCase, opened)
      .when({ ...open, ref: 6, origin: null })
      .thenRefused('CASE_EXISTS'));
  it('is about an order, another one, and none, once settled too', () => {
    const order = { key: 'o1', ref: 12 };
    const linked = CaseLinkedToOrder({ order });
    given(supportCase)
      .when({ ...open, order })
      .thenEvents([opened, linked]);
    given(supportCase, opened, linked).when({ type: 'LinkCaseToOrder', order }).thenNothing();
    given(supportCase, opened, linked, closed)
      .when({ type: 'LinkCaseToOrder', order: null })
      .thenEvents([CaseLinkedToOrder({ order: null })]);
    given(supportCase).when({ type: 'LinkCaseToOrder', order }).thenRefused('CASE_NOT_FOUND');
  });
  it('changes what differs', () =>
    given(supportCase, opened)
      .when({ type: 'UpdateCase', details: { subject: 'Broken chair', message: null, label: 'Warranty' } })
      .thenEvents([CaseChanged({ changes: { message: null, label: 'Warranty' } })]));
  it.each(['subject', 'priority'])('keeps its %s', (field) =>
    given(supportCase, opened)
      .when({ type: 'UpdateCase', details: { [field]: null } })
      .thenRefused('CASE_INVALID'),
  );
  it('is given to somebody, and to nobody', () => {
    given(supportCase, opened)
      .when({ type: 'AssignCase', owner: 2 })
      .thenEvents([CaseAssigned({ owner: 2 })]);
    given(supportCase, opened).when({ type: 'AssignCase', owner: null }).thenNothing();
  });
  it('is settled, and then cannot change until it is opened again', () => {
    given(supportCase, opened)
      .when({ type: 'CloseCase', resolution: 'A new leg.' })
      .thenEvents([CaseClosed({ resolution: 'A new leg.' })]);
    given(supportCase, opened, closed)
      .when({ type: 'UpdateCase', details: { label: 'x' } })
      .thenRefused('CASE_CLOSED');
    given(supportCase, opened, closed).when({ type: 'AssignCase', owner: 2 }).thenRefused('CASE_CLOSED');
    given(supportCase, opened, closed)
      .when({ type: 'ReopenCase' })
      .thenEvents([CaseReopened({})]);
  });
  it.each([
    { type: 'UpdateCase' as const, details: {} },
    { type: 'AssignCase' as const, owner: null },
    { type: 'CloseCase' as const, resolution: null },
    { type: 'ReopenCase' as const },
  ])('has to be there for $type', (command) => given(supportCase).when(command).thenRefused('CASE_NOT_FOUND'));
});
