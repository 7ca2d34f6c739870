/** The type `Contact`. */
import { type ContactRow, contactsByKeys } from '../../projections/contacts/queries.ts';
import { builder } from '../builder.ts';
import { type RecordNode, recordKind } from '../record.ts';
import {
  DETAIL_GROUPS,
  DETAIL_LEAVES,
  GROUP_TYPE_DESCRIPTIONS,
  GROUP_TYPES,
  type Leaf,
  type LeafKind,
} from './details.ts';

export type ContactNode = RecordNode<'Contact', ContactRow>;

export const contacts = recordKind('Contact', contactsByKeys);

type Values = Readonly<Record<string, unknown>>;

export const Taxable = builder.enumType('Taxable', {
  description: 'Whether tax is charged.',
  values: {
    ALWAYS: { value: 'Y', description: 'Always.' },
    NEVER: { value: 'N', description: 'Never.' },
    REVERSE_CHARGE: { value: 'R', description: 'By the reverse charge rule: the buyer accounts for it.' },
  } as const,
});

/** GraphQL type of each kind of leaf, for output and input alike. */
export const LEAF_TYPES = {
  text: 'String',
  int: 'Int',
  boolean: 'Boolean',
  date: 'Date',
  taxable: Taxable,
} as const satisfies Record<LeafKind, unknown>;

/** The fields of leaves on any type whose records `valuesOf` can read. */
function leafFields<Node>(leaves: readonly Leaf[], valuesOf: (node: Node) => Values) {
  return (t: PothosSchemaTypes.ObjectFieldBuilder<(typeof builder)['$inferSchemaTypes'], Node>) =>
    Object.fromEntries(
      leaves.map(({ name, kind, description }) => [
        name,
        t.field({
          type: LEAF_TYPES[kind],
          nullable: true,
          description,
          resolve: (node) => (valuesOf(node)[name] ?? null) as never,
        }),
      ]),
    );
}

export const groupTypes = new Map(
  GROUP_TYPES.map(({ type, leaves }) => [
    type,
    builder.objectRef<Values>(type).implement({
      description: GROUP_TYPE_DESCRIPTIONS[type],
      fields: leafFields<Values>(leaves, (values) => values),
    }),
  ]),
);

/** A postal address, of whatever record. */
export const Address = groupTypes.get('Address') as ReturnType<typeof builder.objectRef<Values>>;

export const CustomFieldValue = builder
  .objectRef<{ readonly name: string; readonly value: unknown }>('CustomFieldValue')
  .implement({
    description: 'What a record holds in a field that the business defined.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Name of the field, `group.alias`.' }),
      value: t.field({
        type: 'CustomValue',
        nullable: true,
        description: 'Its value.',
        resolve: ({ value }) => value as never,
      }),
    }),
  });

/** Custom values of a record, by name. */
export const customValues = (custom: Values, names?: readonly string[] | null) =>
  Object.entries(custom)
    .filter(([name]) => !names || names.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));

export const Contact = builder.node(contacts.ref, {
  description: 'A person in the books.',
  id: { resolve: ({ row }) => row.key, description: 'Global id.' },
  fields: (t) => ({
    key: t.string({ description: 'The key under which events name the contact.', resolve: ({ row }) => row.key }),
    ref: t.int({ description: 'Number of the contact: the `id` of the legacy APIs.', resolve: ({ row }) => row.ref }),
    email: t.string({
      nullable: true,
      description: 'Main e-mail address; no two contacts share one.',
      resolve: ({ row }) => row.email,
    }),
    aliases: t.stringList({
      description: 'Further e-mail addresses that stand for the contact; no two contacts share one.',
      resolve: ({ row }) => row.aliases,
    }),
    status: t.string({
      nullable: true,
      description: 'Status as the business names it.',
      resolve: ({ row }) => row.status,
    }),
    tags: t.stringList({ description: 'Tags, oldest first.', resolve: ({ row }) => row.tags }),
    owner: t.int({
      nullable: true,
      description: 'Number of the member of staff who owns the contact.',
      resolve: ({ row }) => row.owner,
    }),
    lists: t.intList({ description: 'Refs of the subscriber lists.', resolve: ({ row }) => row.lists }),
    subscribed: t.boolean({ description: 'Wants marketing e-mail.', resolve: ({ row }) => row.subscribed }),
    createdAt: t.field({ type: 'DateTime', description: 'When it was created.', resolve: ({ row }) => row.createdAt }),
    updatedAt: t.field({ type: 'DateTime', description: 'When it last changed.', resolve: ({ row }) => row.updatedAt }),
    position: t.field({
      type: 'Position',
      description: 'Where its newest event stands in the log.',
      resolve: ({ row }) => BigInt(row.position),
    }),
    custom: t.field({
      type: [CustomFieldValue],
      description: 'Values of custom fields, by name.',
      args: { names: t.arg.stringList({ description: 'Only these fields, each as `group.alias`.' }) },
      resolve: ({ row }, { names }) => customValues(row.custom, names),
    }),
    ...leafFields<ContactNode>(DETAIL_LEAVES, ({ row }) => row.details)(t),
    ...Object.fromEntries(
      DETAIL_GROUPS.map(({ name, type, description }) => [
        name,
        t.field({
          type: groupTypes.get(type) as never,
          nullable: true,
          description,
          resolve: ({ row }) => (row.details as Values)[name] as never,
        }),
      ]),
    ),
  }),
});
