/** The door of every field: who may come in, what they are shown, and input that can be stored. Put around the resolvers of a built schema. */
import { defaultFieldResolver, type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql';
import { storable } from '../application/input.ts';
import { SCOPES, type Scope } from '../domain/access/apiKey/events.ts';
import { KINDS } from '../projections/kinds.ts';
import type { GraphqlContext } from './context.ts';
import { publicError } from './errors.ts';
import { shownNode } from './personal.ts';

export function demandScope({ principal }: GraphqlContext, scope: Scope): void {
  if (!principal.scopes.includes(scope)) {
    throw publicError('FORBIDDEN', `This API key lacks the scope ${scope}.`, { scope });
  }
}

/**
 * Queries need `read` and mutations need `write`, so a new field is never open by oversight. A field that needs another scope
 * says so: `extensions: { scope: 'admin' }`.
 */
export function guardSchema(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const isMutation = type === schema.getMutationType();
    for (const field of Object.values(type.getFields())) {
      guardField(field, scopeOf(field, defaultScope(schema, type.name)));
      if (isMutation) forgetAfter(field);
      if (type.name in KINDS) maskParent(field, type.name);
    }
  }
  return schema;
}

function guardField(field: GraphQLField<unknown, GraphqlContext>, scope: Scope | undefined): void {
  const { resolve = defaultFieldResolver } = field;
  if (scope === undefined && field.args.length === 0) return;
  guardSubscription(field, scope);
  field.resolve = (parent, args, context, info) => {
    if (scope) demandScope(context, scope);
    return resolve(parent, storable(args), context, info);
  };
}

/** A resolver of a record's field sees of the record what its caller may see. */
function maskParent(field: GraphQLField<unknown, GraphqlContext>, type: string): void {
  const { resolve = defaultFieldResolver } = field;
  field.resolve = (parent, args, context, info) =>
    resolve(shownNode(context.principal, type, parent), args, context, info);
}

/** Who may not follow is told so at once, not at the first event. */
function guardSubscription(field: GraphQLField<unknown, GraphqlContext>, scope: Scope | undefined): void {
  const { subscribe } = field;
  if (!subscribe) return;
  field.subscribe = (parent, args, context, info) => {
    if (scope) demandScope(context, scope);
    return subscribe(parent, storable(args), context, info);
  };
}

/** What was loaded before a write is not what a later part of the same document may see. */
function forgetAfter(field: GraphQLField<unknown, GraphqlContext>): void {
  const { resolve = defaultFieldResolver } = field;
  field.resolve = async (parent, args, context, info) => {
    try {
      return await resolve(parent, args, context, info);
    } finally {
      context.loaders.forget();
    }
  };
}

function defaultScope(schema: GraphQLSchema, type: string): Scope | undefined {
  if (type === schema.getMutationType()?.name) return 'write';
  return type === schema.getQueryType()?.name || type === schema.getSubscriptionType()?.name ? 'read' : undefined;
}

function scopeOf(
  { extensions }: GraphQLField<unknown, GraphqlContext>,
  otherwise: Scope | undefined,
): Scope | undefined {
  const { scope } = extensions;
  return SCOPES.find((known) => known === scope) ?? otherwise;
}
