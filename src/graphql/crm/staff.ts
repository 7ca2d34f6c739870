/** Staff: type, queries, and `addStaff`, `updateStaff`, `retireStaff`, `reinstateStaff`. */

import type { Moment } from '../../application/ports.ts';
import type { StaffChanges } from '../../application/staff.ts';
import { allStaff, type StaffRow, staffByKeys, staffByRefs } from '../../projections/staff/queries.ts';
import { builder } from '../builder.ts';
import { commandContext, type GraphqlContext } from '../context.ts';
import { keyOf } from '../ids.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, readableMoment } from '../moment.ts';
import { idempotencyArg } from '../mutation.ts';
import { ID_DESCRIPTION, type RecordNode, recordPayload, recordQuery } from '../record.ts';
import { mutationResult, type WrittenNode } from '../refusals.ts';

type StaffNode = RecordNode<'Staff', StaffRow>;

const staffNode = (row: StaffRow, asOf: Moment | undefined): StaffNode => ({ __typename: 'Staff', row, asOf });

export const Staff = builder.node(builder.objectRef<StaffNode>('Staff'), {
  description: 'Somebody who works here. Records name their owner by `ref`.',
  id: { resolve: ({ row }) => row.key, description: 'Global id.' },
  fields: (t) => ({
    key: t.string({ description: 'The key under which events name the record.', resolve: ({ row }) => row.key }),
    ref: t.int({ description: 'Number: what `owner` of a record says.', resolve: ({ row }) => row.ref }),
    name: t.string({ description: 'Name.', resolve: ({ row }) => row.name }),
    email: t.string({
      nullable: true,
      description: 'E-mail address.',
      resolve: ({ row }) => row.email,
    }),
    team: t.string({ nullable: true, description: 'Code of the team.', resolve: ({ row }) => row.team }),
    active: t.boolean({ description: 'False for somebody who left.', resolve: ({ row }) => row.active }),
    joinedAt: t.field({ type: 'DateTime', description: 'When they were entered.', resolve: ({ row }) => row.joinedAt }),
  }),
});

export async function loadStaff(
  { loaders }: GraphqlContext,
  key: string,
  asOf?: Moment,
): Promise<StaffNode | undefined> {
  const row = await loaders.one(staffByKeys, key, asOf);
  return row && staffNode(row, asOf);
}

recordQuery(Staff, {
  name: 'staffMember',
  kind: 'Staff',
  description: 'One member of staff.',
  load: loadStaff,
  byRef: async ({ app }, ref, asOf) => (await staffByRefs(app.db, [ref], asOf))[0],
  node: staffNode,
});

builder.queryField('staff', (t) =>
  t.field({
    type: [Staff],
    description: 'Everybody who works or worked here, by number.',
    complexity: { field: 1, multiplier: 20 },
    args: {
      asOf: t.arg({ type: AsOf, description: AS_OF_DESCRIPTION }),
      after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }),
    },
    resolve: async (_root, args, context) => {
      const asOf = await readableMoment(context, args, args.after);
      return (await allStaff(context.app.db, asOf)).map((row) => staffNode(row, asOf));
    },
  }),
);

const AddStaffInput = builder.inputType('AddStaffInput', {
  description: 'A new member of staff.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name.' }),
    email: t.string({ description: 'E-mail address.' }),
    team: t.string({ description: 'Code of the team.' }),
  }),
});

const UpdateStaffInput = builder.inputType('UpdateStaffInput', {
  description: 'Changes of a member of staff. Missing means unchanged, null and blank text clear.',
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    name: t.string({ description: 'Name. It cannot be cleared.' }),
    email: t.string({ description: 'E-mail address.' }),
    team: t.string({ description: 'Code of the team.' }),
  }),
});

/** A name that is null cannot be meant. */
const toChanges = ({ name, ...rest }: object & { readonly name?: string | null | undefined }): StaffChanges => ({
  ...(rest as StaffChanges),
  ...(typeof name === 'string' ? { name } : {}),
});

const added = mutationResult<WrittenNode>('addStaff', ['STAFF_NAME_REQUIRED', 'EMAIL_INVALID']);
recordPayload(added, Staff, 'staff', 'They work here now.', loadStaff);

builder.mutationField('addStaff', (t) =>
  t.field({
    type: added.union,
    description: 'Enters somebody who works here. Needs the scope `admin`.',
    extensions: { scope: 'admin' },
    args: {
      input: t.arg({ type: AddStaffInput, required: true, description: 'Who.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { input, idempotencyKey }, context) =>
      added.answer(await context.app.staff.add(commandContext(context, idempotencyKey), toChanges(input))),
  }),
);

const updated = mutationResult<WrittenNode>('updateStaff', ['STAFF_NOT_FOUND', 'STAFF_NAME_REQUIRED', 'EMAIL_INVALID']);
recordPayload(updated, Staff, 'staff', 'The record is as the input says.', loadStaff);

builder.mutationField('updateStaff', (t) =>
  t.field({
    type: updated.union,
    description: 'Changes a member of staff. Needs the scope `admin`.',
    extensions: { scope: 'admin' },
    args: {
      input: t.arg({ type: UpdateStaffInput, required: true, description: 'The changes.' }),
      ...idempotencyArg(t),
    },
    resolve: async (_root, { input: { id, ...changes }, idempotencyKey }, context) =>
      updated.answer(
        await context.app.staff.update(commandContext(context, idempotencyKey), keyOf('Staff', id), toChanges(changes)),
      ),
  }),
);

const ENDINGS = {
  retireStaff: { use: 'retire', description: 'Says that somebody left. What they own stays theirs.' },
  reinstateStaff: { use: 'reinstate', description: 'Says that somebody who left is back.' },
} as const;

for (const [name, { use, description }] of Object.entries(ENDINGS)) {
  const result = mutationResult<WrittenNode>(name, ['STAFF_NOT_FOUND']);
  recordPayload(result, Staff, 'staff', 'It is so.', loadStaff);
  builder.mutationField(name, (t) =>
    t.field({
      type: result.union,
      description: `${description} Needs the scope \`admin\`.`,
      extensions: { scope: 'admin' },
      args: { id: t.arg.id({ required: true, description: ID_DESCRIPTION }), ...idempotencyArg(t) },
      resolve: async (_root, { id, idempotencyKey }, context) =>
        result.answer(await context.app.staff[use](commandContext(context, idempotencyKey), keyOf('Staff', id))),
    }),
  );
}
