/** The only SELECTs on custom field definitions. */
import type { Moment } from '../../application/ports.ts';
import type { CustomFieldEntity } from '../../domain/crm/customField/events.ts';
import type { Db } from '../engine/db.ts';
import { relation, selectList } from '../engine/relation.ts';
import { type CustomFieldRow, customFields } from './model.ts';

export type { CustomFieldRow } from './model.ts';

/** In the order of definition. */
export async function customFieldsOf(db: Db, entity: CustomFieldEntity, asOf?: Moment): Promise<CustomFieldRow[]> {
  return db<CustomFieldRow[]>`
    select ${selectList(db, customFields)} from ${relation(db, customFields, asOf)} where entity = ${entity}
    order by defined_at, key`;
}
