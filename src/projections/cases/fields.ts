/** Names that filters and sorting on cases may use. */
import type { FilterField } from '../filter/filter.ts';

export const CASE_FIELDS = {
  key: { sql: 'key', type: 'text' },
  ref: { sql: 'ref', type: 'number' },
  contact: { sql: 'contact', type: 'text' },
  subject: { sql: 'subject', type: 'text' },
  message: { sql: 'message', type: 'text' },
  label: { sql: 'label', type: 'text' },
  priority: { sql: 'priority', type: 'text' },
  owner: { sql: 'owner', type: 'number' },
  status: { sql: 'status', type: 'text' },
  form: { sql: 'form_key', type: 'text' },
  order: { sql: '"order"', type: 'text' },
  orderRef: { sql: 'order_ref', type: 'number' },
  formRef: { sql: 'form_ref', type: 'number' },
  formAlias: { sql: 'form_alias', type: 'text' },
  formName: { sql: 'form_name', type: 'text' },
  openedAt: { sql: 'opened_at', type: 'instant' },
  updatedAt: { sql: 'updated_at', type: 'instant' },
  closedAt: { sql: 'closed_at', type: 'instant' },
} as const satisfies Record<string, FilterField>;
