/** Cases: what a visitor wants the business to look after. */
import type { Application } from '../../application/application.ts';
import { contactByKey } from '../../projections/contacts/queries.ts';
import { checkMenus, clientFields, contactChanges } from './contactFields.ts';
import { checkReachable } from './contacts.ts';
import { refusalError, SalesSystemError } from './errors.ts';
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
  async run({ app, context }, input, { contactKey }) {
    const { case_subject: subject, case_message: message, email_template: template, ...client } = input;
    if (contactKey === null) {
      checkReachable(client);
      await checkMenus(app, client);
    }
    const opened = await app.cases.open(context, {
      subject,
      message,
      ...(contactKey === null ? { person: contactChanges(client) } : { contact: contactKey }),
    });
    if (!opened.ok) throw refusalError(opened.refusal);
    const { ref, key, contact } = opened.value;
    const told = { case_ref: ref, case_key: key, contact_ref: contact?.ref ?? null, contact_key: contact?.key ?? null };
    if (typeof template !== 'number') return told;
    const mailed = await mailCase(app, contact?.key, { document: template, ref, subject, message });
    // The case is kept; staff answers it without the mail.
    if (!mailed) throw new SalesSystemError(1092, undefined, told);
    return told;
  },
});

interface CaseMail {
  readonly document: number;
  readonly ref: number;
  readonly subject: string;
  readonly message: string;
}

async function mailCase(app: Application, key: string | undefined, { document, ref, ...words }: CaseMail) {
  const row = key === undefined ? undefined : await contactByKey(app.db, key);
  const { firstName, lastName } = row?.details ?? {};
  const values = { name: [firstName, lastName].filter(Boolean).join(' '), ref: String(ref), ...words };
  return (await app.mails.send({ template: 'case', document, to: row?.email ?? '', values })).ok;
}

export const cases = [addCase];
