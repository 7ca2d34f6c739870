/** What a document may cost, found out before anything runs. */
import { complexityFromQuery } from '@pothos/plugin-complexity';
import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
  visit,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GraphqlContext } from './context.ts';
import { publicError } from './errors.ts';

export const LIMITS = {
  /** Body of a request, in bytes. */
  bodyBytes: 1_048_576,
  /** Text of a document, in characters. */
  documentLength: 100_000,
  tokens: 10_000,
  /** Selected fields as written; each alias counts. */
  fields: 1_000,
  /** Nesting as written, of selections, lists and objects alike. */
  nesting: 40,
  /** Nesting of fields with fragments in place. */
  depth: 15,
  cost: 20_000,
  /** So much counts as one more request of the key. */
  costOfRequest: 1_000,
  /** Nesting of variables. */
  variableDepth: 40,
} as const;

/** Parses within the limits. Validation takes time that grows with the square of a document, so it must not see a large one. */
function parseWithinLimits(source: string): DocumentNode {
  if (source.length > LIMITS.documentLength) {
    throw publicError('DOCUMENT_TOO_LARGE', `A document has at most ${LIMITS.documentLength} characters.`, {
      status: 413,
    });
  }
  const document = parseUnlessTooDeep(source);
  checkStructure(document);
  return document;
}

function parseUnlessTooDeep(source: string): DocumentNode {
  try {
    return parse(source, { maxTokens: LIMITS.tokens });
  } catch (error) {
    // The parser is recursive: what is nested too deep ends its stack.
    if (error instanceof RangeError) throw tooComplex(`A document may be nested ${LIMITS.nesting} deep at most.`);
    throw error;
  }
}

const NESTING: ReadonlySet<string> = new Set([Kind.SELECTION_SET, Kind.LIST, Kind.OBJECT, Kind.LIST_TYPE]);

function checkStructure(document: DocumentNode): void {
  let fields = 0;
  let nesting = 0;
  visit(document, {
    enter(node) {
      if (node.kind === Kind.FIELD) fields++;
      if (fields > LIMITS.fields) throw tooComplex(`A document may select ${LIMITS.fields} fields at most.`);
      if (!NESTING.has(node.kind)) return;
      nesting++;
      if (nesting > LIMITS.nesting) throw tooComplex(`A document may be nested ${LIMITS.nesting} deep at most.`);
    },
    leave(node) {
      if (NESTING.has(node.kind)) nesting--;
    },
  });
}

const tooComplex = (message: string, extensions: object = {}): GraphQLError =>
  publicError('QUERY_TOO_COMPLEX', message, { status: 400, ...extensions });

export interface Cost {
  readonly requested: number;
  readonly limit: number;
  readonly depth: number;
}

/** Undefined where the variables do not fit: running the operation tells that better. */
function costOf({ document, operationName, schema, variableValues }: ExecutionArgs, context: object): Cost | undefined {
  const operations = document.definitions.filter((part) => part.kind === Kind.OPERATION_DEFINITION);
  const operation = operations.find(({ name }) => !operationName || name?.value === operationName);
  if (!operation) return undefined;
  try {
    const variables = (variableValues ?? {}) as Record<string, unknown>;
    const { complexity, depth } = complexityFromQuery(alone(document, operation), { schema, ctx: context, variables });
    return { requested: complexity, limit: LIMITS.cost, depth };
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}

const alone = (document: DocumentNode, operation: OperationDefinitionNode): DocumentNode => ({
  ...document,
  definitions: [operation, ...document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)],
});

/** Refuses documents beyond the limits, and tells the cost of the others in `extensions.cost`. */
export const limitsPlugin: Plugin<GraphqlContext> = {
  onParse({ setParseFn }) {
    setParseFn((source) => parseWithinLimits(typeof source === 'string' ? source : String(source.body)));
  },

  /** Each event costs the same again, but a budget is for what is asked, not for what happens. */
  async onSubscribe({ args, setResultAndStopExecution }) {
    const cost = costOf(args, args.contextValue);
    const problem = cost && (problemWith(cost) ?? (await problemWithBudget(args.contextValue, cost)));
    if (problem) setResultAndStopExecution({ errors: [problem], extensions: { cost } });
  },

  async onExecute({ args, setResultAndStopExecution }) {
    const cost = costOf(args, args.contextValue);
    const problem = cost && (problemWith(cost) ?? (await problemWithBudget(args.contextValue, cost)));
    if (problem) {
      setResultAndStopExecution({ errors: [problem], extensions: { cost } });
      return undefined;
    }
    return {
      onExecuteDone({ result, setResult }) {
        if (Symbol.asyncIterator in result) return;
        const { errors, ...rest } = result;
        const extensions = cost ? { ...result.extensions, cost } : result.extensions;
        setResult({
          ...rest,
          ...(errors ? { errors: errors.map(withCode) } : {}),
          ...(extensions ? { extensions } : {}),
        });
      },
    };
  },
};

/** An error without a place in the answer came before any field ran: the variables did not fit. */
function withCode(error: GraphQLError): GraphQLError {
  if (error.path || error.extensions.code !== undefined) return error;
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    extensions: { ...error.extensions, code: 'VARIABLES_INVALID' },
  });
}

function problemWith(cost: Cost): GraphQLError | undefined {
  if (cost.depth > LIMITS.depth) return tooComplex(`Fields may be nested ${LIMITS.depth} deep at most.`, { cost });
  if (cost.requested > LIMITS.cost) {
    return tooComplex(`This costs ${cost.requested}, at most ${LIMITS.cost} is allowed. Ask for smaller pages.`, {
      cost,
    });
  }
  return undefined;
}

async function problemWithBudget({ app, principal }: GraphqlContext, cost: Cost): Promise<GraphQLError | undefined> {
  const requests = Math.floor(cost.requested / LIMITS.costOfRequest);
  const retryAfterSeconds = await app.admission.charge(principal, requests);
  if (retryAfterSeconds === 0) return undefined;
  const message = `This API key has used up its limit. Try again in ${retryAfterSeconds} s.`;
  const headers = { 'retry-after': String(retryAfterSeconds) };
  return publicError('RATE_LIMITED', message, { status: 429, headers, retryAfterSeconds, cost });
}

/** Walks without recursion, so that no input ends the stack. */
export function isNestedDeeper(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}
