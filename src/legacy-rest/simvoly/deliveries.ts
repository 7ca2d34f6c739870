/** What this API's webhooks carry: the resource exactly as the API shows it, as it was at the event. */
import type { Application } from '../../application/application.ts';
import type { Position } from '../../application/ports.ts';
import type { WebhookTopic } from '../../domain/integration/webhook/events.ts';
import { contactByKey } from '../../projections/contacts/queries.ts';
import { showContacts } from './contacts/show.ts';

type Renderer = (app: Application, key: string, position: Position) => Promise<unknown>;

const renderers: Partial<Record<WebhookTopic, Renderer>> = {
  async contact_updated(app, key, position) {
    const row = await contactByKey(app.db, key, { position });
    return row && (await showContacts(app, [row], { position }))[0];
  },
};

/** Throws while the read models have not seen the event: the delivery is then tried again. */
export async function renderDelivery(
  app: Application,
  topic: WebhookTopic,
  key: string,
  position: Position,
): Promise<string> {
  if (!(await app.readModels.reached(position)))
    throw new Error(`The read models have not reached position ${position} yet`);
  const resource = await renderers[topic]?.(app, key, position);
  if (resource === undefined) throw new Error(`There is nothing to show for ${topic} at position ${position}`);
  return JSON.stringify(resource);
}
