/** What may happen to an API key. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '../../kernel/decision.ts';
import {
  type ApiKeyEvent,
  apiKeyEvents,
  type Front,
  type JetpackOption,
  type JetpackShape,
  type Scope,
  type TreeplOption,
} from './events.ts';
import { type ApiKeyState, evolveApiKey, initialApiKey } from './state.ts';

export type ApiKeyCommand = IssueApiKey | { readonly type: 'RevokeApiKey' };

export interface IssueApiKey {
  readonly type: 'IssueApiKey';
  readonly apiKey: string;
  readonly secretDigest: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly fronts: readonly Front[];
  readonly requestsPerMinute: number | null;
  readonly maxConcurrent: number | null;
  readonly allowedHosts: readonly string[];
  readonly allowedReferrers: readonly string[];
  readonly jetpackShape?: JetpackShape;
  readonly jetpackOptions?: readonly JetpackOption[];
  readonly treeplOptions?: readonly TreeplOption[];
}

export type ApiKeyRefusal = 'API_KEY_EXISTS' | 'API_KEY_NOT_FOUND';

export function decideApiKey(state: ApiKeyState, command: ApiKeyCommand): Decision<ApiKeyEvent, ApiKeyRefusal> {
  switch (command.type) {
    case 'IssueApiKey':
      return issue(state, command);
    case 'RevokeApiKey':
      if (state.phase === 'absent') return refuse('API_KEY_NOT_FOUND', 'There is no such API key.');
      return state.phase === 'revoked' ? nothing : accept(apiKeyEvents.ApiKeyRevoked({}));
  }
}

function issue(state: ApiKeyState, { type: _, ...data }: IssueApiKey): Decision<ApiKeyEvent, ApiKeyRefusal> {
  if (state.phase === 'active' && state.apiKey === data.apiKey) return nothing;
  if (state.phase !== 'absent') return refuse('API_KEY_EXISTS', 'This API key exists already.');
  const { jetpackOptions, treeplOptions, ...plain } = data;
  const lists = {
    scopes: [...data.scopes],
    fronts: [...data.fronts],
    allowedHosts: [...data.allowedHosts],
    allowedReferrers: [...data.allowedReferrers],
    ...(jetpackOptions ? { jetpackOptions: [...jetpackOptions] } : {}),
    ...(treeplOptions ? { treeplOptions: [...treeplOptions] } : {}),
  };
  return accept(apiKeyEvents.ApiKeyIssued({ ...plain, ...lists }));
}

export const apiKey = defineAggregate<ApiKeyState, ApiKeyCommand, ApiKeyEvent, ApiKeyRefusal>({
  category: 'apiKey',
  events: apiKeyEvents,
  initial: initialApiKey,
  evolve: evolveApiKey,
  decide: decideApiKey,
});
