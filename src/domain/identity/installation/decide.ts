/** What may happen to the installation: it starts once. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing } from '../../kernel/decision.ts';
import { type InstallationEvent, installationEvents } from './events.ts';
import { evolveInstallation, type InstallationState, initialInstallation } from './state.ts';

export interface StartInstallation {
  readonly type: 'StartInstallation';
  readonly salt: string;
}

export function decideInstallation(
  state: InstallationState,
  command: StartInstallation,
): Decision<InstallationEvent, never> {
  return state.salt === null ? accept(installationEvents.InstallationStarted({ salt: command.salt })) : nothing;
}

export const installation = defineAggregate<InstallationState, StartInstallation, InstallationEvent, never>({
  category: 'installation',
  events: installationEvents,
  initial: initialInstallation,
  evolve: evolveInstallation,
  decide: decideInstallation,
});
