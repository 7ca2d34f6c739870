/**
 * Persisted operations by the protocol that Apollo's clients and others speak: a document is sent once with its SHA-256, and by
 * the hash alone after that. They are kept in memory; who asks for a forgotten one is told to send the document again.
 */
import { createHash } from 'node:crypto';
import type { Plugin } from 'graphql-yoga';
import { z } from 'zod';
import type { GraphqlContext } from './context.ts';
import { publicError } from './errors.ts';

const MOST_DOCUMENTS = 1_000;

const Extension = z.object({ version: z.literal(1), sha256Hash: z.string().regex(/^[0-9a-f]{64}$/) });

export function createPersistedOperations(): Plugin<GraphqlContext> {
  const documents = new Map<string, string>();

  return {
    onParams({ params, setParams }) {
      const asked = params.extensions?.persistedQuery;
      if (asked === undefined) return;
      const { success, data } = Extension.safeParse(asked);
      if (!success) throw publicError('PERSISTED_QUERY_INVALID', INVALID, { status: 400 });
      const { sha256Hash } = data;
      const query = params.query ?? documents.get(sha256Hash);
      if (query === undefined)
        throw publicError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', { status: 200 });
      if (hashOf(query) !== sha256Hash) throw publicError('PERSISTED_QUERY_INVALID', MISMATCH, { status: 400 });
      keep(sha256Hash, query);
      setParams({ ...params, query });
    },
  };

  /** The one that was asked for longest ago makes room. */
  function keep(hash: string, document: string): void {
    documents.delete(hash);
    documents.set(hash, document);
    const [oldest] = documents.keys();
    if (documents.size > MOST_DOCUMENTS && oldest !== undefined) documents.delete(oldest);
  }
}

const INVALID = 'extensions.persistedQuery has the form { version: 1, sha256Hash: "64 hexadecimal digits" }.';
const MISMATCH = 'The hash is not that of the document.';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
