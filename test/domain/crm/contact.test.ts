import { describe, it } from 'vitest';
import { type CreateContact, contact } from '../../../src/domain/crm/contact/decide.ts';
import { contactEvents } from '../../../src/domain/crm/contact/events.ts';
import { given } from '../../support/decider.ts';

const {
  ContactCreated,
  ContactDetailsChanged,
  ContactEmailChanged,
  ContactAliasesChanged,
  ContactStatusChanged,
  ContactTagged,
  ContactUntagged,
  ContactAssigned,
  ContactCustomFieldsSet,
  ContactSubscriptionsChanged,
  ContactDeleted,
} = contactEvents;

const data = {
  ref: 7,
  email: 'ada@example.com',
  details: { firstName: 'Ada', mainAddress: { city: 'London', country: 'GB' } },
  status: 'Customer',
  tags: ['vip', 'press'],
  owner: 3,
  custom: { 'general.colour': 'green' },
  lists: [2],
  subscribed: false,
};
const create: CreateContact = { type: 'CreateContact', ...data };
const ada = ContactCreated(data);

describe('creating a contact', () => {
  it('records everything that was told', () => given(contact).when(create).thenEvents([ada]));
  it('drops repeated tags and lists', () =>
    given(contact)
      .when({ ...create, tags: ['vip', 'vip', 'press'], lists: [2, 2] })
      .thenEvents([ada]));
  it('does without an e-mail address', () =>
    given(contact)
      .when({ ...create, email: null })
      .thenEvents([ContactCreated({ ...data, email: null })]));
  it('refuses what is no e-mail address', () =>
    given(contact)
      .when({ ...create, email: 'ada@localhost' })
      .thenRefused('EMAIL_INVALID'));
  it('refuses a second contact under the same key', () =>
    given(contact, ada)
      .when({ ...create, ref: 8 })
      .thenRefused('CONTACT_EXISTS'));
  it('refuses to bring a deleted contact back', () =>
    given(contact, ada, ContactDeleted({})).when(create).thenRefused('CONTACT_EXISTS'));
});

