/** `POST create_company`: updates the company with this id or e-mail address, or creates one. */
import { z } from 'zod';
import type { CompanyChanges } from '../../../application/companies.ts';
import type { Refusal } from '../../../domain/kernel/decision.ts';
import { isRecord } from '../../kit/request.ts';
import { customValuesOf, type Slug } from '../customFields.ts';
import { type Failure, invalidJson, notSaved, noUsableKey } from '../dialect.ts';
import { type Endpoint, writing } from '../endpoint.ts';
import type { JetpackRequest } from '../request.ts';
import { tagNames } from '../tagNames.ts';
import { plainText, shortened } from '../text.ts';
import { loosePositive, looseText } from '../values.ts';
import { detailsFrom, textFieldNames } from './fields.ts';
import { companySlugs, DEFAULT_STATUS } from './row.ts';

/** Other keys are custom fields, or unknown and ignored. Nothing in a body is refused for its type. */
export const companyBody = z.object({
  id: loosePositive,
  name: looseText,
  coname: looseText,
  email: looseText,
  status: looseText,
  assign: loosePositive,
  tags: z.array(z.unknown()).optional().catch(undefined),
  notes: looseText,
  ...Object.fromEntries(textFieldNames.map((name) => [name, looseText])),
});
type CompanyBody = z.infer<typeof companyBody>;

export const createCompany: Endpoint = { methods: writing, scope: 'write', answer: save };

async function save({ app, context, options, body }: JetpackRequest): Promise<unknown> {
  const json = await body();
  if (!json.ok) return invalidJson;
  const sent = isRecord(json.value) ? json.value : {};
  const input = companyBody.parse(sent);
  const slugs = companySlugs(await app.customFields.definitions('company'));
  const saved = await app.companies.save(context, {
    match: {
      ...(input.id === undefined ? {} : { ref: input.id }),
      ...(options.includes('match_company_by_name') ? { byName: true } : {}),
    },
    changes: changesOf(input, sent, slugs),
    defaultStatus: DEFAULT_STATUS,
  });
  return saved.ok ? { ...sent, id: saved.value.ref } : failure(saved.refusal);
}

const NO_KEY: ReadonlySet<string> = new Set(['EMAIL_REQUIRED', 'EMAIL_INVALID']);

const failure = ({ code }: Refusal): Failure => (NO_KEY.has(code) ? noUsableKey : notSaved);

const MOST = { name: 100, status: 50 };

function changesOf(
  input: CompanyBody,
  sent: Readonly<Record<string, unknown>>,
  slugs: readonly Slug[],
): CompanyChanges {
  const { status, assign } = input;
  const email = input.email?.trim();
  // A blank name is as good as none: a company always has one.
  const name = shortened(plainText(input.name ?? input.coname ?? ''), MOST.name);
  const tags = tagNames(input.tags);
  return {
    ...(name ? { name } : {}),
    ...(email ? { email } : {}),
    details: detailsFrom(input),
    custom: customValuesOf(sent, slugs),
    ...(status === undefined ? {} : { status: shortened(plainText(status), MOST.status) }),
    ...(assign === undefined ? {} : { owner: assign }),
    ...(tags.length === 0 ? {} : { tags: { set: tags } }),
  };
}
