import { describe, it } from 'vitest';
import { type RegisterWebhook, webhook } from '../../../src/domain/integration/webhook/decide.ts';
import { webhookEvents } from '../../../src/domain/integration/webhook/events.ts';
import { given } from '../../support/decider.ts';

const { WebhookRegistered, WebhookFailing, WebhookPaused, WebhookResumed, WebhookRemoved } = webhookEvents;

const data = {
  ref: 1,
  target: 'https://r.example/h',
  secret: 's',
  topics: ['contact_updated' as const],
  source: 'crm.example',
};
const register: RegisterWebhook = { type: 'RegisterWebhook', ...data };
const registered = WebhookRegistered(data);
const paused = WebhookPaused({ reason: 'gone' });

describe('a webhook', () => {
  it('is registered with each topic once', () =>
    given(webhook)
      .when({ ...register, topics: ['contact_updated', 'contact_updated'] })
      .thenEvents([registered]));
  it('is not registered twice', () =>
    given(webhook, registered)
      .when({ ...register, ref: 2 })
      .thenRefused('WEBHOOK_EXISTS'));
  it('is paused', () => given(webhook, registered).when({ type: 'PauseWebhook', reason: 'gone' }).thenEvents([paused]));
  it('is noted to fail once for each time that it does', () => {
    const failing = { type: 'NoteWebhookFailing', since: '2026-05-01T12:00:00.000Z' } as const;
    given(webhook, registered)
      .when(failing)
      .thenEvents([WebhookFailing({ since: failing.since })]);
    given(webhook, registered, WebhookFailing({ since: '2026-04-01T12:00:00.000Z' }))
      .when(failing)
      .thenEvents([WebhookFailing({ since: failing.since })]);
    given(webhook, registered, paused).when(failing).thenNothing();
    given(webhook, registered, WebhookRemoved({})).when(failing).thenRefused('WEBHOOK_NOT_FOUND');
  });
  it('is resumed', () =>
    given(webhook, registered, paused)
      .when({ type: 'ResumeWebhook' })
      .thenEvents([WebhookResumed({})]));
  it('is removed, paused or not', () =>
    given(webhook, registered, paused)
      .when({ type: 'RemoveWebhook' })
      .thenEvents([WebhookRemoved({})]));
  it('cannot be paused once removed', () =>
    given(webhook, registered, WebhookRemoved({}))
      .when({ type: 'PauseWebhook', reason: 'x' })
      .thenRefused('WEBHOOK_NOT_FOUND'));
  it('cannot be removed before it exists', () =>
    given(webhook).when({ type: 'RemoveWebhook' }).thenRefused('WEBHOOK_NOT_FOUND'));
});
