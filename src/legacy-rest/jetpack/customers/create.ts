/** `POST create_customer`: updates the customer with this id or e-mail address, or creates one. */
import { z } from 'zod';
import type { ContactChanges, SaveContact } from '../../../application/contacts.ts';
import type { Refusal } from '../../../domain/kernel/decision.ts';
import { isRecord } from '../../kit/request.ts';
import { customValuesOf, type Slug } from '../customFields.ts';
import { type Failure, invalidJson, invalidJsonBeta, notSaved, noUsableKey } from '../dialect.ts';
import { type Endpoint, writing } from '../endpoint.ts';
import type { JetpackRequest } from '../request.ts';
import { tagNames } from '../tagNames.ts';
import { plainText, shortened } from '../text.ts';
import { isTruthy, loosePositive, looseText } from '../values.ts';
import { detailsFrom, textFieldNames } from './fields.ts';
import { customerSlugs, DEFAULT_STATUS } from './row.ts';

/** Other keys are custom fields, or unknown and ignored. Nothing in a body is refused for its type. */
export const customerBody = z.object({
  id: loosePositive,
  email: looseText,
  status: looseText,
  assign: loosePositive,
  tags: z.array(z.unknown()).optional().catch(undefined),
  sticky: z.unknown().optional(),
  stickystat: looseText,
  notes: looseText,
  ...Object.fromEntries(textFieldNames.map((name) => [name, looseText])),
});
type CustomerBody = z.infer<typeof customerBody>;

export const createCustomer: Endpoint = { methods: writing, scope: 'write', answer: save };

async function save({ app, context, shape, body }: JetpackRequest): Promise<unknown> {
  const json = await body();
  if (!json.ok) return shape === 'beta' ? invalidJsonBeta : invalidJson;
  const sent = isRecord(json.value) ? json.value : {};
  const slugs = customerSlugs(await app.customFields.definitions('contact'));
  const saved = await app.contacts.save(context, saveOf(customerBody.parse(sent), sent, slugs));
  if (!saved.ok) return failure(saved.refusal);
  const { ref } = saved.value;
  return { ...sent, ...(shape === 'beta' ? { ID: ref } : {}), id: ref };
}

const NO_KEY: ReadonlySet<string> = new Set(['EMAIL_REQUIRED', 'EMAIL_INVALID']);

const failure = ({ code }: Refusal): Failure => (NO_KEY.has(code) ? noUsableKey : notSaved);

function saveOf(input: CustomerBody, sent: Readonly<Record<string, unknown>>, slugs: readonly Slug[]): SaveContact {
  return {
    ...(input.id === undefined ? {} : { match: { ref: input.id } }),
    changes: changesOf(input, sent, slugs),
    defaults: { status: DEFAULT_STATUS },
  };
}

const MOST_STATUS = 100;

function changesOf(
  input: CustomerBody,
  sent: Readonly<Record<string, unknown>>,
  slugs: readonly Slug[],
): ContactChanges {
  const { status, assign } = input;
  // The address is the key of the record: a blank one is none, and cutting it to length would make it another one.
  const email = input.email?.trim();
  const tags = tagNames(input.tags);
  return {
    ...(email ? { email } : {}),
    details: detailsFrom(input),
    custom: customValuesOf(sent, slugs),
    keepStatus: keptStatuses(input),
    ...(status === undefined ? {} : { status: shortened(plainText(status), MOST_STATUS) }),
    ...(assign === undefined ? {} : { owner: assign }),
    ...(tags.length === 0 ? {} : { tags: { set: tags } }),
  };
}

/** A customer stays a customer, unless `sticky` is sent; its name reads inverted. */
const keptStatuses = ({ sticky, stickystat }: CustomerBody): string[] =>
  isTruthy(sticky) ? [] : [plainText(stickystat ?? '') || 'Customer'];
