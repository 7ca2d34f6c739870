import { describe, it } from 'vitest';
import { apiKey, type IssueApiKey } from '../../../src/domain/access/apiKey/decide.ts';
import { apiKeyEvents } from '../../../src/domain/access/apiKey/events.ts';
import { credential } from '../../../src/domain/access/credential/decide.ts';
import { credentialEvents } from '../../../src/domain/access/credential/events.ts';
import { given } from '../../support/decider.ts';

const { ApiKeyIssued, ApiKeyRevoked } = apiKeyEvents;
const { PasswordSet, PasswordRemoved } = credentialEvents;

describe('an API key', () => {
  const data = {
    apiKey: 'tk_1',
    secretDigest: 'digest',
    name: 'Web shop',
    scopes: ['read' as const],
    fronts: ['graphql' as const],
    requestsPerMinute: null,
    maxConcurrent: 4,
    allowedHosts: [],
    allowedReferrers: ['shop.example'],
    jetpackOptions: ['strict_errors' as const],
  };
  const issue: IssueApiKey = { type: 'IssueApiKey', ...data };

  it('is issued', () =>
    given(apiKey)
      .when(issue)
      .thenEvents([ApiKeyIssued(data)]));
  it('is issued once', () =>
    given(apiKey, ApiKeyIssued(data))
      .when({ ...issue, apiKey: 'tk_2' })
      .thenRefused('API_KEY_EXISTS'));
  it('is revoked', () =>
    given(apiKey, ApiKeyIssued(data))
      .when({ type: 'RevokeApiKey' })
      .thenEvents([ApiKeyRevoked({})]));
  it('stays revoked', () =>
    given(apiKey, ApiKeyIssued(data), ApiKeyRevoked({})).when(issue).thenRefused('API_KEY_EXISTS'));
  it('cannot be revoked before it exists', () =>
    given(apiKey).when({ type: 'RevokeApiKey' }).thenRefused('API_KEY_NOT_FOUND'));
});

describe('a credential', () => {
  it('is set', () =>
    given(credential)
      .when({ type: 'SetPassword', hash: 'h1' })
      .thenEvents([PasswordSet({ hash: 'h1' })]));
  it('is replaced', () =>
    given(credential, PasswordSet({ hash: 'h1' }))
      .when({ type: 'SetPassword', hash: 'h2' })
      .thenEvents([PasswordSet({ hash: 'h2' })]));
  it('is removed', () =>
    given(credential, PasswordSet({ hash: 'h1' }))
      .when({ type: 'RemovePassword' })
      .thenEvents([PasswordRemoved({})]));
});
