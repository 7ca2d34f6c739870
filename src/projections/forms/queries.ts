/** The only SELECTs on forms. */
import type { Moment } from '../../application/ports.ts';
import type { Db } from '../engine/db.ts';
import { queriesOf } from '../engine/list.ts';
import type { Columns } from '../engine/model.ts';
import { relation, selectList } from '../engine/relation.ts';
import { type FormRow, forms } from './model.ts';

export type { FormRow } from './model.ts';

export const { byKeys: formsByKeys, byRef: formByRef, page: pageOfForms, count: countForms } = queriesOf(forms);

/** Letter case aside. */
export async function formByAlias(db: Db, alias: string, asOf?: Moment): Promise<FormRow | undefined> {
  const [row] = await db<FormRow[]>`
    select ${selectList(db, forms)} from ${relation(db, forms, asOf)} where lower(alias) = lower(${alias.trim()})`;
  return row;
}

export interface AnswerField {
  /** Alias of the field. */
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean';
}

/** Records with answers of contacts in them. */
interface Answered {
  readonly name: string;
  readonly columns: Columns & { readonly contact: object; readonly values: object };
  readonly temporal: boolean;
}

/** What forms ask, and what this contact answered in these records; a field with values of several types counts as text. */
export async function answerFields(db: Db, answered: Answered, contact: string): Promise<AnswerField[]> {
  const column = (name: string) => db(`${answered.name}.${name}`);
  return db<AnswerField[]>`
    select name, case when count(distinct type) = 1 and min(type) in ('number', 'boolean') then min(type) else 'text' end as type
    from (
      select given.key as name, jsonb_typeof(given.value) as type
      from ${relation(db, answered)}, jsonb_each(${column('values')}) as given where ${column('contact')} = ${contact}
      union all
      select field ->> 'alias', field ->> 'type' from ${relation(db, forms)}, jsonb_array_elements(forms.fields) as field
    ) as fields
    group by name`;
}
