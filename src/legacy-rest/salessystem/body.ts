/** Reads what a request carries, query and body, into name and value pairs, whatever form and character set it came in. */
import type { Context } from 'hono';
import type { EdgeEnv } from '../kit/api.ts';
import { BodyTooLarge, isRecord, parseJson, readBytes } from '../kit/request.ts';
import { invalid, type SalesSystemError } from './errors.ts';

/** `name` is as sent, with brackets. */
export interface Pair {
  readonly name: string;
  readonly value: string;
}

export interface Body {
  readonly pairs: readonly Pair[];
  /** Why the body could not be read. It is told after the caller is known, not before. */
  readonly problem?: SalesSystemError;
}

const MAX_BODY = 2 * 1024 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });
const windows1252 = new TextDecoder('windows-1252');

export function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return windows1252.decode(bytes);
  }
}

export function queryPairs(url: string): Pair[] {
  const start = url.indexOf('?');
  return start < 0 ? [] : formPairs(Buffer.from(url.slice(start + 1).replace(/#.*$/s, '')));
}

export async function readBodyPairs(c: Context<EdgeEnv>): Promise<Body> {
  try {
    return await parseBody(await readBytes(c, MAX_BODY), c.req.header('content-type') ?? '');
  } catch (error) {
    if (error instanceof BodyTooLarge) return unreadable('Is too large.');
    throw error;
  }
}

const unreadable = (why: string): Body => ({ pairs: [], problem: invalid({ body: why }) });

async function parseBody(bytes: Uint8Array, contentType: string): Promise<Body> {
  if (bytes.byteLength === 0) return { pairs: [] };
  if (/^multipart\/form-data\b/i.test(contentType)) return multipart(bytes, contentType);
  if (/json/i.test(contentType)) return json(decodeText(bytes));
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return { pairs: formPairs(bytes) };
  // Some callers send a body and do not say what it is.
  return startsAsObject(bytes) ? json(decodeText(bytes)) : { pairs: formPairs(bytes) };
}

const startsAsObject = (bytes: Uint8Array): boolean => /^\s*\{/.test(Buffer.from(bytes.subarray(0, 64)).toString());

/** The character set is told for each value, so values are decoded one by one and not with the whole body. */
function formPairs(bytes: Uint8Array): Pair[] {
  const text = Buffer.from(bytes).toString('latin1');
  return text
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      const [name, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
      return { name: unescapeForm(name), value: unescapeForm(value) };
    });
}

/** A stray percent sign stands for itself. */
function unescapeForm(text: string): string {
  const raw = text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return decodeText(Buffer.from(raw, 'latin1'));
}

/**
 * The parser of the runtime knows UTF-8 only and would spoil other bytes. So every byte goes in as a character of its own, and
 * the values come out as bytes again.
 */
async function multipart(bytes: Uint8Array, contentType: string): Promise<Body> {
  const oneCharacterPerByte = Buffer.from(Buffer.from(bytes).toString('latin1'), 'utf8');
  const form = await new Response(oneCharacterPerByte, { headers: { 'Content-Type': contentType } })
    .formData()
    .catch(() => undefined);
  if (!form) return unreadable('Is not valid multipart form data.');
  const restored = (text: string): string => decodeText(Buffer.from(text, 'latin1'));
  const pairs = [...form].flatMap(([name, value]) =>
    // No method takes files.
    typeof value === 'string' ? [{ name: restored(name), value: restored(value) }] : [],
  );
  return { pairs };
}

function json(text: string): Body {
  const parsed = parseJson(text);
  if (!parsed.ok || !isRecord(parsed.value)) return unreadable('Is not a JSON object.');
  return { pairs: Object.entries(parsed.value).flatMap(([name, value]) => jsonPairs(name, value)) };
}

function jsonPairs(name: string, value: unknown): Pair[] {
  if (Array.isArray(value)) {
    return value.length === 0 ? [] : value.map((item: unknown) => ({ name: `${name}[]`, value: scalarText(item) }));
  }
  if (!isRecord(value)) return [{ name, value: scalarText(value) }];
  return Object.entries(value).map(([key, item]) => ({ name: `${name}[${key}]`, value: scalarText(item) }));
}

/** Nothing that any method takes is nested deeper. */
const scalarText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
