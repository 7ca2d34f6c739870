/** What is stored about the installation itself. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';

export const InstallationStarted = defineEvent('InstallationStarted', {
  summary: 'An empty log was put to use. The salt keys the hashes that stand in for personal values in stream names.',
  schema: z.strictObject({ salt: z.string().min(32).meta({ secret: true }) }),
});

export const installationEvents = { InstallationStarted };
export type InstallationEvent = EventOf<typeof installationEvents>;
