/** Contacts: registration, enquiries of people who may be known, and what the one who is logged in may see and change. */
import { z } from 'zod';
import type { Written } from '../../application/context.ts';
import { contactByKey } from '../../projections/contacts/queries.ts';
import {
  type ClientFields,
  CONTACT_FIELDS,
  checkMenus,
  clientFields,
  clientNames,
  contactChanges,
  selectContactFields,
} from './contactFields.ts';
import { invalid, refusalError, SalesSystemError } from './errors.ts';
import { defineMethod } from './method.ts';
import { neverBlank, password, required, requiredFilter } from './values.ts';

const refAndKey = ({ ref, key }: Pick<Written, 'ref' | 'key'>) => ({ contact_ref: ref, contact_key: key });

const addContact = defineMethod({
  name: 'addContact',
  scope: 'write',
  visit: 'anonymous',
  parameters: clientFields.extend({
    client_firstname: required(clientNames.client_firstname),
    client_lastname: required(clientNames.client_lastname),
    client_email: required(clientNames.client_email),
    client_password: required(password),
  }),
  async run({ app, principal, context }, { client_password: secret, ...client }, session) {
    await checkMenus(app, client);
    const registered = await app.sessions.register(context, principal.key, session, contactChanges(client), secret);
    if (!registered.ok) throw refusalError(registered.refusal);
    return refAndKey(registered.value);
  },
});

/** A visitor who is logged in is the contact, whatever else was sent. */
const addContactLite = defineMethod({
  name: 'addContactLite',
  scope: 'write',
  visit: 'started',
  parameters: clientFields,
  async run({ app, context }, client, { contactKey }) {
    const loggedIn = contactKey === null ? undefined : await contactByKey(app.db, contactKey);
    if (loggedIn) return refAndKey(loggedIn);
    checkReachable(client);
    await checkMenus(app, client);
    const found = await app.contacts.ensure(context, contactChanges(client));
    if (!found.ok) throw refusalError(found.refusal);
    return refAndKey(found.value);
  },
});

/** Somebody who can be answered, and called by some name. */
export function checkReachable(client: ClientFields): void {
  if (!client.client_email && !client.client_phone && !client.client_mobile) {
    throw invalid({ client_email: 'Must be given, or a phone number.' });
  }
  if (!client.client_firstname && !client.client_lastname && !client.client_company) {
    throw invalid({ client_firstname: 'A first name, last name or company must be given.' });
  }
}

const getContact = defineMethod({
  name: 'getContact',
  scope: 'read',
  visit: 'loggedIn',
  parameters: z.object({ filter: requiredFilter }),
  usual: CONTACT_FIELDS,
  async run({ app }, { filter }, { contactKey }) {
    const row = await contactByKey(app.db, contactKey);
    if (!row) throw new SalesSystemError(1501);
    return selectContactFields(app, row, filter);
  },
});

const updateContact = defineMethod({
  name: 'updateContact',
  scope: 'write',
  visit: 'loggedIn',
  parameters: clientFields.extend({
    client_firstname: neverBlank(clientNames.client_firstname),
    client_lastname: neverBlank(clientNames.client_lastname),
    client_email: neverBlank(clientNames.client_email),
    client_password: neverBlank(password),
  }),
  async run({ app, principal, context }, { client_password: secret, ...client }, session) {
    await checkMenus(app, client);
    const changes = contactChanges(client);
    const updated = await app.sessions.updateContact(context, principal.key, session, changes, secret);
    if (!updated.ok) throw refusalError(updated.refusal);
    return refAndKey(updated.value);
  },
});

export const contacts = [addContact, addContactLite, getContact, updateContact];
