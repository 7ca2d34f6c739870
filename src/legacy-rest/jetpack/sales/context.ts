/** What rows of sales need to know besides their record. */
import { fullName } from '../../../application/contactViews.ts';
import type { CustomFieldEntity } from '../../../domain/crm/customField/events.ts';
import { contactsByKeys } from '../../../projections/contacts/queries.ts';
import { type Slug, slugsOf } from '../customFields.ts';
import type { JetpackRequest } from '../request.ts';
import type { Shape } from '../shape.ts';
import type { Times } from '../time.ts';

export interface RowContext {
  readonly shape: Shape;
  readonly times: Times;
  readonly countedStatuses: readonly string[];
  /** Puts transactions on the side of the accounts where the running plugin puts them. */
  readonly pluginAccounting: boolean;
  readonly slugs: readonly Slug[];
  /** `YYYY-MM-DD` */
  readonly today: string;
  /** Address of a record for whoever has no login. */
  readonly hashOf: (key: string) => string;
  /** Number, as text, and name of the customer; both blank for none. */
  readonly customerOf: (key: string | null) => { readonly id: string; readonly name: string };
}

/** Names that rows give a meaning of their own; a custom field with such a name keeps its group. */
const TAKEN: ReadonlySet<string> = new Set(
  [
    'id owner id_override title currency value date date_date template content notes send_attachments hash lastviewed',
    'lastviewed_date viewed_count accepted accepted_date created created_date lastupdated lastupdated_date status lineitems',
    'parent status_label addressed_from addressed_to address_to_objtype allow_partial allow_tip due_date paid_date net',
    'discount discount_type shipping tax total hash_viewed portal_viewed type type_accounting ref origin desc fee',
    'date_paid date_completed orderid email fname item item_title company customer invoice taxes shipping_tax status_bool tax_rate',
  ].flatMap((names) => names.split(' ')),
);

export const salesSlugs = async (
  { app }: Pick<JetpackRequest, 'app'>,
  entity: CustomFieldEntity,
): Promise<readonly Slug[]> => slugsOf(await app.customFields.definitions(entity), TAKEN);

const NOBODY = { id: '', name: '' };

/** The beta names the customer of each record; the others do not. */
export async function rowContext(
  request: Pick<JetpackRequest, 'app' | 'shape' | 'options' | 'times' | 'countedStatuses'>,
  entity: CustomFieldEntity,
  rows: readonly { readonly contact: string | null }[],
): Promise<RowContext> {
  const { app, shape, options, times, countedStatuses } = request;
  const keys = shape === 'beta' ? rows.flatMap(({ contact }) => contact ?? []) : [];
  const contacts = keys.length > 0 ? await contactsByKeys(app.db, [...new Set(keys)]) : [];
  const customers = new Map(
    contacts.map(({ key, ref, details }) => [key, { id: String(ref), name: fullName(details) }]),
  );
  return {
    shape,
    times,
    countedStatuses,
    pluginAccounting: shape === 'plugin' || options.includes('plugin_accounting'),
    slugs: await salesSlugs(request, entity),
    today: times.day(app.clock.now().toISOString()),
    hashOf: (key) => app.ids.keyFrom(`hash:${entity}:${key}`),
    customerOf: (key) => customers.get(key ?? '') ?? NOBODY,
  };
}
