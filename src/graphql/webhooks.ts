/** Webhooks: type, queries, mutations. All of them need the scope `admin`, since a webhook carries data out. */
import { WEBHOOK_TOPICS } from '../domain/integration/webhook/events.ts';
import { listWebhooks, type WebhookRow, webhookByKey } from '../projections/webhooks/queries.ts';
import { builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import { keyOf } from './ids.ts';
import { AFTER_DESCRIPTION, readableMoment } from './moment.ts';
import { mutation } from './mutation.ts';
import { ID_DESCRIPTION, removalPayload } from './record.ts';
import { mutationResult, POSITION_DESCRIPTION, type WrittenNode } from './refusals.ts';

const ADMIN = { scope: 'admin' } as const;

const TOPIC_DESCRIPTIONS: { readonly [K in (typeof WEBHOOK_TOPICS)[number]]: string } = {
  order_created: 'An order was placed.',
  order_updated: 'An order changed.',
  product_created: 'A product was added.',
  product_updated: 'A product changed.',
  form_submitted: 'A form was submitted.',
  contact_updated: 'A contact was created or changed.',
  booking_created: 'A booking was made.',
};

export const WebhookTopic = builder.enumType('WebhookTopic', {
  description: 'What a receiver can be told of.',
  values: Object.fromEntries(
    WEBHOOK_TOPICS.map((topic) => [topic.toUpperCase(), { value: topic, description: TOPIC_DESCRIPTIONS[topic] }]),
  ),
});

type WebhookNode = WebhookRow & { readonly __typename: 'Webhook' };

const webhookNode = (row: WebhookRow): WebhookNode => ({ ...row, __typename: 'Webhook' });

export const Webhook = builder.node(builder.objectRef<WebhookNode>('Webhook'), {
  description: 'A receiver that is told of events. The secret that signs deliveries is never shown.',
  id: { resolve: ({ key }) => key, description: 'Global id.' },
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The key under which events name the webhook.' }),
    ref: t.exposeInt('ref', { description: 'Number of the webhook.' }),
    target: t.exposeString('target', { description: 'Address that is called.' }),
    topics: t.field({ type: [WebhookTopic], description: 'What it is told of.', resolve: ({ topics }) => topics }),
    isSigned: t.boolean({ description: 'Whether deliveries are signed.', resolve: ({ secret }) => secret !== '' }),
    registeredAt: t.expose('registeredAt', { type: 'DateTime', description: 'When it was registered.' }),
    pausedAt: t.expose('pausedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when its deliveries wait. Null while they go out.',
    }),
    pauseReason: t.exposeString('pauseReason', { nullable: true, description: 'Why they wait.' }),
  }),
});

export async function loadWebhook({ app }: GraphqlContext, key: string): Promise<WebhookNode | undefined> {
  const row = await webhookByKey(app.db, key);
  return row && webhookNode(row);
}

builder.queryField('webhooks', (t) =>
  t.field({
    type: [Webhook],
    description: 'All webhooks, oldest first. Needs the scope `admin`.',
    extensions: ADMIN,
    args: { after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }) },
    resolve: async (_root, { after }, context) => {
      await readableMoment(context, {}, after);
      return (await listWebhooks(context.app.db)).map(webhookNode);
    },
  }),
);

const webhookOf = ({ key }: WrittenNode, _args: object, context: GraphqlContext) => loadWebhook(context, key);

const registered = mutationResult<WrittenNode>('registerWebhook', [
  'WEBHOOK_TARGET_INVALID',
  'WEBHOOK_TARGET_FORBIDDEN',
  'WEBHOOK_TOPICS_INVALID',
]);
registered.payload.implement({
  description: 'The webhook was registered.',
  fields: (t) => ({
    position: t.expose('position', { type: 'Position', description: POSITION_DESCRIPTION }),
    webhook: t.field({ type: Webhook, nullable: true, description: 'The webhook.', resolve: webhookOf }),
  }),
});

const RegisterWebhookInput = builder.inputType('RegisterWebhookInput', {
  description: 'A receiver.',
  fields: (t) => ({
    target: t.string({ required: true, description: 'The http or https address to call.' }),
    topics: t.field({ type: [WebhookTopic], required: true, description: 'What to tell it of.' }),
    secret: t.string({ description: 'Signs deliveries. Without one they are not signed.' }),
  }),
});

mutation(registered, {
  description: 'Registers a receiver.',
  scope: 'admin',
  args: (t) => ({ input: t.arg({ type: RegisterWebhookInput, required: true, description: 'The receiver.' }) }),
  run: ({ input: { target, topics, secret } }, command, context) =>
    context.app.webhooks.register(command, {
      target,
      topics,
      secret: secret ?? '',
      source: context.host,
    }),
});

const paused = mutationResult<WrittenNode>('pauseWebhook', ['WEBHOOK_NOT_FOUND', 'INPUT_INVALID']);
paused.payload.implement({
  description: 'Deliveries to the webhook wait; none is lost.',
  fields: (t) => ({
    position: t.expose('position', { type: 'Position', description: POSITION_DESCRIPTION }),
    webhook: t.field({ type: Webhook, nullable: true, description: 'The webhook.', resolve: webhookOf }),
  }),
});

mutation(paused, {
  description: 'Lets deliveries to a webhook wait; none is lost.',
  scope: 'admin',
  args: (t) => ({
    id: t.arg.id({ required: true, description: ID_DESCRIPTION }),
    reason: t.arg.string({ description: 'Why.' }),
  }),
  run: ({ id, reason }, command, { app }) =>
    app.webhooks.pause(command, keyOf('Webhook', id), reason?.trim() || 'On request.'),
});

const resumed = mutationResult<WrittenNode>('resumeWebhook', ['WEBHOOK_NOT_FOUND']);
resumed.payload.implement({
  description: 'Waiting deliveries go out again.',
  fields: (t) => ({
    position: t.expose('position', { type: 'Position', description: POSITION_DESCRIPTION }),
    webhook: t.field({ type: Webhook, nullable: true, description: 'The webhook.', resolve: webhookOf }),
  }),
});

mutation(resumed, {
  description: 'Lets waiting deliveries go out again.',
  scope: 'admin',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, command, { app }) => app.webhooks.resume(command, keyOf('Webhook', id)),
});

const removed = mutationResult<WrittenNode>('removeWebhook', ['WEBHOOK_NOT_FOUND']);
removalPayload(removed, 'Webhook', 'removedId', 'The receiver is told nothing more.');

mutation(removed, {
  description: 'Removes a webhook.',
  scope: 'admin',
  args: (t) => ({ id: t.arg.id({ required: true, description: ID_DESCRIPTION }) }),
  run: ({ id }, command, { app }) => app.webhooks.remove(command, keyOf('Webhook', id)),
});
