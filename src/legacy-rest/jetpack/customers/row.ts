/** A contact as a customer row, in each of the three shapes. */
import { fullName } from '../../../application/contactViews.ts';
import type { CustomFieldDefinition } from '../../../application/customFields.ts';
import type { ContactRow } from '../../../projections/contacts/queries.ts';
import { customKeys, type Slug, slugsOf } from '../customFields.ts';
import type { Shape } from '../shape.ts';
import { seconds, type Times } from '../time.ts';
import { textFieldNames, textsOf } from './fields.ts';

/** What this API calls a customer without a status, and what a new one gets. */
export const DEFAULT_STATUS = 'Lead';

/** What a row needs to know besides the contact. */
export interface RowFacts {
  readonly shape: Shape;
  readonly slugs: readonly Slug[];
  readonly times: Times;
}

/** How many customers match, and on how many pages: the beta repeats both in every row. */
export interface Totals {
  readonly filterTot: number;
  readonly filterPages: number;
}

/** Names that rows and bodies give a meaning of their own; a custom field with such a name keeps its group. */
const TAKEN: ReadonlySet<string> = new Set([
  ...textFieldNames,
  ...['id', 'owner', 'status', 'email', 'wpid', 'avatar', 'created', 'createduts', 'created_date', 'lastupdated'],
  ...['lastupdated_date', 'lastcontacted', 'lastcontacteduts', 'lastcontacted_date', 'fullname', 'name', 'notes'],
  ...['suffix', 'assign', 'tags', 'sticky', 'stickystat', 'invoices', 'quotes', 'transactions', 'meta'],
  ...['zbsc_status', 'filtertot', 'filterpages'],
]);

export const customerSlugs = (definitions: readonly CustomFieldDefinition[]): Slug[] => slugsOf(definitions, TAKEN);

/** The row without what is linked to it. */
export function customerRow(row: ContactRow, facts: RowFacts, totals: Totals): Record<string, unknown> {
  switch (facts.shape) {
    case 'documented':
      return documentedRow(row, facts);
    case 'plugin':
      return pluginRow(row, facts);
    case 'beta':
      return betaRow(row, facts, totals);
  }
}

const NOBODY = -1;

function documentedRow(row: ContactRow, { slugs, shape, times }: RowFacts): Record<string, unknown> {
  const { createdAt, updatedAt } = row;
  const name = fullName(row.details);
  const texts = textsOf(row.details);
  return {
    id: row.ref,
    owner: row.owner ?? NOBODY,
    status: row.status ?? DEFAULT_STATUS,
    email: row.email ?? '',
    ...texts,
    ...secondAddressAsWritten(texts),
    wpid: NOBODY,
    avatar: '',
    created: times.dayAndTime(createdAt),
    createduts: seconds(createdAt),
    created_date: times.day(createdAt),
    lastupdated: seconds(updatedAt),
    lastupdated_date: times.day(updatedAt),
    ...neverContacted(NOBODY),
    fullname: name,
    name,
    ...customKeys(row.custom, slugs, shape),
  };
}

/** Clients write `secaddr1` and read `secaddr_addr1`; whoever reads what it wrote finds that too. */
const secondAddressAsWritten = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts)
      .filter(([name]) => name.startsWith('secaddr_'))
      .map(([name, value]) => [name.replace('secaddr_', 'sec'), value]),
  );

const neverContacted = (uts: number | string) => ({
  lastcontacted: NOBODY,
  lastcontacteduts: uts,
  lastcontacted_date: false,
});

/** As the running plugin sends it: numbers of the customer itself as text, dates in the site's format, the prefix in the name. */
function pluginRow(row: ContactRow, { slugs, shape, times }: RowFacts): Record<string, unknown> {
  const { createdAt, updatedAt } = row;
  const texts = textsOf(row.details);
  const name = [texts.prefix, texts.fname].map((part) => (part ? `${part} ` : '')).join('') + texts.lname;
  return {
    id: String(row.ref),
    owner: String(row.owner ?? NOBODY),
    status: row.status ?? DEFAULT_STATUS,
    email: row.email ?? '',
    ...texts,
    wpid: String(NOBODY),
    avatar: '',
    created: times.dayAndTime(createdAt),
    createduts: String(seconds(createdAt)),
    created_date: times.siteDay(createdAt),
    lastupdated: String(seconds(updatedAt)),
    lastupdated_date: times.siteDay(updatedAt),
    ...neverContacted(String(NOBODY)),
    fullname: name,
    name,
    ...customKeys(row.custom, slugs, shape),
  };
}

function betaRow(row: ContactRow, { slugs, shape, times }: RowFacts, totals: Totals): Record<string, unknown> {
  const status = row.status ?? DEFAULT_STATUS;
  const { tw: _tw, li: _li, fb: _fb, ...texts } = textsOf(row.details);
  return {
    id: row.ref,
    created: times.dayAndTime(row.createdAt),
    name: fullName(row.details),
    ...totals,
    meta: {
      zbsc_status: status,
      status,
      ...texts,
      ...customKeys(row.custom, slugs, shape),
      email: row.email ?? '',
      notes: row.details.notes ?? '',
    },
  };
}
