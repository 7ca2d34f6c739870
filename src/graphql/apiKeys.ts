/** API keys: type, queries, mutations. All of them need the scope `admin`. */
import { type RequestContext, refused } from '../application/context.ts';
import {
  FRONTS,
  JETPACK_OPTIONS,
  JETPACK_SHAPES,
  type JetpackOption,
  type JetpackShape,
  SCOPES,
  type Scope,
  TREEPL_OPTIONS,
  type TreeplOption,
} from '../domain/access/apiKey/events.ts';
import { type ApiKeyRow, listApiKeys } from '../projections/apiKeys/queries.ts';
import { builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import { given, type InputOf } from './input.ts';
import { AFTER_DESCRIPTION, readableMoment } from './moment.ts';
import { mutation } from './mutation.ts';
import { mutationResult, POSITION_DESCRIPTION, type WrittenNode } from './refusals.ts';

const ADMIN = { scope: 'admin' } as const;

const SCOPE_DESCRIPTIONS: { readonly [K in Scope]: string } = {
  read: 'May ask.',
  write: 'May change records.',
  admin: 'May change who comes in and what goes out.',
  pii: 'Sees personal fields unmasked.',
};

const ScopeEnum = builder.enumType('Scope', {
  description: 'What a key may do.',
  values: Object.fromEntries(
    SCOPES.map((scope) => [scope.toUpperCase(), { value: scope, description: SCOPE_DESCRIPTIONS[scope] }]),
  ),
});

const FrontEnum = builder.enumType('Front', {
  description: 'Where a key may be used.',
  values: Object.fromEntries(
    FRONTS.map((front) => [front.toUpperCase(), { value: front, description: `The API \`${front}\`.` }]),
  ),
});

const SHAPE_DESCRIPTIONS: { readonly [K in JetpackShape]: string } = {
  documented: 'As the documents have it.',
  plugin: 'As the running plugin answers.',
  beta: 'As the documents of the beta had it.',
};

const JetpackShapeEnum = builder.enumType('JetpackShape', {
  description: 'How Jetpack requests are answered.',
  values: Object.fromEntries(
    JETPACK_SHAPES.map((value) => [value.toUpperCase(), { value, description: SHAPE_DESCRIPTIONS[value] }]),
  ),
});

const OPTION_DESCRIPTIONS: { readonly [K in JetpackOption]: string } = {
  strict_errors:
    'What a request that writes is refused for is told with status 400 instead of 200, with the same body.',
  plugin_accounting:
    '`type_accounting` is `debit` for what comes in and `credit` for what goes back, as the plugin has it.',
  match_company_by_name:
    'A company that no id or address finds is looked for by its name, and a name stands for one company.',
};

const JetpackOptionEnum = builder.enumType('JetpackOption', {
  description: 'What Jetpack requests have otherwise.',
  values: Object.fromEntries(
    JETPACK_OPTIONS.map((value) => [value.toUpperCase(), { value, description: OPTION_DESCRIPTIONS[value] }]),
  ),
});

const TREEPL_DESCRIPTIONS: { readonly [K in TreeplOption]: string } = {
  known_custom_fields: 'A custom field that is not defined is refused by name, and not defined by its first value.',
  silent_set_password: 'A new password is answered with 204 and nothing, in place of the secure zones.',
};

const TreeplOptionEnum = builder.enumType('TreeplOption', {
  description: 'What Treepl requests have otherwise.',
  values: Object.fromEntries(
    TREEPL_OPTIONS.map((value) => [value.toUpperCase(), { value, description: TREEPL_DESCRIPTIONS[value] }]),
  ),
});

type ApiKeyNode = Omit<ApiKeyRow, 'secretDigest'> & { readonly __typename: 'ApiKey' };

/** The digest of the secret does not leave this function. */
function apiKeyNode({ secretDigest: _, ...row }: ApiKeyRow): ApiKeyNode {
  return { ...row, __typename: 'ApiKey' };
}

export const ApiKey = builder.node(builder.objectRef<ApiKeyNode>('ApiKey'), {
  description: 'A key that programs come in with. Its secret is told once, when it is issued.',
  id: { resolve: ({ key }) => key, description: 'Global id.' },
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The key under which events name the API key, as `actor`.' }),
    apiKey: t.exposeString('apiKey', { description: 'The public half.' }),
    name: t.exposeString('name', { description: 'What it is for.' }),
    scopes: t.field({ type: [ScopeEnum], description: 'What it may do.', resolve: ({ scopes }) => scopes }),
    fronts: t.field({ type: [FrontEnum], description: 'Where it may be used.', resolve: ({ fronts }) => fronts }),
    requestsPerMinute: t.exposeInt('requestsPerMinute', {
      nullable: true,
      description: 'Most requests in a minute. Null for the default.',
    }),
    maxConcurrent: t.exposeInt('maxConcurrent', {
      nullable: true,
      description: 'Most requests at one time. Null for the default.',
    }),
    allowedHosts: t.exposeStringList('allowedHosts', { description: 'Hosts that it may be used from; empty for all.' }),
    allowedReferrers: t.exposeStringList('allowedReferrers', {
      description: 'Pages that it may be used from; empty for all.',
    }),
    jetpackShape: t.field({
      type: JetpackShapeEnum,
      nullable: true,
      description: 'How Jetpack requests below the plain path are answered; null: as documented.',
      resolve: ({ jetpackShape }) => jetpackShape,
    }),
    jetpackOptions: t.field({
      type: [JetpackOptionEnum],
      description: 'What Jetpack requests have otherwise, in every shape.',
      resolve: ({ jetpackOptions }) => jetpackOptions,
    }),
    treeplOptions: t.field({
      type: [TreeplOptionEnum],
      description: 'What Treepl requests have otherwise.',
      resolve: ({ treeplOptions }) => treeplOptions,
    }),
    issuedAt: t.expose('issuedAt', { type: 'DateTime', description: 'When it was issued.' }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked. Null while it works.',
    }),
  }),
});

