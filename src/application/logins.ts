/** Contacts who can log in. */
import type { Access } from './access.ts';
import type { ContactChanges, Contacts } from './contacts.ts';
import { type RequestContext, type Result, refused, type Written } from './context.ts';

export interface Logins {
  /** Creates a contact with a password. Refuses as `contacts.create` does, and with PASSWORD_REQUIRED. */
  register(context: RequestContext, changes: ContactChanges, password: string): Promise<Result<Written>>;
}

export function createLogins({ access, contacts }: { access: Access; contacts: Contacts }): Logins {
  return {
    async register(context, changes, password) {
      if (password === '') return refused('PASSWORD_REQUIRED', 'A password is required.', 'password');
      const created = await contacts.create(context, changes);
      if (created.ok) await access.setPassword(context, created.value.key, password);
      return created;
    },
  };
}
