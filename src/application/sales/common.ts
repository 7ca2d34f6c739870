/** What the use cases of sales have in common. */
import type { CustomFields } from '../customFields.ts';
import type { Executor } from '../execute.ts';
import type { Idempotency } from '../idempotency.ts';
import type { Numbers } from '../numbers.ts';
import type { Clock, Ids, ReadModels } from '../ports.ts';
import type { PrepareSale } from './input.ts';

export interface SalesDependencies {
  readonly executor: Executor;
  readonly customFields: Pick<CustomFields, 'counted'>;
  readonly numbers: Numbers;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly idempotency: Idempotency;
  readonly readModels: ReadModels;
  readonly prepareSale: PrepareSale;
  /** Of what names none. ISO 4217. */
  readonly shopCurrency: string;
}
