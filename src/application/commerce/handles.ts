/** Names of a catalogue that must be unique: handles in web addresses, codes. */
import type { ClaimKind, Claims, Standing } from '../claims.ts';
import type { RequestContext } from '../context.ts';

const MAX_LENGTH = 80;

/** A handle made from a name. */
export function handleFrom(name: string): string {
  const handle = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MAX_LENGTH);
  return handle || 'item';
}

/** Takes one name, or tells that another record has it. */
export async function claimName(
  claims: Claims,
  context: RequestContext,
  kind: ClaimKind,
  name: string,
  holder: string,
  standing: (holder: string) => Promise<Standing>,
): Promise<boolean> {
  const claimed = await claims.claim(context, kind, name.toLowerCase(), holder, standing);
  return claimed.holder === holder;
}

const MAX_TRIES = 1_000;

/** Takes the name, or else the first of `name-2`, `name-3`… that is free. */
export async function claimFreeName(name: string, claim: (candidate: string) => Promise<boolean>): Promise<string> {
  for (let number = 1; number <= MAX_TRIES; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (await claim(candidate)) return candidate;
  }
  throw new Error('Too many records have nearly the same name');
}
