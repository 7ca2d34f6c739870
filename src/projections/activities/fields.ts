/** Names that filters and sorting on activities may use. */
import { type ListedFields, resolverOf } from '../filter/listed.ts';

export const ACTIVITY_FIELDS: ListedFields = {
  key: { sql: 'key', type: 'text', description: 'The key under which events name the activity.' },
  ref: { sql: 'ref', type: 'number', description: 'Number of the activity.' },
  title: { sql: "(fields ->> 'title')", type: 'text', description: 'What it is.' },
  kind: { sql: 'kind', type: 'text', description: 'Code of its type.' },
  startsAt: { sql: 'starts_at', type: 'instant', description: 'When it starts.' },
  endsAt: { sql: 'ends_at', type: 'instant', description: 'When it ends.' },
  contactKey: { sql: 'contact', type: 'text', description: 'Key of the contact that it is about.' },
  companyKey: { sql: 'company', type: 'text', description: 'Key of the company that it is about.' },
  owner: { sql: 'owner', type: 'number', description: 'Number of the owning member of staff.' },
  complete: { sql: 'complete', type: 'boolean', description: 'Whether it is done.' },
  createdAt: { sql: 'created_at', type: 'instant', description: 'When it was created.' },
  updatedAt: { sql: 'updated_at', type: 'instant', description: 'When it last changed.' },
};

export const activityFields = resolverOf(ACTIVITY_FIELDS);
