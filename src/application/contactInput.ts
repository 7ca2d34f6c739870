/** What comes in about a contact, made storable and checked before any use case sees it. */
import { z } from 'zod';
import { contactDetailsPatch } from '../domain/crm/contact/events.ts';
import { normaliseEmail } from '../domain/kernel/email.ts';
import { customValuesPatch, owner, ref, tags } from '../domain/kernel/fragments.ts';
import type { ContactChanges } from './contacts.ts';
import { type Result, refused } from './context.ts';
import { blankIsNull, cleanLabels, storable } from './input.ts';

const MOST_ALIASES = 50;

/** What the schema of the events asks of everything that is not a detail. */
const otherChanges = z.object({
  aliases: z.array(z.string()).max(MOST_ALIASES).optional(),
  tags: z.object({ set: tags, add: tags, remove: tags }).partial().optional(),
  owner: owner.nullish(),
  custom: customValuesPatch.optional(),
  lists: z.array(ref).optional(),
  company: z.string().nullish(),
});

/** Makes input storable, checks it against the schemas of the events, and hands it on. */
export async function prepared<T>(
  changes: ContactChanges,
  next: (ready: ContactChanges) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { details, aliases, tags: labels, ...given } = storable(changes);
  const rest = {
    ...blankIsNull(given),
    ...(labels === undefined ? {} : { tags: cleanLabels(labels) }),
    ...(aliases === undefined ? {} : { aliases: aliases.map(normaliseEmail).filter(Boolean) }),
  };
  const checked = contactDetailsPatch.safeParse(blankIsNull(details ?? {}));
  const others = otherChanges.safeParse(rest);
  if (!checked.success || !others.success) {
    const paths = [
      ...(checked.error?.issues ?? []).map((issue) => ['details', ...issue.path].join('.')),
      ...(others.error?.issues ?? []).map((issue) => issue.path.join('.')),
    ];
    return refused('INPUT_INVALID', 'Some fields are not valid.', ...paths);
  }
  return next({ ...rest, ...(details === undefined ? {} : { details: checked.data }) });
}
