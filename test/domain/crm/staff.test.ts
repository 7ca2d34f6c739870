import { describe, it } from 'vitest';
import { type AddStaff, staff } from '../../../src/domain/crm/staff/decide.ts';
import { staffEvents } from '../../../src/domain/crm/staff/events.ts';
import { given } from '../../support/decider.ts';

const { StaffJoined, StaffChanged, StaffLeft, StaffReturned } = staffEvents;

const data = { ref: 1, name: 'Grace', email: 'grace@example.com', team: null };
const add: AddStaff = { type: 'AddStaff', ...data };
const grace = StaffJoined(data);

describe('a member of staff', () => {
  it('joins', () => given(staff).when(add).thenEvents([grace]));
  it('has a name', () =>
    given(staff)
      .when({ ...add, name: '' })
      .thenRefused('STAFF_NAME_REQUIRED'));
  it('has an address or none', () =>
    given(staff)
      .when({ ...add, email: 'x' })
      .thenRefused('EMAIL_INVALID'));
  it('joins under one number', () =>
    given(staff, grace)
      .when({ ...add, ref: 2 })
      .thenRefused('STAFF_EXISTS'));
  it('changes', () =>
    given(staff, grace)
      .when({ type: 'UpdateStaff', team: 'TM1' })
      .thenEvents([StaffChanged({ name: 'Grace', email: 'grace@example.com', team: 'TM1' })]));
  it('does not change to what it is', () =>
    given(staff, grace).when({ type: 'UpdateStaff', name: 'Grace' }).thenNothing());
  it('leaves and returns', () => {
    given(staff, grace)
      .when({ type: 'RetireStaff' })
      .thenEvents([StaffLeft({})]);
    given(staff, grace, StaffLeft({}))
      .when({ type: 'ReinstateStaff' })
      .thenEvents([StaffReturned({})]);
    given(staff, grace).when({ type: 'ReinstateStaff' }).thenNothing();
  });
  it('must have joined', () => {
    for (const type of ['UpdateStaff', 'RetireStaff', 'ReinstateStaff'] as const)
      given(staff).when({ type }).thenRefused('STAFF_NOT_FOUND');
  });
});
