/** The one who submits a form or books a session: a contact that is named, or found or created by the e-mail address. */
import { contact } from '../domain/crm/contact/decide.ts';
import { answerOfType, checkAnswers, type FormField, type GivenAnswers } from '../domain/kernel/answers.ts';
import { isEmail } from '../domain/kernel/email.ts';
import type { Contacts } from './contacts.ts';
import { fullName } from './contactViews.ts';
import { type RequestContext, type Result, refused, success } from './context.ts';
import type { Executor } from './execute.ts';
import { part } from './idempotency.ts';

export interface Attendee {
  /** Key of the contact. Without one the contact is found, or created, by the e-mail address. */
  readonly contact?: string | null;
  /** Where the form does not ask for it; so the others. */
  readonly email?: string | null;
  readonly name?: string | null;
  readonly phone?: string | null;
}

export interface KnownAttendee {
  /** Key of the contact. */
  readonly contact: string;
  readonly attendee: { readonly name?: string; readonly email?: string };
}

/** Refuses with CONTACT_NOT_FOUND, EMAIL_REQUIRED and EMAIL_INVALID. A contact that exists stays as it is. */
export async function attendeeOf(
  { executor, contacts }: { readonly executor: Executor; readonly contacts: Contacts },
  context: RequestContext,
  given: Attendee,
  fields: readonly FormField[],
  answers: GivenAnswers,
): Promise<Result<KnownAttendee>> {
  const checked = checkAnswers(fields, answers);
  const answered = (type: 'email' | 'name' | 'phone') =>
    checked.ok ? answerOfType(fields, checked.answers, type) : undefined;
  const email = answered('email') ?? given.email?.trim();
  const name = answered('name') ?? given.name?.trim();
  const phone = answered('phone') ?? given.phone?.trim();
  if (email && !isEmail(email)) return emailInvalid;
  if (given.contact) {
    const { state } = await executor.load(contact, given.contact);
    if (state.phase !== 'active') return contactNotFound;
    const own = { name: fullName(state.details), email: state.email ?? undefined };
    return success({ contact: given.contact, attendee: told(name || own.name, email || own.email) });
  }
  if (!email) return emailRequired;
  const view = { ...(name ? { name } : {}), ...(phone ? { phone } : {}) };
  const ensured = await contacts.ensure(part(context, 'contact'), { email, view });
  return ensured.ok ? success({ contact: ensured.value.key, attendee: told(name, email) }) : ensured;
}

const told = (name: string | undefined, email: string | undefined) => ({
  ...(name ? { name } : {}),
  ...(email ? { email } : {}),
});

const contactNotFound = refused('CONTACT_NOT_FOUND', 'There is no such contact.', 'contact');
const emailInvalid = refused('EMAIL_INVALID', 'The e-mail address is not valid.', 'email');
const emailRequired = refused('EMAIL_REQUIRED', 'An e-mail address is needed to find or create the contact.', 'email');
