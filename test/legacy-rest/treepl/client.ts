/** This API as its clients use it, on a program of its own. */
import type { TestApp } from '../../support/app.ts';
import { type Answer, type Sent, send } from '../../support/http.ts';

export const CONTACTS = '/api/v2/admin/contacts';
export const TOKEN = '/api/v1/oauth/token';

export interface WireContact {
  readonly Id: number;
  readonly Email: string | null;
  readonly FirstName: string | null;
  readonly LastName: string | null;
  readonly CrmType: string;
  readonly EmailConfirmed: boolean;
  readonly Role: string;
  readonly CreatedDate: string;
  readonly Address: string | null;
  readonly City: string | null;
  readonly State: string | null;
  readonly BillingAddress: string | null;
  readonly BillingCity: string | null;
  readonly Site: string | null;
  readonly Phone: string | null;
  readonly Status: string | null;
  readonly Notes: string | null;
  readonly Type: number;
  readonly CustomerTypeName: string | null;
  readonly IsDataUsingAllowed: boolean;
  readonly CustomCrmGroups: Readonly<Record<string, Readonly<Record<string, string | number | boolean | null>>>>;
}

export interface WireList {
  readonly Items: readonly WireContact[];
  readonly TotalItemsCount: number;
}

export interface WireError {
  readonly Message: string;
  readonly Errors?: Readonly<Record<string, readonly string[]>>;
}

export interface Client {
  /** `path` below the contacts, e.g. `/7` or `?Limit=1`. */
  send<T>(path: string, sent?: Sent): Promise<Answer<T>>;
  create(body: Readonly<Record<string, unknown>>): Promise<WireContact>;
  get(id: number): Promise<WireContact>;
  put(id: number, body: unknown): Promise<WireContact>;
  /** The query object in the query string. */
  list(query?: Readonly<Record<string, unknown>>): Promise<WireList>;
  /** The ids that a `Where` finds, in order. */
  ids(where: unknown, orderBy?: string): Promise<number[]>;
  /** The message with which a `Where` is refused. */
  refusal(where: unknown): Promise<string>;
}

export function clientOf(app: Pick<TestApp, 'url' | 'secret'>, secret = app.secret): Client {
  const send_ = <T>(path: string, { headers, ...sent }: Sent = {}) =>
    send<T>(`${app.url}${CONTACTS}${path}`, {
      ...sent,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...headers },
    });
  const ok = async <T>(answer: Promise<Answer<T>>): Promise<T> => {
    const { status, body, text } = await answer;
    if (status !== 200) throw new Error(`${status} ${text}`);
    return body;
  };
  const where = (value: unknown) => `?Where=${encodeURIComponent(JSON.stringify(value))}`;
  return {
    send: send_,
    create: (body) => ok(send_('', { method: 'POST', body })),
    get: (id) => ok(send_(`/${id}`)),
    put: (id, body) => ok(send_(`/${id}`, { method: 'PUT', body })),
    list: (query = {}) => ok(send_(`?${parameters(query)}`)),
    async ids(value, orderBy = 'Id') {
      const list = await ok(send_<WireList>(`${where(value)}&Order_By=${encodeURIComponent(orderBy)}`));
      return list.Items.map(({ Id }) => Id);
    },
    async refusal(value) {
      const { status, body, text } = await send_<WireError>(where(value));
      if (status !== 400) throw new Error(`${status} ${text}`);
      return body.Message;
    },
  };
}

const parameters = (query: Readonly<Record<string, unknown>>): string =>
  Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`)
    .join('&');
