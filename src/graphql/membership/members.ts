/** Members of the website: type and queries. */
import type { Moment } from '../../application/ports.ts';
import type { Recipient } from '../../domain/kernel/fragments.ts';
import type { GroupGrant } from '../../domain/membership/member/events.ts';
import { type MemberGroupRow, memberGroupsByRefs } from '../../projections/memberGroups/queries.ts';
import { MEMBER_FIELDS } from '../../projections/members/fields.ts';
import { countMembers, memberByRef, membersByKeys, pageOfMembers } from '../../projections/members/queries.ts';
import { builder } from '../builder.ts';
import { loadContact } from '../contact/queries.ts';
import { Contact } from '../contact/type.ts';
import { listQuery } from '../list.ts';
import type { LoadRows } from '../loaders.ts';
import { recordKind, recordQuery } from '../record.ts';
import { MemberGroup, memberGroupNode } from './groups.ts';

const members = recordKind('Member', membersByKeys);
export const loadMember = members.load;

const MemberRecipient = builder.objectRef<Recipient>('MemberRecipient').implement({
  description: 'To whom something is billed or sent; the place itself is an address of the contact.',
  fields: (t) => {
    const text = (name: keyof Recipient, description: string) =>
      t.string({
        nullable: true,
        description,
        resolve: (recipient) => recipient[name] ?? null,
      });
    return {
      name: text('name', 'Name.'),
      phone: text('phone', 'Phone number.'),
      companyName: text('companyName', 'Company.'),
      companyNumber: text('companyNumber', 'Number of the company in its register.'),
      vatNumber: text('vatNumber', 'Number of the company for value added tax.'),
    };
  },
});

const groupsByRefs: LoadRows<MemberGroupRow> = (db, refs, asOf) => memberGroupsByRefs(db, refs.map(Number), asOf);

type GrantNode = GroupGrant & { readonly asOf: Moment | undefined };

const MemberGroupGrant = builder.objectRef<GrantNode>('MemberGroupGrant').implement({
  description: 'That a member belongs to a group.',
  fields: (t) => ({
    groupRef: t.exposeInt('group', { description: 'Number of the group.' }),
    group: t.field({
      type: MemberGroup,
      nullable: true,
      description: 'The group. Null when it has been closed.',
      resolve: async ({ group, asOf }, _args, { loaders }) => {
        const [row] = await loaders.many('memberGroup', groupsByRefs, String(group), ({ ref }) => String(ref), asOf);
        return row && memberGroupNode(row);
      },
    }),
    until: t.expose('until', { type: 'DateTime', nullable: true, description: 'For how long. Null for ever.' }),
  }),
});

export const Member = builder.node(members.ref, {
  description: 'A contact who may sign in to the website.',
  id: { resolve: ({ row }) => row.key, description: 'Global id.' },
  fields: (t) => ({
    key: t.string({ description: 'The key under which events name the member.', resolve: ({ row }) => row.key }),
    ref: t.int({ description: 'Number of the member.', resolve: ({ row }) => row.ref }),
    contact: t.field({
      type: Contact,
      nullable: true,
      description: 'The contact, with name, e-mail address and postal addresses.',
      resolve: ({ row, asOf }, _args, context) => loadContact(context, row.key, asOf),
    }),
    groups: t.field({
      type: [MemberGroupGrant],
      description: 'Groups that the member belongs to, also those whose time is over.',
      resolve: ({ row, asOf }) => row.groups.map((grant) => ({ ...grant, asOf })),
    }),
    approved: t.boolean({ description: 'Whether the member may sign in.', resolve: ({ row }) => row.approved }),
    billing: t.field({
      type: MemberRecipient,
      nullable: true,
      description: 'To whom things are billed.',
      resolve: ({ row }) => row.recipients.billing,
    }),
    delivery: t.field({
      type: MemberRecipient,
      nullable: true,
      description: 'To whom things are sent.',
      resolve: ({ row }) => row.recipients.delivery,
    }),
    registeredAt: t.field({
      type: 'DateTime',
      description: 'When the contact became a member.',
      resolve: ({ row }) => row.registeredAt,
    }),
  }),
});

recordQuery(members, { name: 'member', description: 'One member of the website.', byRef: memberByRef });

listQuery(members, {
  name: 'members',
  description: 'Members of the website that meet a filter, in any order, page by page.',
  fields: {
    key: { ...MEMBER_FIELDS.key, description: 'The key under which events name the member.' },
    ref: { ...MEMBER_FIELDS.ref, description: 'Number of the member.' },
    approved: { ...MEMBER_FIELDS.approved, description: 'Whether the member may sign in.' },
    registeredAt: { ...MEMBER_FIELDS.registeredAt, description: 'When the contact became a member.' },
  },
  page: pageOfMembers,
  count: countMembers,
});

builder.objectField(Contact, 'member', (t) =>
  t.field({
    type: Member,
    nullable: true,
    description: 'What makes the contact a member of the website. Null when it is none.',
    resolve: ({ row, asOf }, _args, context) => loadMember(context, row.key, asOf),
  }),
);
