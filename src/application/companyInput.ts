/** What comes in about a company, made storable and checked before any use case sees it. */
import { z } from 'zod';
import { companyDetailsPatch } from '../domain/crm/company/events.ts';
import { customValuesPatch, owner, tags } from '../domain/kernel/fragments.ts';
import type { CompanyChanges } from './companies.ts';
import { type Result, refused, success } from './context.ts';
import { blankIsNull, cleanLabels, storable } from './input.ts';

const otherChanges = z.object({
  name: z.string().nullish(),
  email: z.string().nullish(),
  status: z.string().nullish(),
  tags: z.object({ set: tags, add: tags, remove: tags }).partial().optional(),
  owner: owner.nullish(),
  custom: customValuesPatch.optional(),
});

/** A company as it may be written, or INPUT_INVALID with the paths. A blank name stays, to be refused by its own code. */
export function preparedCompany(changes: CompanyChanges): Result<CompanyChanges> {
  const { details, tags: labels, name, ...given } = storable(changes);
  const rest = {
    ...blankIsNull(given),
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(labels === undefined ? {} : { tags: cleanLabels(labels) }),
  };
  const checked = companyDetailsPatch.safeParse(blankIsNull(details ?? {}));
  const others = otherChanges.safeParse(rest);
  if (checked.success && others.success)
    return success({ ...rest, ...(details === undefined ? {} : { details: checked.data }) });
  return refused(
    'INPUT_INVALID',
    'Some fields are not valid.',
    ...(checked.error?.issues ?? []).map((issue) => ['details', ...issue.path].join('.')),
    ...(others.error?.issues ?? []).map((issue) => issue.path.join('.')),
  );
}
