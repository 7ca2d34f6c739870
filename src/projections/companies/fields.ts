/** Names that filters and sorting on companies may use. */
import { type ListedFields, resolverOf } from '../filter/listed.ts';

const detail = (path: string): string => `(details #>> '{${path.replaceAll('.', ',')}}')`;

export const COMPANY_FIELDS: ListedFields = {
  key: { sql: 'key', type: 'text', description: 'The key under which events name the company.' },
  ref: { sql: 'ref', type: 'number', description: 'Number of the company.' },
  name: { sql: 'name', type: 'text', description: 'Name.' },
  email: { sql: 'email', type: 'text', description: 'Main e-mail address.' },
  status: { sql: 'status', type: 'text', description: 'Status.' },
  owner: { sql: 'owner', type: 'number', description: 'Number of the owning member of staff.' },
  city: { sql: detail('mainAddress.city'), type: 'text', description: 'Town of the main address.' },
  country: { sql: detail('mainAddress.country'), type: 'text', description: 'Country of the main address.' },
  createdAt: { sql: 'created_at', type: 'instant', description: 'When it was created.' },
  updatedAt: { sql: 'updated_at', type: 'instant', description: 'When it last changed.' },
};

export const companyFields = resolverOf(COMPANY_FIELDS);
