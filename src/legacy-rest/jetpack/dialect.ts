/** How this API says no: wrapped bodies for faults of transport, plain objects with status 200 for everything else. */

export type FaultStatus = 400 | 401 | 403 | 405 | 413 | 418 | 429 | 500 | 503;

type FaultWords = readonly [status: string, message: string];

const FAULTS: Readonly<Record<FaultStatus, FaultWords>> = {
  400: ['Bad request', 'The API request was invalid.'],
  401: ['Unauthorized', 'Please ensure your Jetpack CRM API key and secret are correctly configured.'],
  403: ['Forbidden', 'You do not have permission to access this resource.'],
  405: ['Method not allowed', 'Please ensure you are using the proper method (e.g. POST or GET).'],
  413: ['Request too large', 'The body of the request is larger than this server accepts.'],
  418: ["I'm a teapot", 'As per RFC 2324 (section 2.3.2), this response is short and stout.'],
  429: ['Too many requests', 'Please slow down.'],
  500: ['Internal server error', 'Something went wrong on our side.'],
  503: ['Service unavailable', 'Please try again later.'],
};

/** What any step before an endpoint's own answer may throw. */
export class HttpFault extends Error {
  override readonly name = 'HttpFault';
  readonly status: FaultStatus;
  readonly words: FaultWords | undefined;
  /** `words` in place of the usual ones. */
  constructor(status: FaultStatus, words?: FaultWords) {
    super(FAULTS[status][0]);
    this.status = status;
    this.words = words;
  }
}

export function faultBody(code: FaultStatus, [status, message] = FAULTS[code]) {
  return { success: false, data: { status, message } };
}

export const CONTENT_TYPE = 'application/json; charset=UTF-8';

/** What an endpoint that writes answers instead of a record. Its status is 200 all the same, unless the key asks for strict errors. */
export class Failure {
  readonly body: object;
  constructor(body: object) {
    this.body = body;
  }
}

const INVALID_JSON = { error: true, message: 'Invalid JSON data' };
export const invalidJson = new Failure(INVALID_JSON);
export const invalidJsonBeta = new Failure({ ...INVALID_JSON, input_error: 1 });
export const noUsableKey = new Failure({ errors: 1 });
export const notSaved = new Failure({ error: 100 });
export const missingField = (name: string): Failure =>
  new Failure({ error: 400, message: `Missing required field: ${name}` });
