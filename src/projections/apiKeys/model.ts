/** API keys, for authentication and for lists. */
import type {
  ApiKeyEvent,
  Front,
  JetpackOption,
  JetpackShape,
  Scope,
  TreeplOption,
} from '../../domain/access/apiKey/events.ts';
import { col, defineModel, type ModelRow } from '../engine/model.ts';

export const apiKeys = defineModel<ApiKeyEvent>()({
  name: 'api_keys',
  version: 4,
  summary: 'API keys with their scopes; revoked ones stay listed.',
  categories: ['apiKey'],
  temporal: false,
  columns: {
    apiKey: col.requiredText(),
    secretDigest: col.requiredText(),
    name: col.requiredText(),
    scopes: col.list<Scope>(),
    fronts: col.list<Front>(),
    requestsPerMinute: col.integer(),
    maxConcurrent: col.integer(),
    allowedHosts: col.texts(),
    allowedReferrers: col.texts(),
    jetpackShape: col.text<JetpackShape>(),
    jetpackOptions: col.list<JetpackOption>(),
    treeplOptions: col.list<TreeplOption>(),
    issuedAt: col.requiredTimestamp(),
    revokedAt: col.timestamp(),
  },
  indexes: [{ on: ['secret_digest'] }, { on: ['api_key'] }],
  handlers: {
    ApiKeyIssued: ({ id, data, occurredAt }, change) => {
      const { jetpackShape = null, jetpackOptions = [], treeplOptions = [] } = data;
      return change.insert(id, { ...data, jetpackShape, jetpackOptions, treeplOptions, issuedAt: occurredAt });
    },
    ApiKeyRevoked: ({ id, occurredAt }, change) => change.update(id, { revokedAt: occurredAt }),
  },
});

export type ApiKeyRow = ModelRow<typeof apiKeys>;