export async function loadApiKey({ app }: GraphqlContext, key: string): Promise<ApiKeyNode | undefined> {
  const row = (await listApiKeys(app.db)).find((apiKey) => apiKey.key === key);
  return row && apiKeyNode(row);
}

builder.queryField('apiKeys', (t) =>
  t.field({
    type: [ApiKey],
    description: 'All API keys, oldest first, revoked ones too. Needs the scope `admin`.',
    extensions: ADMIN,
    args: { after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }) },
    resolve: async (_root, { after }, context) => {
      await readableMoment(context, {}, after);
      return (await listApiKeys(context.app.db)).map(apiKeyNode);
    },
  }),
);

const apiKeyOf = ({ key }: WrittenNode, _args: object, context: GraphqlContext) => loadApiKey(context, key);

const issued = mutationResult<WrittenNode & { readonly secret: string | null }>('issueApiKey', [
  'API_KEY_EXISTS',
  'SCOPE_NOT_HELD',
  'INPUT_INVALID',
]);
issued.payload.implement({
  description: 'The key was issued.',
  fields: (t) => ({
    position: t.expose('position', { type: 'Position', description: POSITION_DESCRIPTION }),
    secret: t.exposeString('secret', {
      nullable: true,
      description: 'The secret, told this once. Null when the request is a repetition by its idempotency key.',
    }),
    apiKey: t.field({ type: ApiKey, nullable: true, description: 'The key.', resolve: apiKeyOf }),
  }),
});

const IssueApiKeyInput = builder.inputType('IssueApiKeyInput', {
  description: 'A new API key.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What it is for.' }),
    scopes: t.field({
      type: [ScopeEnum],
      description: 'What it may do: only what the issuing key may do itself, and all of that when left out.',
    }),
    fronts: t.field({ type: [FrontEnum], description: 'Where it may be used; everywhere when left out.' }),
    requestsPerMinute: t.int({ description: 'Most requests in a minute.' }),
    maxConcurrent: t.int({ description: 'Most requests at one time.' }),
    allowedHosts: t.stringList({ description: 'Hosts that it may be used from.' }),
    allowedReferrers: t.stringList({ description: 'Pages that it may be used from.' }),
    jetpackShape: t.field({ type: JetpackShapeEnum, description: '`DOCUMENTED` when left out.' }),
    jetpackOptions: t.field({ type: [JetpackOptionEnum], description: 'None when left out.' }),
    treeplOptions: t.field({ type: [TreeplOptionEnum], description: 'None when left out.' }),
  }),
});

type IssueInput = InputOf<typeof IssueApiKeyInput>;

mutation(issued, {
  description: 'Issues an API key.',
  scope: 'admin',
  args: (t) => ({ input: t.arg({ type: IssueApiKeyInput, required: true, description: 'The key.' }) }),
  run: async ({ input }, command, context) => refusalOf(input, context) ?? issue(input, command, context),
});

function refusalOf({ scopes, requestsPerMinute, maxConcurrent }: IssueInput, { principal }: GraphqlContext) {
  const limits = { requestsPerMinute, maxConcurrent };
  const wrong = Object.entries(limits).find(([, limit]) => typeof limit === 'number' && limit < 1);
  if (wrong) return refused('INPUT_INVALID', 'A limit is at least 1.', wrong[0]);
  return scopes?.every((scope) => principal.scopes.includes(scope)) === false
    ? refused('SCOPE_NOT_HELD', 'A key can only give scopes that it has itself.', 'scopes')
    : undefined;
}

function issue({ name, scopes, ...rest }: IssueInput, command: RequestContext, { app, principal }: GraphqlContext) {
  return app.access.issueKey(command, { name: name.trim(), scopes: scopes ?? principal.scopes, ...given(rest) });
}

const revoked = mutationResult<WrittenNode>('revokeApiKey', ['API_KEY_NOT_FOUND']);
revoked.payload.implement({
  description: 'The key stopped working for good.',
  fields: (t) => ({
    position: t.expose('position', { type: 'Position', description: POSITION_DESCRIPTION }),
    apiKey: t.field({ type: ApiKey, nullable: true, description: 'The key.', resolve: apiKeyOf }),
  }),
});

mutation(revoked, {
  description: 'Ends an API key for good.',
  scope: 'admin',
  args: (t) => ({ apiKey: t.arg.string({ required: true, description: 'The public half of the key.' }) }),
  run: ({ apiKey }, command, { app }) => app.access.revokeKey(command, apiKey),
});
