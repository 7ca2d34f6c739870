/** The reference of a legacy API as an OpenAPI 3.1 document. */
import { z } from 'zod';
import type { AnswerReference, ApiReference, OperationReference } from '../../legacy-rest/kit/reference.ts';

export type OpenApi = Readonly<Record<string, unknown>>;

export function openApiOf(reference: ApiReference, server: string): OpenApi {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of reference.operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: describe(operation) };
  }
  return {
    openapi: '3.1.0',
    info: { title: reference.title, summary: reference.summary, version: '1' },
    servers: [{ url: server }],
    components: { securitySchemes: reference.security },
    security: Object.keys(reference.security).map((name) => ({ [name]: [] })),
    paths,
  };
}

function describe({ summary, parameters, body, answers }: OperationReference): object {
  const listed = parameters.filter((parameter) => parameter.in !== 'body');
  return {
    summary,
    parameters: listed.map(({ name, in: place, about, required, evidence }) => ({
      name,
      in: place,
      description: about,
      required: place === 'path' || required === true,
      schema: { type: 'string' },
      'x-evidence': evidence,
    })),
    ...(body ? { requestBody: { content: { 'application/json': { schema: jsonSchemaOf(body) } } } } : {}),
    responses: responsesOf(answers),
  };
}

/** What a parser takes in; a value that it takes from any type is any value. */
export const jsonSchemaOf = (schema: z.ZodType): object =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' });

/** Several answers can have one status. */
function responsesOf(answers: readonly AnswerReference[]): object {
  const statuses = [...new Set(answers.map(({ status }) => status))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const told = answers.filter((answer) => answer.status === status);
      const description = told.map(({ code, when }) => (code === undefined ? when : `${code}: ${when}`)).join(' ');
      return [status, { description, content: { 'application/json': { schema: {} } } }];
    }),
  );
}
