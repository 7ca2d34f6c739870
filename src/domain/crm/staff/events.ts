/** What is stored about the people who work here and own records. This is the storage format: a released version is never edited. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { email, personalText, ref, text } from '../../kernel/fragments.ts';

export const StaffJoined = defineEvent('StaffJoined', {
  summary: 'Somebody began to work here. Records name them as owner by this number.',
  schema: z.strictObject({
    ref,
    name: personalText,
    email: email.nullable(),
    /** Code of the team, as in the menu of teams. */
    team: text.nullable(),
  }),
});

export const StaffChanged = defineEvent('StaffChanged', {
  summary: 'Name, address or team of a member of staff changed; all are stated as they are now.',
  schema: z.strictObject({ name: personalText, email: email.nullable(), team: text.nullable() }),
});

export const StaffLeft = defineEvent('StaffLeft', {
  summary: 'Somebody left. What they own stays theirs until it is assigned to another.',
  schema: z.strictObject({}),
});

export const StaffReturned = defineEvent('StaffReturned', {
  summary: 'Somebody who had left is back.',
  schema: z.strictObject({}),
});

export const staffEvents = { StaffJoined, StaffChanged, StaffLeft, StaffReturned };
export type StaffEvent = EventOf<typeof staffEvents>;
