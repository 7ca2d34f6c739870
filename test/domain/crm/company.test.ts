import { describe, it } from 'vitest';
import { type CreateCompany, company } from '../../../src/domain/crm/company/decide.ts';
import { companyEvents } from '../../../src/domain/crm/company/events.ts';
import { given } from '../../support/decider.ts';

const { CompanyCreated, CompanyDeleted, CompanyRenamed, CompanyEmailChanged, CompanyDetailsChanged } = companyEvents;
const { CompanyStatusChanged, CompanyTagged, CompanyUntagged, CompanyAssigned, CompanyCustomFieldsSet } = companyEvents;

const data = {
  ref: 4,
  name: 'Engines Ltd',
  email: 'info@engines.example',
  details: { phoneMain: '1', mainAddress: { city: 'Leeds', country: 'GB' } },
  status: 'Lead',
  tags: ['b2b'],
  owner: 2,
  custom: { 'general.size': 'large' },
};
const create: CreateCompany = { type: 'CreateCompany', ...data };
const engines = CompanyCreated(data);

describe('creating a company', () => {
  it('records everything that was told', () => given(company).when(create).thenEvents([engines]));
  it('drops repeated tags', () =>
    given(company)
      .when({ ...create, tags: ['b2b', 'b2b'] })
      .thenEvents([engines]));
  it('needs a name', () =>
    given(company)
      .when({ ...create, name: ' ' })
      .thenRefused('COMPANY_NAME_REQUIRED'));
  it('refuses what is no address', () =>
    given(company)
      .when({ ...create, email: 'nowhere' })
      .thenRefused('EMAIL_INVALID'));
  it('does not happen twice under another number', () =>
    given(company, engines)
      .when({ ...create, ref: 5 })
      .thenRefused('COMPANY_EXISTS'));
  it('does not happen after it was deleted', () =>
    given(company, engines, CompanyDeleted({})).when(create).thenRefused('COMPANY_EXISTS'));
});

describe('updating a company', () => {
  it('says only what differs', () =>
    given(company, engines)
      .when({
        type: 'UpdateCompany',
        name: 'Engines plc',
        email: null,
        details: { phoneMain: null, mainAddress: { city: 'Leeds', line1: '1 Mill Lane' } },
        status: 'Customer',
        tags: { set: ['partner'] },
        owner: null,
        custom: { 'general.size': null, 'general.rating': 5 },
      })
      .thenEvents([
        CompanyRenamed({ name: 'Engines plc' }),
        CompanyEmailChanged({ email: null }),
        CompanyDetailsChanged({ changes: { phoneMain: null, mainAddress: { line1: '1 Mill Lane' } } }),
        CompanyStatusChanged({ status: 'Customer' }),
        CompanyUntagged({ tags: ['b2b'] }),
        CompanyTagged({ tags: ['partner'] }),
        CompanyAssigned({ owner: null }),
        CompanyCustomFieldsSet({ values: { 'general.size': null, 'general.rating': 5 } }),
      ]));
  it('leaves no trace when nothing differs', () =>
    given(company, engines)
      .when({ type: 'UpdateCompany', name: data.name, email: data.email, tags: { add: ['b2b'] }, owner: 2 })
      .thenNothing());
  it('keeps a name', () =>
    given(company, engines).when({ type: 'UpdateCompany', name: '' }).thenRefused('COMPANY_NAME_REQUIRED'));
  it('refuses what is no address', () =>
    given(company, engines).when({ type: 'UpdateCompany', email: 'x' }).thenRefused('EMAIL_INVALID'));
  it('needs a company', () => given(company).when({ type: 'UpdateCompany' }).thenRefused('COMPANY_NOT_FOUND'));
});

describe('deleting a company', () => {
  it('happens once', () =>
    given(company, engines)
      .when({ type: 'DeleteCompany' })
      .thenEvents([CompanyDeleted({})]));
  it('needs a company', () => given(company).when({ type: 'DeleteCompany' }).thenRefused('COMPANY_NOT_FOUND'));
});
