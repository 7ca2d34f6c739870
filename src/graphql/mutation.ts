/** What all mutations have in common: an idempotency key, a command, and an answer that is the payload or a refusal. */
import type { InputFieldMap, InputShapeFromFields } from '@pothos/core';
import type { RequestContext, Result } from '../application/context.ts';
import { builder } from './builder.ts';
import { commandContext, type GraphqlContext } from './context.ts';
import type { Sent } from './input.ts';
import type { MutationResult, WrittenNode } from './refusals.ts';

type Types = (typeof builder)['$inferSchemaTypes'];
type Arguments = Pick<PothosSchemaTypes.MutationFieldBuilder<Types, Types['Root']>, 'arg'>;

interface Mutation<Args extends InputFieldMap, Payload> {
  readonly description: string;
  /** Instead of `write`. */
  readonly scope?: 'admin';
  args(t: Arguments): Args;
  run(
    args: Sent<InputShapeFromFields<Args>>,
    command: RequestContext,
    context: GraphqlContext,
  ): Promise<Result<Payload>>;
}

const IDEMPOTENCY_KEY =
  'Any text of your choice, best a UUID. A repetition with the same key changes nothing and gets the first answer, ' +
  'for ever; with another input it is refused with IDEMPOTENCY_KEY_REUSED.';

/** Adds a mutation that answers `result`. */
export function mutation<Args extends InputFieldMap, Payload extends WrittenNode>(
  result: MutationResult<Payload>,
  { description, scope, args, run }: Mutation<Args, Payload>,
): void {
  builder.mutationField(result.name, (t) =>
    t.field({
      type: result.union as never,
      description: scope ? `${description} Needs the scope \`${scope}\`.` : description,
      ...(scope ? { extensions: { scope } } : {}),
      args: { ...args(t), idempotencyKey: t.arg.string({ description: IDEMPOTENCY_KEY }) } as InputFieldMap,
      resolve: async (_root, given: { readonly idempotencyKey?: string | null }, context) => {
        const { idempotencyKey, ...rest } = given;
        const command = commandContext(context, idempotencyKey);
        return result.answer(await run(rest as Sent<InputShapeFromFields<Args>>, command, context)) as never;
      },
    }),
  );
}
