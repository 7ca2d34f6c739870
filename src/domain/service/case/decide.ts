/** What may happen to a case. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import type { Answer, FormReference } from '../../kernel/answers.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import type { OrderReference } from '../../kernel/fragments.ts';
import { narrowPatch } from '../../kernel/patch.ts';
import { type CaseDetails, type CaseDetailsPatch, type CaseEvent, caseEvents } from './events.ts';
import { type CaseState, evolveCase, initialCase, type SupportCase } from './state.ts';

export type CaseCommand =
  | OpenCase
  | UpdateCase
  | AssignCase
  | LinkCaseToOrder
  | CloseCase
  | { readonly type: 'ReopenCase' };

export interface OpenCase {
  readonly type: 'OpenCase';
  readonly ref: number;
  readonly contact: string | null;
  readonly details: CaseDetails;
  readonly owner: number | null;
  readonly origin: { readonly submission: string; readonly form: FormReference } | null;
  readonly answers: readonly Answer[];
  readonly order?: OrderReference | null;
}

/** Missing means unchanged. */
export interface UpdateCase {
  readonly type: 'UpdateCase';
  readonly details: CaseDetailsPatch;
}

export interface AssignCase {
  readonly type: 'AssignCase';
  readonly owner: number | null;
}

/** Also of a settled case: it says what the case was about. */
export interface LinkCaseToOrder {
  readonly type: 'LinkCaseToOrder';
  readonly order: OrderReference | null;
}

export interface CloseCase {
  readonly type: 'CloseCase';
  readonly resolution: string | null;
}

export type CaseRefusal = 'CASE_EXISTS' | 'CASE_NOT_FOUND' | 'CASE_CLOSED' | 'CASE_INVALID';
type CaseDecision = Decision<CaseEvent, CaseRefusal>;

export function decideCase(state: CaseState, command: CaseCommand): CaseDecision {
  if (command.type === 'OpenCase') return open(state, command);
  if (state.phase === 'absent') return refuse('CASE_NOT_FOUND', 'There is no such case.');
  switch (command.type) {
    case 'UpdateCase':
      return whileOpen(state, () => update(state, command));
    case 'AssignCase':
      return whileOpen(state, () =>
        state.owner === command.owner ? nothing : accept(caseEvents.CaseAssigned({ owner: command.owner })),
      );
    case 'LinkCaseToOrder':
      return state.order?.key === command.order?.key ? nothing : accept(linked(command.order));
    case 'CloseCase':
      return state.phase === 'closed' ? nothing : accept(caseEvents.CaseClosed({ resolution: command.resolution }));
    case 'ReopenCase':
      return state.phase === 'open' ? nothing : accept(caseEvents.CaseReopened({}));
  }
}

/** A submission opens one case, however often it is asked to. */
function open(state: CaseState, { type: _, answers, order = null, ...data }: OpenCase): CaseDecision {
  if (state.phase === 'absent')
    return accept<CaseEvent>(
      caseEvents.CaseOpened({ ...data, answers: [...answers] }),
      ...(order === null ? [] : [linked(order)]),
    );
  const same = state.ref === data.ref || (data.origin !== null && state.submission === data.origin.submission);
  return same ? nothing : refuse('CASE_EXISTS', 'This case exists already.');
}

const linked = (order: OrderReference | null) =>
  caseEvents.CaseLinkedToOrder({ order: order && { key: order.key, ref: order.ref } });

function update(present: SupportCase, { details }: UpdateCase): CaseDecision {
  const cleared = (['subject', 'priority'] as const).find((field) => details[field] === null);
  if (cleared) return refuse('CASE_INVALID', 'A case keeps its subject and priority.', required(cleared));
  const changes = narrowPatch<CaseDetails>(present.details, details);
  return changes ? accept(caseEvents.CaseChanged({ changes })) : nothing;
}

const required = (path: string) => ({ path, message: 'cannot be cleared' });

const whileOpen = (state: SupportCase, decide: () => CaseDecision): CaseDecision =>
  state.phase === 'open' ? decide() : refuse('CASE_CLOSED', 'The case is closed. Reopen it first.');

export const supportCase = defineAggregate<CaseState, CaseCommand, CaseEvent, CaseRefusal>({
  category: 'case',
  events: caseEvents,
  initial: initialCase,
  evolve: evolveCase,
  decide: decideCase,
});
