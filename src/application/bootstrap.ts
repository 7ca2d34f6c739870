/** The first things that happen on an empty log: the installation's salt, and a key to come in with. */
import { installation } from '../domain/identity/installation/decide.ts';
import type { Access, IssuedKey } from './access.ts';
import type { RequestContext } from './context.ts';
import type { Executor } from './execute.ts';
import type { Ids } from './ports.ts';

const SALT_BYTES = 32;

/** The context of what the program does by itself. */
export function systemContext(ids: Ids, surface: RequestContext['surface'] = 'process'): RequestContext {
  const requestId = ids.uuid();
  return { actor: { kind: 'system', id: 'tributary' }, surface, requestId, correlationId: requestId };
}

/** The salt of this log; made on its first use. */
export async function installationSalt(executor: Executor, ids: Ids): Promise<string> {
  const command = { type: 'StartInstallation', salt: ids.randomHex(SALT_BYTES) } as const;
  const { state } = await executor.execute(systemContext(ids), installation, 'main', command);
  if (state.salt === null) throw new Error('The installation has no salt');
  return state.salt;
}

/** An all-access key for an installation that has none yet; undefined where there is one. */
export async function firstKey(
  access: Access,
  ids: Ids,
  hasKeys: boolean,
  given?: { readonly key: string; readonly secret: string },
): Promise<IssuedKey | undefined> {
  if (hasKeys) return undefined;
  const values = given ? { apiKey: given.key, secret: given.secret } : {};
  const issued = await access.issueKey(systemContext(ids), { name: 'First key', ...values });
  return issued.ok ? issued.value : undefined;
}
