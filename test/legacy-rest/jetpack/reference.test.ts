import { expect, test } from 'vitest';
import { z } from 'zod';
import { openApiOf } from '../../../src/http/docs/openapi.ts';
import { reference } from '../../../src/legacy-rest/jetpack/reference.ts';

test('everything that the parsers of bodies take is described', () => {
  const undescribed = reference.operations.flatMap(({ path, body, parameters }) =>
    body instanceof z.ZodObject
      ? Object.keys(body.shape)
          .filter((key) => !parameters.some((row) => row.in === 'body' && row.name === key))
          .map((key) => `${path} ${key}`)
      : [],
  );
  expect(undescribed).toEqual([]);
});

test('the schemas that parse bodies are those of the OpenAPI document', () => {
  const { paths } = openApiOf(reference, 'http://localhost') as {
    paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: unknown }> } }>>;
  };
  const operation = paths['/zbs_api/create_customer']?.post;
  expect(operation?.requestBody?.content['application/json']?.schema).toMatchObject({
    type: 'object',
    properties: { email: expect.anything(), id: expect.anything(), secaddr1: expect.anything() },
  });
});
