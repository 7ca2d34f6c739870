/** The token endpoint: client id = API key, client secret = secret, in exchange for a token of an hour, or as the operator says. */
import type { Context } from 'hono';
import type { Application } from '../../application/application.ts';
import type { EdgeEnv, Site } from '../kit/api.ts';
import { isRecord, mayUse, parseJson } from '../kit/request.ts';
import { bodyText } from './wire.ts';

interface Credentials {
  readonly grant: string | undefined;
  readonly id: string | undefined;
  readonly secret: string | undefined;
}

export async function token(c: Context<EdgeEnv>, app: Application, { tokenSeconds }: Site) {
  const { grant, id, secret } = credentialsOf(await parameters(c), c.req.header('authorization'));
  if (grant !== undefined && grant !== 'client_credentials') {
    return c.json({ error: 'unsupported_grant_type', Message: 'grant_type must be client_credentials' }, 400);
  }
  const principal =
    id === undefined || secret === undefined ? undefined : await app.access.authenticate({ apiKey: id, secret });
  if (!principal || !mayUse(principal, 'treepl', 'read')) {
    return c.json({ error: 'invalid_client', Message: 'ClientId or ClientSecret is invalid' }, 400);
  }
  c.header('Cache-Control', 'no-store');
  return c.json({
    access_token: app.access.issueToken(principal, tokenSeconds),
    token_type: 'bearer',
    expires_in: tokenSeconds,
  });
}

/** Query, form or JSON; names without letter case and underscores, so `ClientId` and `client_id` are one. */
async function parameters(c: Context<EdgeEnv>): Promise<Map<string, string>> {
  const text = await bodyText(c);
  const json = parseJson(text);
  const body = json.ok && isRecord(json.value) ? Object.entries(json.value) : [...new URLSearchParams(text)];
  const pairs = [...Object.entries(c.req.query()), ...body];
  return new Map(pairs.map(([name, value]) => [name.toLowerCase().replaceAll('_', ''), String(value)]));
}

function credentialsOf(given: ReadonlyMap<string, string>, header: string | undefined): Credentials {
  const basic = /^basic\s+(\S+)$/i.exec(header ?? '')?.[1];
  const [id, ...secret] = basic === undefined ? [] : Buffer.from(basic, 'base64').toString('utf8').split(':');
  return {
    grant: given.get('granttype'),
    id: given.get('clientid') ?? id,
    secret: given.get('clientsecret') ?? (basic === undefined ? undefined : secret.join(':')),
  };
}
