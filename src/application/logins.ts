/** Contacts who can log in. */
import type { Access } from './access.ts';
import type { ContactChanges, Contacts } from './contacts.ts';
import { type RequestContext, type Result, refused, type Written } from './context.ts';

export interface Logins {
  /** Creates a contact with a password. Refuses as `contacts.create` does, and with PASSWORD_REQUIRED and PASSWORD_INVALID. */
  register(context: RequestContext, changes: ContactChanges, password: string): Promise<Result<Written>>;
}

/** Hashing takes the longer the longer the password is. */
const MAX_PASSWORD_LENGTH = 1_000;

export const isPassword = (password: string): boolean => password !== '' && password.length <= MAX_PASSWORD_LENGTH;

export const passwordInvalid = refused(
  'PASSWORD_INVALID',
  `A password has 1 to ${MAX_PASSWORD_LENGTH} characters.`,
  'password',
);

export function createLogins({ access, contacts }: { access: Access; contacts: Contacts }): Logins {
  return {
    async register(context, changes, password) {
      if (password === '') return refused('PASSWORD_REQUIRED', 'A password is required.', 'password');
      if (!isPassword(password)) return passwordInvalid;
      const created = await contacts.create(context, changes);
      if (created.ok) await access.setPassword(context, created.value.key, password);
      return created;
    },
  };
}
