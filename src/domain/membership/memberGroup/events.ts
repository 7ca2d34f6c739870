/** What is stored about groups of members. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { ref, text } from '../../kernel/fragments.ts';

export const MemberGroupCreated = defineEvent('MemberGroupCreated', {
  summary: 'A group was opened that members may belong to.',
  schema: z.strictObject({
    ref,
    name: text,
    /** Page that its members land on after signing in. */
    link: text.nullable(),
  }),
});

export const MemberGroupRenamed = defineEvent('MemberGroupRenamed', {
  summary: 'A group of members got another name.',
  schema: z.strictObject({ name: text }),
});

export const MemberGroupLinked = defineEvent('MemberGroupLinked', {
  summary: 'Members of a group land on another page, or on none of its own.',
  schema: z.strictObject({ link: text.nullable() }),
});

export const MemberGroupDeleted = defineEvent('MemberGroupDeleted', {
  summary: 'A group was closed. Nobody belongs to it any more, whatever members had been told.',
  schema: z.strictObject({}),
});

export const memberGroupEvents = { MemberGroupCreated, MemberGroupRenamed, MemberGroupLinked, MemberGroupDeleted };
export type MemberGroupEvent = EventOf<typeof memberGroupEvents>;
