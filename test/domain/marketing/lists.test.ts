import { describe, it } from 'vitest';
import { engagement, type RecordEngagement } from '../../../src/domain/marketing/engagement/decide.ts';
import { engagementEvents } from '../../../src/domain/marketing/engagement/events.ts';
import { subscriberList } from '../../../src/domain/marketing/subscriberList/decide.ts';
import { subscriberListEvents } from '../../../src/domain/marketing/subscriberList/events.ts';
import { given } from '../../support/decider.ts';

const { SubscriberListCreated, SubscriberListRenamed, SubscriberListDeleted } = subscriberListEvents;
const { MailingSent, MailingOpened, MailingClicked } = engagementEvents;

describe('a subscriber list', () => {
  const created = SubscriberListCreated({ ref: 7, name: 'News' });
  const create = { type: 'CreateSubscriberList', ref: 7, name: 'News' } as const;

  it('is opened once', () => {
    given(subscriberList).when(create).thenEvents([created]);
    given(subscriberList, created)
      .when({ ...create, ref: 8 })
      .thenRefused('SUBSCRIBER_LIST_EXISTS');
  });
  it('gets another name', () => {
    given(subscriberList, created)
      .when({ type: 'RenameSubscriberList', name: 'Old news' })
      .thenEvents([SubscriberListRenamed({ name: 'Old news' })]);
    given(subscriberList, created).when({ type: 'RenameSubscriberList', name: 'News' }).thenNothing();
  });
  it('is closed for good', () => {
    given(subscriberList, created)
      .when({ type: 'DeleteSubscriberList' })
      .thenEvents([SubscriberListDeleted({})]);
    const closed = given(subscriberList, created, SubscriberListDeleted({}));
    closed.when({ type: 'RenameSubscriberList', name: 'x' }).thenRefused('SUBSCRIBER_LIST_NOT_FOUND');
    closed.when(create).thenRefused('SUBSCRIBER_LIST_EXISTS');
  });
  it('has to be there', () =>
    given(subscriberList).when({ type: 'DeleteSubscriberList' }).thenRefused('SUBSCRIBER_LIST_NOT_FOUND'));
});

describe('a mailing to a contact', () => {
  const sent = MailingSent({ list: 'l', contact: 'c', mailing: 'm' });
  const opened = MailingOpened({ list: 'l' });
  const clicked = MailingClicked({ list: 'l' });
  const record = (kind: RecordEngagement['kind']): RecordEngagement => ({
    ...{ type: 'RecordEngagement', kind, list: 'l', contact: 'c', mailing: 'm' },
  });

  it('is sent, opened and clicked, each counted once', () => {
    given(engagement).when(record('sent')).thenEvents([sent]);
    given(engagement, sent).when(record('opened')).thenEvents([opened]);
    given(engagement, sent, opened).when(record('clicked')).thenEvents([clicked]);
    given(engagement, sent, opened, clicked).when(record('opened')).thenNothing();
  });
  it('counts what must have come before', () => {
    given(engagement).when(record('clicked')).thenEvents([sent, opened, clicked]);
    given(engagement, sent).when(record('clicked')).thenEvents([opened, clicked]);
  });
});
