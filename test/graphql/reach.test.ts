/** Everything that can be done and seen is reached through GraphQL, or it is named here with the reason why not. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';

const SOURCES = new URL('../../src/', import.meta.url);
const sources = (folder: string, name: RegExp): { readonly path: string; readonly text: string }[] =>
  readdirSync(new URL(`${folder}/`, SOURCES), { recursive: true, encoding: 'utf8' })
    .filter((path) => name.test(path))
    .map((path) => ({ path, text: readFileSync(new URL(`${folder}/${path}`, SOURCES), 'utf8') }));

/** Commands of all deciders, as their types name them. */
const commands = sources('domain', /decide\.ts$/).flatMap(({ path, text }) =>
  [...new Set([...text.matchAll(/readonly type: '([A-Z]\w+)'/g)].map(([, command = '']) => command))].map(
    (command) => [command, path] as const,
  ),
);
const mutations = new Set(Object.keys(schema.getMutationType()?.getFields() ?? {}));
const mutationOf = (command: string): string => command.charAt(0).toLowerCase() + command.slice(1);

/** Under another name, because callers speak of the record that they know. */
const RENAMED: Readonly<Record<string, string>> = {
  SetPassword: 'setContactPassword',
};

/** Steps of what callers ask for by other names. */
const INTERNAL: Readonly<Record<string, string>> = {
  AbandonHold: 'a process gives seats back that nothing came of',
  AnswerRequest: 'part of every mutation with an idempotency key',
  CapturePayment: 'the gateway says so',
  ChallengePayment: 'the gateway says so',
  ClaimValue: 'part of every write of a unique value',
  DeclinePayment: 'the gateway says so',
  DoubtPayment: 'the gateway says so',
  FinishCheckout: 'part of checkOutCart',
  FinishRefund: 'the gateway says so',
  GiveInvoiceNumber: 'part of issueInvoice',
  HoldSeats: 'part of bookSession and rescheduleBooking',
  NoteWebhookFailing: 'the watch over receivers says so',
  ReceiveRequest: 'part of every mutation with an idempotency key',
  RecordAccessSent: 'the mail has left',
  ReleaseSeats: 'part of cancelBooking and rescheduleBooking',
  ReleaseValue: 'part of every write of a unique value',
  RemovePassword: 'part of deleteContact and removeMember',
  ReserveNumbers: 'part of every creation',
  RetryReadModel: 'operators decide it with `tributary projections`, which works while the models do not',
  SkipReadModelEvent: 'operators decide it with `tributary projections`, which works while the models do not',
  StartCheckout: 'part of checkOutCart',
  StartInstallation: 'part of the first start',
  StartPayment: 'part of checkOutCart and takePayment',
  ViewInvoice: 'the page that shows it to the customer says so',
  ViewQuote: 'the page that shows it to the customer says so',
};

describe('every command', () => {
  test('is found', () => expect(commands.length).toBeGreaterThan(60));

  test.each(commands)('%s (%s) is a mutation of its name', (command) => {
    if (command in INTERNAL) return;
    expect(mutations).toContain(RENAMED[command] ?? mutationOf(command));
  });

  test('that is said to be internal is no mutation, and is there', () => {
    const names = new Set(commands.map(([command]) => command));
    expect(Object.keys(INTERNAL).filter((command) => mutations.has(mutationOf(command)))).toEqual([]);
    expect([...Object.keys(INTERNAL), ...Object.keys(RENAMED)].filter((command) => !names.has(command))).toEqual([]);
  });
});

describe('every read model', () => {
  const readers = sources('graphql', /\.ts$/).map(({ text }) => text);
  const folders = sources('projections', /^(?!engine\/)[^/]+\/model\.ts$/).map(({ path }) => path.split('/')[0] ?? '');

  const UNREAD: Readonly<Record<string, string>> = {
    cartLines: 'lines are shown with their cart; this finds the cart of a line',
    orderLines: 'lines are shown with their order; this finds orders by what was ordered',
    tags: 'tags are words on records; this numbers them for the programs of old',
  };

  test.each(folders)('%s is read by a query', (folder) => {
    const isRead = readers.some((text) => text.includes(`/projections/${folder}/queries.ts'`));
    expect(isRead, UNREAD[folder] ?? 'add a query, or the reason why there is none').toBe(!(folder in UNREAD));
  });
});
