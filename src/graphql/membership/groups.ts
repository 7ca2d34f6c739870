/** Groups of members: type, queries, mutations. */
import type { Moment } from '../../application/ports.ts';
import { listMemberGroups, type MemberGroupRow, memberGroupsByKeys } from '../../projections/memberGroups/queries.ts';
import { builder } from '../builder.ts';
import type { GraphqlContext } from '../context.ts';
import { keyOf } from '../ids.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, readableMoment } from '../moment.ts';
import { mutation } from '../mutation.ts';
import { ID_DESCRIPTION, recordResults, removalPayload } from '../record.ts';
import { mutationResult, type WrittenNode } from '../refusals.ts';

type MemberGroupNode = MemberGroupRow & { readonly __typename: 'MemberGroup' };

export const memberGroupNode = (row: MemberGroupRow): MemberGroupNode => ({ ...row, __typename: 'MemberGroup' });

export const MemberGroup = builder.node(builder.objectRef<MemberGroupNode>('MemberGroup'), {
  description: 'A group that members of the website may belong to: it opens pages to them.',
  id: { resolve: ({ key }) => key, description: 'Global id.' },
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The key under which events name the group.' }),
    ref: t.exposeInt('ref', { description: 'Number of the group.' }),
    name: t.exposeString('name', { description: 'What it is called.' }),
    link: t.exposeString('link', { nullable: true, description: 'Page that its members land on after signing in.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was opened.' }),
  }),
});

export async function loadMemberGroup({ loaders }: GraphqlContext, key: string, asOf?: Moment) {
  const row = await loaders.one(memberGroupsByKeys, key, asOf);
  return row && memberGroupNode(row);
}

builder.queryField('memberGroups', (t) =>
  t.field({
    type: [MemberGroup],
    description: 'All groups of members, oldest first.',
    args: {
      asOf: t.arg({ type: AsOf, description: AS_OF_DESCRIPTION }),
      after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }),
    },
    resolve: async (_root, args, context) => {
      const asOf = await readableMoment(context, args, args.after);
      return (await listMemberGroups(context.app.db, asOf)).map(memberGroupNode);
    },
  }),
);

const result = recordResults(MemberGroup, 'memberGroup', loadMemberGroup);

const created = result('createMemberGroup', 'The group was opened.', ['INPUT_INVALID']);

mutation(created, {
  description: 'Opens a group of members.',
  args: (t) => ({
    name: t.arg.string({ required: true, description: 'What it is called.' }),
    link: t.arg.string({ description: 'Page that its members land on after signing in.' }),
  }),
  run: ({ name, link }, command, { app }) => app.memberGroups.create(command, { name, link: link ?? null }),
});

const updated = result('updateMemberGroup', 'The group is as the input says.', [
  'MEMBER_GROUP_NOT_FOUND',
  'INPUT_INVALID',
]);

mutation(updated, {
  description: 'Changes a group of members. Missing means unchanged.',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    name: t.arg.string({ description: 'What it is called.' }),
    link: t.arg.string({ description: 'Page that its members land on. Null for none of its own.' }),
  }),
  run: ({ id, name, link }, command, { app }) =>
    app.memberGroups.update(command, keyOf('MemberGroup', id), {
      ...(typeof name === 'string' ? { name } : {}),
      ...(link === undefined ? {} : { link }),
    }),
});

const deleted = mutationResult<WrittenNode>('deleteMemberGroup', ['MEMBER_GROUP_NOT_FOUND']);
removalPayload(deleted, 'MemberGroup', 'deletedId', 'The group was closed: nobody belongs to it any more.');

mutation(deleted, {
  description: 'Closes a group of members.',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, command, { app }) => app.memberGroups.remove(command, keyOf('MemberGroup', id)),
});
