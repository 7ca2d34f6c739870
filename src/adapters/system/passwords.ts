/** argon2id with the parameters that OWASP names for it: 19 MiB, two passes, one lane. */
import { hash, verify } from '@node-rs/argon2';
import type { PasswordHasher } from '../../application/ports.ts';

const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const argon2Passwords: PasswordHasher = {
  hash: (password) => hash(password, OPTIONS),
  verify: async (stored, password) => {
    try {
      return await verify(stored, password);
    } catch {
      return false;
    }
  },
};
