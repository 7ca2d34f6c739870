/** What all mutations have in common. */
import type { builder } from './builder.ts';

type Types = (typeof builder)['$inferSchemaTypes'];

/** Every mutation takes it. */
export const idempotencyArg = (t: PothosSchemaTypes.MutationFieldBuilder<Types, Types['Root']>) => ({
  idempotencyKey: t.arg.string({
    description:
      'Any text of your choice, best a UUID. A repetition with the same key changes nothing and gets the first answer, ' +
      'for ever; with another input it is refused with IDEMPOTENCY_KEY_REUSED.',
  }),
});
