/** What became of the messages to webhooks: on each webhook, with every attempt, and the mutations of operators. */
import {
  DELIVERY_STATES,
  type DeliveryAttempt,
  type DeliveryState,
  type DestinationHealth,
} from '../application/deliveryPorts.ts';
import type { WebhookDelivery as Delivery, Probed, Replayed } from '../application/webhookDeliveries.ts';
import { builder } from './builder.ts';
import { keyOf } from './ids.ts';
import { mutation } from './mutation.ts';
import { amountOfEach, ID_DESCRIPTION, ofEachCost } from './record.ts';
import { mutationResult, POSITION_DESCRIPTION } from './refusals.ts';
import { Webhook, WebhookTopic } from './webhooks.ts';

const STATE_DESCRIPTIONS: { readonly [K in DeliveryState]: string } = {
  due: 'On its way, or waiting for its next attempt.',
  done: 'The receiver took it.',
  parked: 'Given up after days; a replay sends it again.',
  discarded: 'Nobody wanted it any more.',
};

const StateEnum = builder.enumType('WebhookDeliveryState', {
  description: 'What became of a delivery.',
  values: Object.fromEntries(
    DELIVERY_STATES.map((state) => [state.toUpperCase(), { value: state, description: STATE_DESCRIPTIONS[state] }]),
  ),
});

const Attempt = builder.objectRef<DeliveryAttempt>('WebhookDeliveryAttempt').implement({
  description: 'An attempt to deliver.',
  fields: (t) => ({
    attempt: t.exposeInt('attempt', { description: 'From 1.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    durationMs: t.exposeInt('durationMs', { description: 'How long it took, in milliseconds.' }),
    status: t.exposeInt('status', { nullable: true, description: 'Status of the answer. Null without one.' }),
    error: t.exposeString('error', { nullable: true, description: 'Why it failed. Null when it did not.' }),
    response: t.exposeString('response', { nullable: true, description: 'Beginning of the answer.' }),
  }),
});

const WebhookDelivery = builder.objectRef<Delivery>('WebhookDelivery').implement({
  description: 'A message to a webhook.',
  fields: (t) => ({
    id: t.id({ description: 'The same for all attempts; receivers get it as `webhook-id`.', resolve: ({ id }) => id }),
    seq: t.exposeString('seq', { description: 'Order of creation: give it as `before` to see older ones.' }),
    topic: t.field({ type: WebhookTopic, description: 'What it tells of.', resolve: ({ topic }) => topic }),
    subject: t.exposeString('subject', { description: 'Key of the record that it tells of.' }),
    position: t.expose('position', { type: 'Position', description: 'Of the event that it tells of.' }),
    state: t.field({ type: StateEnum, description: 'What became of it.', resolve: ({ state }) => state }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    dueAt: t.expose('dueAt', { type: 'DateTime', description: 'When the next attempt is, where there is one.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was taken or given up.',
    }),
    attemptCount: t.exposeInt('attempts', { description: 'How many attempts there were.' }),
    attempts: t.field({
      type: [Attempt],
      description: 'Every attempt, oldest first.',
      complexity: 5,
      resolve: async ({ id }, _args, { app }) => [...(await app.webhookDeliveries.attempts(id))],
    }),
  }),
});

const Health = builder.objectRef<DestinationHealth>('WebhookHealth').implement({
  description: 'How a receiver does.',
  fields: (t) => ({
    due: t.exposeInt('due', { description: 'How many deliveries are on their way or wait.' }),
    parked: t.exposeInt('parked', { description: 'How many were given up.' }),
    failingSince: t.expose('failingSince', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when nothing has succeeded. Null while all is well.',
    }),
    blockedUntil: t.expose('blockedUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Nothing is sent before, since the receiver has been failing or asked for it.',
    }),
  }),
});

builder.objectFields(Webhook, (t) => ({
  health: t.field({
    type: Health,
    nullable: true,
    description: 'How the receiver does. Null before the first delivery.',
    complexity: 5,
    resolve: async ({ key }, _args, { app }) => (await app.webhookDeliveries.health()).get(key),
  }),
  deliveries: t.field({
    type: [WebhookDelivery],
    description: 'Messages to it, newest first. Finished ones are kept for 30 days.',
    complexity: ofEachCost,
    args: {
      first: t.arg.int({ description: 'How many. 10 when left out.' }),
      before: t.arg.string({ description: 'Only those before this `seq`.' }),
      states: t.arg({ type: [StateEnum], description: 'Only those in these states.' }),
    },
    resolve: async ({ key }, { first, before, states }, { app }) => {
      const limit = amountOfEach(first);
      if (limit === 0) return [];
      return [
        ...(await app.webhookDeliveries.list({
          ...{ webhook: key, limit },
          ...(before && /^\d{1,18}$/.test(before) ? { before } : {}),
          ...(states ? { states } : {}),
        })),
      ];
    },
  }),
}));

const ReplayInput = builder.inputType('ReplayWebhookDeliveriesInput', {
  description: 'What to send again: one delivery, or everything since a position.',
  fields: (t) => ({
    webhook: t.id({ required: true, description: ID_DESCRIPTION }),
    delivery: t.id({ description: 'This one, whatever became of it.' }),
    after: t.field({ type: 'Position', description: 'Everything since this place in the log, which is not included.' }),
    upTo: t.field({ type: 'Position', description: 'But nothing beyond this one, which is included.' }),
    states: t.field({ type: [StateEnum], description: 'In these states; taken or given up when left out.' }),
    dryRun: t.boolean({ description: 'Only count.' }),
  }),
});

const replayed = mutationResult<Replayed>('replayWebhookDeliveries', ['WEBHOOK_NOT_FOUND', 'INPUT_INVALID']);
replayed.payload.implement({
  description: 'The deliveries go out again, with the ids and contents of the first time.',
  fields: (t) => ({
    position: t.expose('position', { type: 'Position', description: POSITION_DESCRIPTION }),
    count: t.exposeInt('count', { description: 'How many; in a dry run, how many it would be.' }),
  }),
});

mutation(replayed, {
  description: 'Sends deliveries again. Receivers know repetitions by their ids.',
  scope: 'admin',
  args: (t) => ({ input: t.arg({ type: ReplayInput, required: true, description: 'Which deliveries.' }) }),
  run: ({ input }, command, { app }) => {
    const { webhook, delivery, after, upTo, states, dryRun } = input;
    return app.webhookDeliveries.replay(command, {
      webhook: keyOf('Webhook', webhook),
      dryRun: dryRun ?? false,
      ...(delivery ? { delivery } : {}),
      ...(typeof after === 'bigint' ? { after } : {}),
      ...(typeof upTo === 'bigint' ? { upTo } : {}),
      ...(states ? { states } : {}),
    });
  },
});

const tested = mutationResult<Probed>('testWebhook', ['WEBHOOK_NOT_FOUND']);
tested.payload.implement({
  description: 'The message was sent.',
  fields: (t) => ({
    position: t.expose('position', { type: 'Position', description: POSITION_DESCRIPTION }),
    status: t.exposeInt('status', { nullable: true, description: 'Status of the answer. Null without one.' }),
    durationMs: t.exposeInt('durationMs', { description: 'How long it took, in milliseconds.' }),
    error: t.exposeString('error', { nullable: true, description: 'Why there was no answer.' }),
    response: t.exposeString('response', { nullable: true, description: 'Beginning of the answer.' }),
  }),
});

mutation(tested, {
  description: 'Sends a message of the topic `test` now and tells what came back.',
  scope: 'admin',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, _command, { app }) => app.webhookDeliveries.test(keyOf('Webhook', id)),
});
