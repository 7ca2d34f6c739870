/** `tributary keys issue|list|revoke` */
import { type Command, InvalidArgumentError } from 'commander';
import type { IssueKeyInput } from '../application/access.ts';
import { systemContext } from '../application/bootstrap.ts';
import {
  FRONTS,
  type Front,
  JETPACK_OPTIONS,
  JETPACK_SHAPES,
  SCOPES,
  type Scope,
  TREEPL_OPTIONS,
} from '../domain/access/apiKey/events.ts';
import { listApiKeys } from '../projections/apiKeys/queries.ts';
import { createOutput, UsageError } from './output.ts';
import { withCore } from './session.ts';

interface IssueOptions {
  readonly scopes: string;
  readonly fronts: string;
  readonly requestsPerMinute?: number;
  readonly maxConcurrent?: number;
  readonly allowedHosts?: string;
  readonly allowedReferrers?: string;
  readonly jetpackShape?: string;
  readonly jetpackOptions?: string;
  readonly treeplOptions?: string;
  readonly json?: boolean;
}

export function keysCommand(program: Command): void {
  const keys = program.command('keys').description('API keys: who may come in');

  keys
    .command('issue <name>')
    .description('make a key and a secret; the secret is shown this once')
    .option('--scopes <list>', `comma-separated, of ${SCOPES.join(', ')}`, SCOPES.join(','))
    .option('--fronts <list>', `comma-separated, of ${FRONTS.join(', ')}`, FRONTS.join(','))
    .option('--requests-per-minute <number>', 'most requests in a minute', wholeNumber)
    .option('--max-concurrent <number>', 'most requests at one time', wholeNumber)
    .option('--allowed-hosts <list>', 'addresses and ranges that SalesSystem calls may come from')
    .option('--allowed-referrers <list>', 'pages that SalesSystem calls may come from, as host names')
    .option('--jetpack-shape <shape>', `how Jetpack requests are answered, one of ${JETPACK_SHAPES.join(', ')}`)
    .option('--jetpack-options <list>', `what Jetpack requests have otherwise, of ${JETPACK_OPTIONS.join(', ')}`)
    .option('--treepl-options <list>', `what Treepl requests have otherwise, of ${TREEPL_OPTIONS.join(', ')}`)
    .option('--json', 'print JSON')
    .action((name: string, options: IssueOptions) =>
      withCore(async ({ app }) => {
        const issued = await app.access.issueKey(systemContext(app.ids, 'cli'), { name, ...inputOf(options) });
        if (!issued.ok) throw new UsageError(issued.refusal.message);
        const { apiKey, secret } = issued.value;
        createOutput(options.json ?? false).print({ key: apiKey, secret, name }, (value) => [
          `key     ${value.key}`,
          `secret  ${value.secret}`,
        ]);
      }),
    );

  keys
    .command('list')
    .description('all keys, without their secrets')
    .option('--json', 'print one JSON object a line')
    .action(({ json }: { json?: boolean }) =>
      withCore(async ({ sql }) => {
        const rows = (await listApiKeys(sql)).map(({ apiKey, name, scopes, fronts, issuedAt, revokedAt }) => ({
          key: apiKey,
          name,
          scopes,
          fronts,
          issued: issuedAt,
          revoked: revokedAt,
        }));
        createOutput(json ?? false).table(rows, ['key', 'name', 'scopes', 'fronts', 'issued', 'revoked']);
      }),
    );

  keys
    .command('revoke <key>')
    .description('end a key for good; give its public half')
    .option('--json', 'print JSON')
    .action((key: string, { json }: { json?: boolean }) =>
      withCore(async ({ app }) => {
        const revoked = await app.access.revokeKey(systemContext(app.ids, 'cli'), key);
        if (!revoked.ok) throw new UsageError(revoked.refusal.message);
        createOutput(json ?? false).print({ key, revoked: true }, () => `${key} is revoked`);
      }),
    );
}

function inputOf(options: IssueOptions): Omit<IssueKeyInput, 'name'> {
  const {
    requestsPerMinute,
    maxConcurrent,
    allowedHosts,
    allowedReferrers,
    jetpackShape,
    jetpackOptions,
    treeplOptions,
  } = options;
  const [shape] = jetpackShape === undefined ? [] : choose(jetpackShape, JETPACK_SHAPES, 'shape');
  return {
    scopes: choose<Scope>(options.scopes, SCOPES, 'scope'),
    fronts: choose<Front>(options.fronts, FRONTS, 'front'),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(maxConcurrent === undefined ? {} : { maxConcurrent }),
    ...(allowedHosts === undefined ? {} : { allowedHosts: itemsOf(allowedHosts) }),
    ...(allowedReferrers === undefined ? {} : { allowedReferrers: itemsOf(allowedReferrers) }),
    ...(shape === undefined ? {} : { jetpackShape: shape }),
    ...(jetpackOptions === undefined ? {} : { jetpackOptions: choose(jetpackOptions, JETPACK_OPTIONS, 'option') }),
    ...(treeplOptions === undefined ? {} : { treeplOptions: choose(treeplOptions, TREEPL_OPTIONS, 'option') }),
  };
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return Number(text);
}

const itemsOf = (list: string): string[] => list.split(',').map((item) => item.trim());

function choose<T extends string>(list: string, known: readonly T[], what: string): T[] {
  const names = itemsOf(list);
  const unknown = names.find((name) => !known.some((one) => one === name));
  if (unknown !== undefined) throw new UsageError(`There is no ${what} "${unknown}". There are: ${known.join(', ')}`);
  return known.filter((one) => names.includes(one));
}
