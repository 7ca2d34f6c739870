/** What is stored about API keys. The secret is never stored, only its keyed digest. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../../kernel/event.ts';
import { text } from '../../kernel/fragments.ts';

/** What a key may do. `pii` shows personal fields unmasked. */
export const SCOPES = ['read', 'write', 'admin', 'pii'] as const;
export type Scope = (typeof SCOPES)[number];

/** Where a key may be used. */
export const FRONTS = ['graphql', 'jetpack', 'treepl', 'salessystem', 'simvoly'] as const;
export type Front = (typeof FRONTS)[number];

/** What the clients of one Jetpack address expect: what the documents say, what the running plugin answers, or what its beta did. */
export const JETPACK_SHAPES = ['documented', 'plugin', 'beta'] as const;
export type JetpackShape = (typeof JETPACK_SHAPES)[number];

/**
 * What the clients of one key may have otherwise: what is refused is status 400, a company is found by its name too, and
 * transactions stand on the side of the accounts where the running plugin puts them.
 */
export const JETPACK_OPTIONS = ['strict_errors', 'match_company_by_name', 'plugin_accounting'] as const;
export type JetpackOption = (typeof JETPACK_OPTIONS)[number];

/** What the clients of one Treepl application may have otherwise: custom fields must be defined, and a new password has no answer. */
export const TREEPL_OPTIONS = ['known_custom_fields', 'silent_set_password'] as const;
export type TreeplOption = (typeof TREEPL_OPTIONS)[number];

export const ApiKeyIssued = defineEvent('ApiKeyIssued', {
  summary: 'A program got a key and a secret. The key is public, of the secret only a keyed digest is kept.',
  schema: z.strictObject({
    /** The public half, as the program sends it. */
    apiKey: text,
    secretDigest: text.meta({ secret: true }),
    name: text,
    scopes: z.array(z.enum(SCOPES)),
    fronts: z.array(z.enum(FRONTS)),
    /** Most requests per minute, and at the same time; null: the server's default. */
    requestsPerMinute: z.int().positive().nullable(),
    maxConcurrent: z.int().positive().nullable(),
    /** Callers (IP address or CIDR) and referring hosts that may use the key; empty: any. */
    allowedHosts: z.array(text),
    allowedReferrers: z.array(text),
    /** How Jetpack requests of this key are answered where their address does not say it. */
    jetpackShape: z.enum(JETPACK_SHAPES).optional(),
    /** What Jetpack requests of this key have otherwise, in every shape. */
    jetpackOptions: z.array(z.enum(JETPACK_OPTIONS)).optional(),
    /** What Treepl requests of this key have otherwise. */
    treeplOptions: z.array(z.enum(TREEPL_OPTIONS)).optional(),
  }),
});

export const ApiKeyRevoked = defineEvent('ApiKeyRevoked', {
  summary: 'The key stopped working for good.',
  schema: z.strictObject({}),
});

export const apiKeyEvents = { ApiKeyIssued, ApiKeyRevoked };
export type ApiKeyEvent = EventOf<typeof apiKeyEvents>;
