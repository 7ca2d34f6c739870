/** Cases: what a visitor wants the business to look after. */
import { clientFields, contactChanges } from './contactFields.ts';
import { checkReachable } from './contacts.ts';
import { refusalError } from './errors.ts';
import { defineMethod } from './method.ts';
import { integer, required, text } from './values.ts';

/** For a visitor who is logged in, whatever else was sent; otherwise for the one whom the data names, who is not logged in by it. */
const addCase = defineMethod({
  name: 'addCase',
  scope: 'write',
  visit: 'started',
  parameters: clientFields.extend({
    case_subject: required(text),
    case_message: required(text),
    email_template: integer,
  }),
  async run({ app, context }, { case_subject: subject, case_message: message, ...client }, { contactKey }) {
    if (contactKey === null) checkReachable(client);
    const opened = await app.cases.open(context, {
      subject,
      message,
      ...(contactKey === null ? { person: contactChanges(client) } : { contact: contactKey }),
    });
    if (!opened.ok) throw refusalError(opened.refusal);
    const { ref, key, contact } = opened.value;
    return { case_ref: ref, case_key: key, contact_ref: contact?.ref ?? null, contact_key: contact?.key ?? null };
  },
});

export const cases = [addCase];
