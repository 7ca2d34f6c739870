/** How a case's events fold into what decisions need. */
import type { OrderReference } from '../../kernel/fragments.ts';
import { applyPatch } from '../../kernel/patch.ts';
import type { CaseDetails, CaseEvent } from './events.ts';

export type CaseState = { readonly phase: 'absent' } | SupportCase;

export interface SupportCase {
  readonly phase: 'open' | 'closed';
  readonly ref: number;
  readonly contact: string | null;
  readonly details: CaseDetails;
  readonly owner: number | null;
  /** Key of the submission that opened it. */
  readonly submission: string | null;
  readonly order: OrderReference | null;
}

export const initialCase: CaseState = { phase: 'absent' };

export function evolveCase(state: CaseState, event: CaseEvent): CaseState {
  if (event.type === 'CaseOpened') {
    const { ref, contact, details, owner, origin } = event.data;
    return { phase: 'open', ref, contact, details, owner, submission: origin?.submission ?? null, order: null };
  }
  return state.phase === 'absent' ? state : evolvePresent(state, event);
}

function evolvePresent(present: SupportCase, event: Exclude<CaseEvent, { type: 'CaseOpened' }>): SupportCase {
  switch (event.type) {
    case 'CaseChanged':
      return { ...present, details: applyPatch(present.details, event.data.changes) };
    case 'CaseAssigned':
      return { ...present, owner: event.data.owner };
    case 'CaseLinkedToOrder':
      return { ...present, order: event.data.order };
    case 'CaseClosed':
      return { ...present, phase: 'closed' };
    case 'CaseReopened':
      return { ...present, phase: 'open' };
  }
}
