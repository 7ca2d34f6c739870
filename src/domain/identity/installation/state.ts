/** How the installation's events fold. */
import type { InstallationEvent } from './events.ts';

export interface InstallationState {
  readonly salt: string | null;
}

export const initialInstallation: InstallationState = { salt: null };

export function evolveInstallation(_state: InstallationState, event: InstallationEvent): InstallationState {
  return { salt: event.data.salt };
}
