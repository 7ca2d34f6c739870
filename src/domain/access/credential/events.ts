/** What is stored about a contact's login. The stream is capped to its newest event, so old hashes do not stay. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';

export const PasswordSet = defineEvent('PasswordSet', {
  summary: 'A contact got a password; only its argon2id hash is stored.',
  schema: z.strictObject({ hash: z.string().meta({ secret: true }) }),
});

export const PasswordRemoved = defineEvent('PasswordRemoved', {
  summary: 'A contact can no longer log in.',
  schema: z.strictObject({}),
});

export const credentialEvents = { PasswordSet, PasswordRemoved };
export type CredentialEvent = EventOf<typeof credentialEvents>;
