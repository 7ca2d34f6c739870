/** Cases of a contact: forms that it submitted, and what staff or a shop opened for it. */
import type { Application } from '../../application/application.ts';
import {
  type AnswerField,
  answerFieldsOfCases,
  type CaseRow,
  countCases,
  listCases,
} from '../../projections/cases/queries.ts';
import type { ContactRow } from '../../projections/contacts/queries.ts';
import type { FilterField } from '../../projections/filter/filter.ts';
import { FORM_FIELDS, type Listing, memberFields, namedFields, valueField } from './lists.ts';
import { renderForm, renderMember } from './render.ts';

export async function casesOf({ db }: Application, contact: ContactRow): Promise<Listing<CaseRow>> {
  const only = { contact: contact.key };
  const answered = await answerFieldsOfCases(db, contact.key);
  return {
    fields: namedFields([
      ...FIELDS,
      ...memberFields('cases'),
      ...answered.map(({ name, type }) => answerField(name, type)),
    ]),
    list: (query, fields) => listCases(db, { ...query, only }, fields),
    count: (query, fields) => countCases(db, { ...query, only }, fields),
    render: (row) => renderCase(row, contact),
  };
}

function renderCase(row: CaseRow, contact: ContactRow) {
  return {
    Id: row.ref,
    OrderId: row.orderRef ?? 0,
    FormId: row.formRef ?? 0,
    MemberId: contact.ref,
    CreatedDateTime: row.openedAt,
    CustomCrmGroups: {},
    Member: renderMember(contact),
    Form: renderForm(row),
    CaseFields: row.submission === null ? { [SUBJECT]: row.subject, [MESSAGE]: row.message } : row.values,
  };
}

/** A case without a form has these instead of answers. */
const SUBJECT = 'subject';
const MESSAGE = 'message';

const FIELDS: readonly (readonly [string, FilterField])[] = [
  ['Id', { sql: 'ref', type: 'number' }],
  ['OrderId', { sql: 'coalesce(order_ref, 0)', type: 'number' }],
  ['CreatedDateTime', { sql: 'opened_at', type: 'instant' }],
  ...FORM_FIELDS,
  ...[SUBJECT, MESSAGE].map((name) => answerField(name, 'text')),
];

function answerField(name: string, type: AnswerField['type']): readonly [string, FilterField] {
  const otherwise = name === SUBJECT || name === MESSAGE ? `case when submission is null then ${name} end` : 'null';
  return [`CaseFields.${name}`, valueField('"values"', name, type, otherwise)];
}
