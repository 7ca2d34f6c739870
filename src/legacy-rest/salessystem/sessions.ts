/** Visits: their beginning and end, and who is logged in. */
import { z } from 'zod';
import { contactByKey } from '../../projections/contacts/queries.ts';
import { selectContactFields } from './contactFields.ts';
import { refusalError } from './errors.ts';
import { defineMethod } from './method.ts';
import { filter, knownPassword, required, text } from './values.ts';

const startSession = defineMethod({
  name: 'startSession',
  scope: 'read',
  visit: 'started',
  parameters: z.object({}),
  async run() {
    return {};
  },
});

const endSession = defineMethod({
  name: 'endSession',
  scope: 'read',
  visit: 'named',
  parameters: z.object({}),
  async run({ app, principal }, _, { id }) {
    await app.sessions.end(principal.key, id);
    return { session_id: null };
  },
});

/** What is told without a filter. */
const DEFAULT_LOGIN_FIELDS = ['contact_ref', 'contact_firstname', 'contact_lastname'];

const clientLogin = defineMethod({
  name: 'clientLogin',
  scope: 'read',
  visit: 'started',
  parameters: z.object({ client_username: required(text), client_password: required(knownPassword), filter }),
  async run(
    { app, principal, context },
    { client_username: name, client_password: password, filter: wanted },
    session,
  ) {
    const loggedIn = await app.sessions.logIn(context, principal.key, session, name, password);
    if (!loggedIn.ok) throw refusalError(loggedIn.refusal);
    const row = await contactByKey(app.db, loggedIn.value.contactKey);
    return row ? selectContactFields(app, row, wanted ?? DEFAULT_LOGIN_FIELDS) : {};
  },
});

const clientLogout = defineMethod({
  name: 'clientLogout',
  scope: 'read',
  visit: 'named',
  parameters: z.object({}),
  async run({ app, principal, context }, _, session) {
    await app.sessions.logOut(context, principal.key, session);
    return {};
  },
});

/** Whoever knows the name can ask for it; only who reads the contact's mail gets anything by it. */
const clientResetPassword = defineMethod({
  name: 'clientResetPassword',
  scope: 'write',
  visit: 'anonymous',
  parameters: z.object({ client_username: required(text) }),
  async run({ app, context }, { client_username: name }) {
    const reset = await app.sessions.resetPassword(context, name);
    if (!reset.ok) throw refusalError(reset.refusal);
    return { contact_ref: reset.value.ref, contact_key: reset.value.key };
  },
});

export const sessions = [startSession, endSession, clientLogin, clientLogout, clientResetPassword];
