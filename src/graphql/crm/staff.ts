/** Staff: type, queries, and `addStaff`, `updateStaff`, `retireStaff`, `reinstateStaff`. */

import type { StaffChanges } from '../../application/staff.ts';
import { allStaff, staffByKeys, staffByRefs } from '../../projections/staff/queries.ts';
import { builder } from '../builder.ts';
import { keyOf } from '../ids.ts';
import { given, type InputOf } from '../input.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, readableMoment } from '../moment.ts';
import { mutation } from '../mutation.ts';
import { ID_DESCRIPTION, recordKind, recordQuery, recordResults } from '../record.ts';

const staff = recordKind('Staff', staffByKeys);
export const loadStaff = staff.load;

export const Staff = builder.node(staff.ref, {
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

recordQuery(staff, {
  name: 'staffMember',
  description: 'One member of staff.',
  byRef: async (db, ref, asOf) => (await staffByRefs(db, [ref], asOf))[0],
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
      return (await allStaff(context.app.db, asOf)).map((row) => staff.node(row, asOf));
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
const toChanges = ({ name, ...rest }: Omit<InputOf<typeof UpdateStaffInput>, 'id'>): StaffChanges => ({
  ...rest,
  ...given({ name }),
});

const result = recordResults(Staff, 'staff', loadStaff);

const added = result('addStaff', 'They work here now.', ['STAFF_NAME_REQUIRED', 'EMAIL_INVALID']);

mutation(added, {
  description: 'Enters somebody who works here.',
  scope: 'admin',
  args: (t) => ({ input: t.arg({ type: AddStaffInput, required: true, description: 'Who.' }) }),
  run: ({ input }, command, { app }) => app.staff.add(command, toChanges(input)),
});

const updated = result('updateStaff', 'The record is as the input says.', [
  'STAFF_NOT_FOUND',
  'STAFF_NAME_REQUIRED',
  'EMAIL_INVALID',
]);

mutation(updated, {
  description: 'Changes a member of staff.',
  scope: 'admin',
  args: (t) => ({ input: t.arg({ type: UpdateStaffInput, required: true, description: 'The changes.' }) }),
  run: ({ input: { id, ...changes } }, command, { app }) =>
    app.staff.update(command, keyOf('Staff', id), toChanges(changes)),
});

const ENDINGS = {
  retireStaff: { use: 'retire', description: 'Says that somebody left. What they own stays theirs.' },
  reinstateStaff: { use: 'reinstate', description: 'Says that somebody who left is back.' },
} as const;

for (const [name, { use, description }] of Object.entries(ENDINGS)) {
  const ended = result(name, 'It is so.', ['STAFF_NOT_FOUND']);
  mutation(ended, {
    description,
    scope: 'admin',
    args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
    run: ({ id }, command, { app }) => app.staff[use](command, keyOf('Staff', id)),
  });
}
