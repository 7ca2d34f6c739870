/** What is stored about one mailing to one contact of a list: a stream each, so that counting never waits for other readers. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { key, text } from '../../kernel/fragments.ts';

/** Key of the subscriber list. */
const list = key;

export const MailingSent = defineEvent('MailingSent', {
  summary: 'A mailing to a subscriber list went to one of its contacts.',
  schema: z.strictObject({
    list,
    /** Key of the contact. */
    contact: key,
    /** Name of the mailing, as whoever sends it calls it. */
    mailing: text,
  }),
});

export const MailingOpened = defineEvent('MailingOpened', {
  summary: 'A contact opened a mailing for the first time.',
  schema: z.strictObject({ list }),
});

export const MailingClicked = defineEvent('MailingClicked', {
  summary: 'A contact followed a link of a mailing for the first time.',
  schema: z.strictObject({ list }),
});

export const engagementEvents = { MailingSent, MailingOpened, MailingClicked };
export type EngagementEvent = EventOf<typeof engagementEvents>;
