/** What records say of each other: a key from outside is only taken when its record is in the books. */
import { company } from '../domain/crm/company/decide.ts';
import { contact } from '../domain/crm/contact/decide.ts';
import type { OrderReference } from '../domain/kernel/fragments.ts';
import { order } from '../domain/sales/order/decide.ts';
import { type Result, refused, success } from './context.ts';
import type { Executor } from './execute.ts';

/** Missing and `null` refer to nothing. */
export interface References {
  readonly contact?: string | null | undefined;
  readonly company?: string | null | undefined;
}

/** Refuses with CONTACT_NOT_FOUND or COMPANY_NOT_FOUND. */
export async function knownReferences(executor: Executor, references: References): Promise<Result<undefined>> {
  if (references.contact && (await executor.load(contact, references.contact)).state.phase !== 'active')
    return refused('CONTACT_NOT_FOUND', 'There is no such contact.', 'contact');
  if (references.company && (await executor.load(company, references.company)).state.phase !== 'active')
    return refused('COMPANY_NOT_FOUND', 'There is no such company.', 'company');
  return success(undefined);
}

/** The order with this key, as records that belong to it name it; null for none. Refuses with ORDER_NOT_FOUND. */
export async function namedOrder(
  executor: Executor,
  key: string | null | undefined,
): Promise<Result<OrderReference | null>> {
  if (!key) return success(null);
  const { state } = await executor.load(order, key);
  if (state.phase === 'absent') return refused('ORDER_NOT_FOUND', 'There is no such order.', 'order');
  return success({ key, ref: state.ref });
}
