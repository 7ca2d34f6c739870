/** `POST webhook`: where extensions of the original are called back. None of them is here, so no action is known. */
import { isRecord } from '../kit/request.ts';
import { HttpFault } from './dialect.ts';
import { type Endpoint, only } from './endpoint.ts';

export const webhook: Endpoint = {
  methods: only('POST'),
  scope: 'write',
  async answer({ body }) {
    const json = await body();
    const action = json.ok && isRecord(json.value) ? json.value.action : undefined;
    if (!action) throw new HttpFault(400);
    throw new HttpFault(400, [
      'Invalid webhook request',
      'Please ensure you are using the proper webhook action name and that the webhook is enabled in the CRM.',
    ]);
  },
};
