/** What operators do with a read model that an event has paused. Their decisions are events like any other: who, when and why stays known. */
import { readModel } from '../domain/operations/readModel/decide.ts';
import { type RequestContext, type Result, refused, success } from './context.ts';
import type { Executor } from './execute.ts';
import type { EventLog, Position, ReadModelOperator, RecordedEvent, StandingFault } from './ports.ts';

export interface ReadModelRepairs {
  /** Lets a paused model try its event again, after the cause was mended. */
  retry(context: RequestContext, model: string): Promise<Result<Position>>;
  /** Lets a paused model leave out the event that it stands before. The position guards against a slip of the hand. */
  skip(context: RequestContext, model: string, position: Position): Promise<Result<Position>>;
}

export function createReadModelRepairs(deps: {
  readonly executor: Executor;
  readonly log: EventLog;
  readonly operator: ReadModelOperator;
}): ReadModelRepairs {
  const { executor, log, operator } = deps;

  /** The decision is recorded before it is carried out: after a crash in between it is given once more. */
  async function record(
    context: RequestContext,
    model: string,
    type: 'SkipReadModelEvent' | 'RetryReadModel',
    { position, type: eventType, message }: StandingFault,
  ): Promise<void> {
    const { stream, revision } = await eventAt(position);
    await executor.execute(context, readModel, model, { type, stream, revision, eventType, reason: message });
  }

  async function eventAt(position: Position): Promise<RecordedEvent> {
    const from = position > 0n ? { from: position - 1n } : {};
    for await (const event of log.readAll({ ...from, limit: 1 })) if (event.position === position) return event;
    throw new Error(`The log holds no event at position ${position}`);
  }

  return {
    async retry(context, model) {
      const fault = await operator.faultOf(model);
      if (!fault) return refused('READ_MODEL_NOT_PAUSED', `Read model ${model} is not paused`);
      await record(context, model, 'RetryReadModel', fault);
      await operator.retry(model);
      return success(fault.position);
    },
    async skip(context, model, position) {
      const fault = await operator.faultOf(model);
      if (fault?.position !== position) {
        const message = `Read model ${model} does not stand before an event at position ${position}`;
        return refused('EVENT_NOT_AT_FAULT', message);
      }
      await record(context, model, 'SkipReadModelEvent', fault);
      await operator.skip(model, position);
      return success(position);
    },
  };
}
