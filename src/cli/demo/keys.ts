/** A key to show: the first one, or, on data of an earlier demo, a new one (secrets cannot be read back). */
import { systemContext } from '../../application/bootstrap.ts';
import type { Server } from '../../main.ts';

export interface DemoKey {
  readonly key: string;
  readonly secret: string;
}

export async function withKey({ app, firstKey }: Server, wanted: DemoKey): Promise<DemoKey> {
  if (firstKey) return { key: firstKey.apiKey, secret: firstKey.secret ?? wanted.secret };
  if (await app.access.authenticate({ apiKey: wanted.key, secret: wanted.secret })) return wanted;
  const issued = await app.access.issueKey(systemContext(app.ids, 'cli'), { name: 'Demo' });
  if (!issued.ok) throw new Error(issued.refusal.message);
  return { key: issued.value.apiKey, secret: issued.value.secret ?? wanted.secret };
}
