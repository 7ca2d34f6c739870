/**
 * What a legacy API promises, as data: `docs/compatibility/<api>.md`, its OpenAPI document and the pages under `/docs` are made from
 * it. Each row says how sure we are of it and which test pins it.
 */
import type { z } from 'zod';

/** Told by the vendor's document, seen on the running original, or concluded from both and from its clients. */
export type Evidence = 'documented' | 'observed' | 'inferred';

/** `file.test.ts: words of the test's title`, the file below `test/legacy-rest/<api>`. A test checks that there is such a test. */
export type PinnedBy = string;

export interface ParameterReference {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'body';
  /** Type, meaning, default, and what happens with a bad value: one sentence each at most. */
  readonly about: string;
  readonly required?: boolean;
  readonly evidence: Evidence;
  readonly test: PinnedBy;
}

export interface AnswerReference {
  readonly status: number;
  /** The code within the body, where the API has such codes. */
  readonly code?: string | number;
  readonly when: string;
  readonly evidence: Evidence;
  readonly test: PinnedBy;
}

export interface OperationReference {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{name}` for parts that vary. */
  readonly path: string;
  readonly summary: string;
  readonly parameters: readonly ParameterReference[];
  /** The schema that parses the body. */
  readonly body?: z.ZodType;
  readonly answers: readonly AnswerReference[];
}

/** Where this server knowingly does not do what the original does. */
export interface DifferenceReference {
  readonly original: string;
  readonly here: string;
  readonly reason: string;
}

export interface ApiReference {
  readonly title: string;
  readonly summary: string;
  /** How a program says who it is: an OpenAPI security scheme. */
  readonly security: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly operations: readonly OperationReference[];
  readonly differences: readonly DifferenceReference[];
}

type ParameterRow = readonly [name: string, about: string, evidence: Evidence, test: PinnedBy];

/** Rows of parameters that stand in one place. A name that ends in `!` is required. */
export const parameters = (place: ParameterReference['in'], ...rows: readonly ParameterRow[]): ParameterReference[] =>
  rows.map(([name, about, evidence, test]) => ({
    ...{ name: name.replace(/!$/, ''), in: place, about, evidence, test },
    ...(name.endsWith('!') ? { required: true } : {}),
  }));

export const answer = (
  status: number,
  when: string,
  evidence: Evidence,
  test: PinnedBy,
  code?: string | number,
): AnswerReference => ({ status, when, evidence, test, ...(code === undefined ? {} : { code }) });
