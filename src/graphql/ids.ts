/** Global ids: base64 of `Type:key`. */
import { publicError } from './errors.ts';

export interface GlobalId {
  readonly type: string;
  readonly key: string;
}

export const toGlobalId = (type: string, key: string): string => Buffer.from(`${type}:${key}`).toString('base64');

const KEY = /^[0-9A-Za-z]{1,64}$/;

/** Only what `toGlobalId` makes is taken: one record has one id. */
export function fromGlobalId(id: string): GlobalId {
  const [type = '', key = '', ...more] = Buffer.from(id, 'base64').toString('utf8').split(':');
  if (more.length > 0 || !KEY.test(key) || toGlobalId(type, key) !== id) throw idInvalid();
  return { type, key };
}

/** The queries that find a record by its number, by the name of its type. */
const queriesByNumber = new Map<string, string>();

export function foundByNumber(type: string, query: string): void {
  queriesByNumber.set(type, query);
}

/** People see numbers, so programs give them where an id is wanted; no key looks like one. */
function refuseNumber(type: string, id: string): void {
  if (!/^\d{1,10}$/.test(id)) return;
  const query = queriesByNumber.get(type);
  const hint = query === undefined ? '' : ` Its id is what \`${query}(ref: ${id}) { id }\` tells.`;
  throw idInvalid(`${id} is a number of a ${type}, not its id.${hint}`);
}

/** A bare key of this type. */
export function bareKey(type: string, key: string): string {
  refuseNumber(type, key);
  return key;
}

/** The key in a global id of this type. */
export function keyOfGlobalId(type: string, id: string): string {
  refuseNumber(type, id);
  const found = fromGlobalId(id);
  if (found.type !== type) throw idInvalid(`This is the id of a ${found.type}, not of a ${type}.`);
  return found.key;
}

/** The same, where a bare key may stand in place of the global id. */
export const keyOf = (type: string, id: string): string =>
  KEY.test(id) && !isGlobalId(type, id) ? bareKey(type, id) : keyOfGlobalId(type, id);

/** Null and missing stay as they are. */
export const keyIfAny = <T extends null | undefined>(type: string, id: string | T): string | T =>
  typeof id === 'string' ? keyOf(type, id) : id;

/** Base64 without padding looks like a key, so the content decides. */
const isGlobalId = (type: string, id: string): boolean =>
  Buffer.from(id, 'base64').toString('utf8').startsWith(`${type}:`);

const idInvalid = (message = 'This is no id of a record.') => publicError('ID_INVALID', message);
