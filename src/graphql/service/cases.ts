/** Cases: type, queries, and the cases of a contact. */
import { CASE_PRIORITIES, type CasePriority } from '../../domain/service/case/events.ts';
import { CASE_FIELDS } from '../../projections/cases/fields.ts';
import {
  caseByRef,
  casesByKeys,
  countCases,
  newestCasesOfContacts,
  pageOfCases,
} from '../../projections/cases/queries.ts';
import { builder } from '../builder.ts';
import { loadContact } from '../contact/queries.ts';
import { Contact } from '../contact/type.ts';
import { listQuery } from '../list.ts';
import { newestField, recordKind, recordQuery } from '../record.ts';
import { loadOrder, Order } from '../sales/orders.ts';
import { FormAnswer } from './answers.ts';

const PRIORITY_DESCRIPTIONS: { readonly [K in CasePriority]: string } = {
  low: 'It can wait.',
  normal: 'In its turn.',
  high: 'Before others.',
  urgent: 'At once.',
};

export const CasePriorityEnum = builder.enumType('CasePriority', {
  description: 'How soon a case is to be looked after.',
  values: Object.fromEntries(
    CASE_PRIORITIES.map((value) => [value.toUpperCase(), { value, description: PRIORITY_DESCRIPTIONS[value] }]),
  ),
});

const CaseStatusEnum = builder.enumType('CaseStatus', {
  description: 'Whether a case is settled.',
  values: {
    OPEN: { value: 'open', description: 'It is to be looked after.' },
    CLOSED: { value: 'closed', description: 'It is settled.' },
  } as const,
});

const cases = recordKind('Case', casesByKeys);
export const { node: caseNode, load: loadCase } = cases;

export const Case = builder.node(cases.ref, {
  description: 'Something that the business looks after for a contact.',
  id: { resolve: ({ row }) => row.key, description: 'Global id.' },
  fields: (t) => ({
    key: t.string({ description: 'The key under which events name the case.', resolve: ({ row }) => row.key }),
    ref: t.int({ description: 'Number of the case.', resolve: ({ row }) => row.ref }),
    subject: t.string({
      description: 'What it is about.',
      resolve: ({ row }) => row.subject,
    }),
    message: t.string({
      nullable: true,
      description: 'What the contact wrote.',
      resolve: ({ row }) => row.message,
    }),
    label: t.string({
      nullable: true,
      description: 'Label as the business names it.',
      resolve: ({ row }) => row.label,
    }),
    priority: t.field({ type: CasePriorityEnum, description: 'How soon.', resolve: ({ row }) => row.priority }),
    status: t.field({ type: CaseStatusEnum, description: 'Whether it is settled.', resolve: ({ row }) => row.status }),
    resolution: t.string({
      nullable: true,
      description: 'How it was settled.',
      resolve: ({ row }) => row.resolution,
    }),
    owner: t.int({
      nullable: true,
      description: 'Number of the member of staff who looks after it.',
      resolve: ({ row }) => row.owner,
    }),
    contact: t.field({
      type: Contact,
      nullable: true,
      description: 'Whom it concerns. Null for nobody in the books, and for a contact that has been deleted.',
      resolve: ({ row, asOf }, _args, context) =>
        row.contact === null ? undefined : loadContact(context, row.contact, asOf),
    }),
    order: t.field({
      type: Order,
      nullable: true,
      description: 'The order that it is about.',
      resolve: ({ row, asOf }, _args, context) =>
        row.order === null ? undefined : loadOrder(context, row.order, asOf),
    }),
    formName: t.string({
      nullable: true,
      description: 'The form that opened it, as it was called then.',
      resolve: ({ row }) => row.formName,
    }),
    answers: t.field({
      type: [FormAnswer],
      description: 'What was answered in the form that opened it.',
      resolve: ({ row }) => row.answers,
    }),
    openedAt: t.field({ type: 'DateTime', description: 'When it was opened.', resolve: ({ row }) => row.openedAt }),
    updatedAt: t.field({ type: 'DateTime', description: 'When it last changed.', resolve: ({ row }) => row.updatedAt }),
    closedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was settled.',
      resolve: ({ row }) => row.closedAt,
    }),
  }),
});

recordQuery(cases, { name: 'case', description: 'One case.', byRef: caseByRef });

listQuery(cases, {
  name: 'cases',
  description: 'Cases that meet a filter, in any order, page by page.',
  fields: {
    key: { ...CASE_FIELDS.key, description: 'The key under which events name the case.' },
    ref: { ...CASE_FIELDS.ref, description: 'Number of the case.' },
    contactKey: { ...CASE_FIELDS.contact, description: 'Key of the contact.' },
    subject: { ...CASE_FIELDS.subject, description: 'What it is about.' },
    message: { ...CASE_FIELDS.message, description: 'What the contact wrote.' },
    label: { ...CASE_FIELDS.label, description: 'Label.' },
    priority: { ...CASE_FIELDS.priority, description: 'How soon: `low`, `normal`, `high`, `urgent`.' },
    owner: { ...CASE_FIELDS.owner, description: 'Number of the member of staff who looks after it.' },
    status: { ...CASE_FIELDS.status, description: '`open` or `closed`.' },
    orderKey: { ...CASE_FIELDS.order, description: 'Key of the order.' },
    orderRef: { ...CASE_FIELDS.orderRef, description: 'Number of the order.' },
    formKey: { ...CASE_FIELDS.form, description: 'Key of the form that opened it.' },
    formAlias: { ...CASE_FIELDS.formAlias, description: 'Alias of that form.' },
    openedAt: { ...CASE_FIELDS.openedAt, description: 'When it was opened.' },
    updatedAt: { ...CASE_FIELDS.updatedAt, description: 'When it last changed.' },
    closedAt: { ...CASE_FIELDS.closedAt, description: 'When it was settled.' },
  },
  page: pageOfCases,
  count: countCases,
});

newestField(Contact, 'cases', {
  of: cases,
  description: 'Cases of the contact, newest first. The query `cases` pages through all of them.',
  newest: newestCasesOfContacts,
  parentOf: ({ contact }) => contact,
});