describe('updating a contact', () => {
  const update = given(contact, ada);

  it('stores only what really changes', () =>
    update
      .when({
        type: 'UpdateContact',
        details: { firstName: 'Ada', lastName: 'Lovelace', mainAddress: { city: 'Bath', country: 'GB' } },
      })
      .thenEvents([ContactDetailsChanged({ changes: { lastName: 'Lovelace', mainAddress: { city: 'Bath' } } })]));

  it('clears with null', () =>
    update
      .when({ type: 'UpdateContact', details: { firstName: null, lastName: null, mainAddress: { city: null } } })
      .thenEvents([ContactDetailsChanged({ changes: { firstName: null, mainAddress: { city: null } } })]));

  it('is silent when all is so already', () =>
    update
      .when({
        type: 'UpdateContact',
        email: data.email,
        details: data.details,
        status: data.status,
        owner: 3,
        tags: { set: data.tags },
      })
      .thenNothing());

  it('changes several things in one go', () =>
    update
      .when({
        type: 'UpdateContact',
        email: 'ada@new.example',
        status: 'Lead',
        owner: null,
        custom: { 'general.colour': null, 'general.size': 4 },
      })
      .thenEvents([
        ContactEmailChanged({ email: 'ada@new.example', proven: false }),
        ContactStatusChanged({ status: 'Lead' }),
        ContactAssigned({ owner: null }),
        ContactCustomFieldsSet({ values: { 'general.colour': null, 'general.size': 4 } }),
      ]));

  describe('aliases', () => {
    const known = given(contact, ada, ContactAliasesChanged({ aliases: ['a@x.example', 'b@x.example'] }));

    it('come with the contact, without its main address', () =>
      given(contact)
        .when({ ...create, aliases: ['A@x.example', 'a@x.example', 'ADA@example.com'] })
        .thenEvents([ada, ContactAliasesChanged({ aliases: ['a@x.example'] })]));
    it('stay when all is so already', () =>
      known.when({ type: 'UpdateContact', aliases: ['A@X.example', 'b@x.example'], status: 'Customer' }).thenNothing());
    it('are replaced', () =>
      known
        .when({ type: 'UpdateContact', aliases: ['c@x.example'] })
        .thenEvents([ContactAliasesChanged({ aliases: ['c@x.example'] })]));
    it('lose the one that becomes the main address', () =>
      known
        .when({ type: 'UpdateContact', email: 'b@x.example' })
        .thenEvents([
          ContactEmailChanged({ email: 'b@x.example', proven: false }),
          ContactAliasesChanged({ aliases: ['a@x.example'] }),
        ]));
    it('are e-mail addresses', () =>
      known.when({ type: 'UpdateContact', aliases: ['x'] }).thenRefused('EMAIL_INVALID'));
  });

  describe('what was proven of an address', () => {
    const proven = given(contact, ada, ContactDetailsChanged({ changes: { emailConfirmed: true } }));
    const changed = (email: string | null, isProven: boolean) => [ContactEmailChanged({ email, proven: isProven })];

    it('says nothing of another one', () =>
      proven.when({ type: 'UpdateContact', email: 'ada@new.example' }).thenEvents(changed('ada@new.example', false)));
    it('stays with the same one in other letters', () =>
      proven
        .when({ type: 'UpdateContact', email: data.email.toUpperCase() })
        .thenEvents(changed(data.email.toUpperCase(), true)));
    it('is told with the change', () =>
      given(contact, ada)
        .when({ type: 'UpdateContact', email: 'ada@new.example', details: { emailConfirmed: true } })
        .thenEvents(changed('ada@new.example', true)));
    it('ends with the address', () =>
      proven
        .when({ type: 'UpdateContact', email: null, details: { emailConfirmed: null } })
        .thenEvents(changed(null, false)));
  });

  it('keeps a status that the caller may not leave', () =>
    update.when({ type: 'UpdateContact', status: 'Lead', keepStatus: ['Customer'] }).thenNothing());

  it('replaces tags', () =>
    update
      .when({ type: 'UpdateContact', tags: { set: ['press', 'new'] } })
      .thenEvents([ContactUntagged({ tags: ['vip'] }), ContactTagged({ tags: ['new'] })]));

  it('adds and removes tags', () =>
    update
      .when({ type: 'UpdateContact', tags: { add: ['vip', 'new'], remove: ['press'] } })
      .thenEvents([ContactUntagged({ tags: ['press'] }), ContactTagged({ tags: ['new'] })]));

  it('states subscriptions as they are afterwards', () =>
    update
      .when({ type: 'UpdateContact', subscribed: true, lists: [2, 5, 5] })
      .thenEvents([ContactSubscriptionsChanged({ subscribed: true, lists: [2, 5] })]));

  it('refuses what is no e-mail address', () =>
    update.when({ type: 'UpdateContact', email: 'nope' }).thenRefused('EMAIL_INVALID'));
  it('refuses an unknown contact', () =>
    given(contact).when({ type: 'UpdateContact', status: 'Lead' }).thenRefused('CONTACT_NOT_FOUND'));
  it('refuses a deleted contact', () =>
    given(contact, ada, ContactDeleted({}))
      .when({ type: 'UpdateContact', status: 'Lead' })
      .thenRefused('CONTACT_NOT_FOUND'));
});

describe('deleting a contact', () => {
  it('happens once', () =>
    given(contact, ada)
      .when({ type: 'DeleteContact' })
      .thenEvents([ContactDeleted({})]));
  it('refuses an unknown contact', () =>
    given(contact).when({ type: 'DeleteContact' }).thenRefused('CONTACT_NOT_FOUND'));
});

describe('the company of a contact', () => {
  const { ContactLinkedToCompany } = contactEvents;
  it('is told with the creation, in one append', () =>
    given(contact)
      .when({ ...create, company: 'k1' })
      .thenEvents([ada, ContactLinkedToCompany({ company: 'k1' })]));
  it('changes and ends', () => {
    given(contact, ada)
      .when({ type: 'UpdateContact', company: 'k1' })
      .thenEvents([ContactLinkedToCompany({ company: 'k1' })]);
    given(contact, ada, ContactLinkedToCompany({ company: 'k1' }))
      .when({ type: 'UpdateContact', company: null })
      .thenEvents([ContactLinkedToCompany({ company: null })]);
    given(contact, ada).when({ type: 'UpdateContact', company: null }).thenNothing();
  });
});
