/** The real gateway: forms over HTTPS in the old Western alphabet, replies as lines of text. */
import { createDirectGateway, type DirectOptions, type Fields, type Reply, type Transport } from './direct.ts';

export interface OpayoOptions {
  /** e.g. `https://live.opayo.eu.elavon.com/gateway/service` */
  readonly url: string;
  readonly vendor: string;
  readonly secure3d?: DirectOptions['secure3d'];
  readonly avsCv2?: DirectOptions['avsCv2'];
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;

export const createOpayoGateway = ({ url, vendor, secure3d = '2', avsCv2, timeoutMs = TIMEOUT_MS }: OpayoOptions) =>
  createDirectGateway({ name: 'opayo', vendor, secure3d, avsCv2, send: overHttp(url, timeoutMs) });

const overHttp =
  (url: string, timeoutMs: number): Transport =>
  async (page, fields) => {
    try {
      const response = await fetch(`${url.replace(/\/+$/, '')}/${page}.vsp`, {
        method: 'POST',
        redirect: 'error',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: latinForm(fields),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const bytes = new Uint8Array(await response.arrayBuffer());
      const parsed = parseReply(Buffer.from(bytes).toString('latin1'));
      return response.status === 200 && parsed.Status ? { kind: 'reply', fields: parsed } : { kind: 'broken' };
    } catch (error) {
      return faultOf(error);
    }
  };

/** Only what failed before a connection was made is sure not to have been sent. */
const BEFORE_SENDING = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'EHOSTUNREACH']);

function faultOf(error: unknown): Reply {
  if (error instanceof Error && error.name === 'TimeoutError') return { kind: 'timeout' };
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return { kind: BEFORE_SENDING.has(code) ? 'unreachable' : 'broken' };
}

/** One byte per character; what the alphabet lacks goes as `?`. */
export const latinForm = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${latinEncoded(value)}`)
    .join('&');

const latinEncoded = (text: string): string =>
  [...text]
    .map((character) => {
      if (/[A-Za-z0-9._~-]/.test(character)) return character;
      const unit = character.codePointAt(0) ?? 0;
      return `%${(unit <= 0xff ? unit : 0x3f).toString(16).padStart(2, '0').toUpperCase()}`;
    })
    .join('');

/** One `Name=Value` per line; values may hold `=`. */
export function parseReply(text: string): Fields {
  return Object.fromEntries(
    text.split(/\r?\n/).flatMap((line): [string, string][] => {
      const at = line.indexOf('=');
      return at < 1 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]];
    }),
  );
}
