/** How the events of one mailing to one contact fold. */
import type { EngagementEvent } from './events.ts';

export interface EngagementState {
  readonly sent: boolean;
  readonly opened: boolean;
  readonly clicked: boolean;
}

export const initialEngagement: EngagementState = { sent: false, opened: false, clicked: false };

export function evolveEngagement(state: EngagementState, event: EngagementEvent): EngagementState {
  switch (event.type) {
    case 'MailingSent':
      return { ...state, sent: true };
    case 'MailingOpened':
      return { ...state, opened: true };
    case 'MailingClicked':
      return { ...state, clicked: true };
  }
}
