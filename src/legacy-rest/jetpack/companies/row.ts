/** A company as a row. The beta knew no companies; it gets the documented row. */
import type { CustomFieldDefinition } from '../../../application/customFields.ts';
import type { CompanyRow } from '../../../projections/companies/queries.ts';
import type { RowFacts } from '../customers/row.ts';
import { customKeys, type Slug, slugsOf } from '../customFields.ts';
import { seconds } from '../time.ts';
import { textFieldNames, textsOf } from './fields.ts';

/** What this API calls a company without a status, and what a new one gets. */
export const DEFAULT_STATUS = 'Lead';

/** Names that rows and bodies give a meaning of their own; a custom field with such a name keeps its group. */
const TAKEN: ReadonlySet<string> = new Set([
  ...textFieldNames,
  ...['id', 'owner', 'status', 'name', 'coname', 'email', 'wpid', 'avatar', 'created', 'created_date', 'lastupdated'],
  ...['lastupdated_date', 'lastcontacted', 'lastcontacted_date', 'notes', 'assign', 'tags', 'contacts', 'invoices'],
  ...['quotes', 'transactions', 'invoices_total', 'invoices_count', 'transactions_total', 'transactions_paid_total'],
  ...['total_value', 'quotes_total', 'invoices_total_inc_deleted', 'invoices_count_inc_deleted'],
]);

export const companySlugs = (definitions: readonly CustomFieldDefinition[]): Slug[] => slugsOf(definitions, TAKEN);

const NOBODY = -1;
/** Nobody logs in to a portal as a company. */
const NO_USER = 0;

/** The row without what is linked to it. */
export function companyRow(row: CompanyRow, { shape, slugs, times }: RowFacts): Record<string, unknown> {
  const plugin = shape === 'plugin';
  const number = (value: number): number | string => (plugin ? String(value) : value);
  const date = plugin ? times.siteDay : times.day;
  return {
    id: number(row.ref),
    owner: plugin ? String(row.owner ?? 0) : (row.owner ?? NOBODY),
    status: row.status ?? DEFAULT_STATUS,
    name: row.name,
    email: row.email ?? '',
    ...textsOf(row.details),
    wpid: NO_USER,
    avatar: '',
    created: seconds(row.createdAt),
    created_date: date(row.createdAt),
    lastupdated: seconds(row.updatedAt),
    lastupdated_date: date(row.updatedAt),
    lastcontacted: 0,
    lastcontacted_date: false,
    ...customKeys(row.custom, slugs, shape),
  };
}
