/** From where a call comes, and whether a key may be used from there. */
import type { Context } from 'hono';
import type { EdgeEnv } from './api.ts';

/** Address of the peer; what proxies say about addresses behind them is not believed. */
export function callerAddress(c: Context<EdgeEnv>): string | undefined {
  const env = c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined;
  return env?.incoming?.socket?.remoteAddress;
}

/** Whether an address is on a list of addresses and CIDR ranges. An empty list admits everybody. */
export function isAllowedHost(list: readonly string[], address: string | undefined): boolean {
  if (list.length === 0) return true;
  const caller = address === undefined ? undefined : addressBits(address);
  return caller !== undefined && list.some((entry) => covers(entry, caller));
}

/** Whether the host of a referring page is on a list of hosts; `*.example.com` stands for all below it. */
export function isAllowedReferrer(list: readonly string[], referrer: string): boolean {
  if (list.length === 0) return true;
  const from = hostOf(referrer);
  return from !== undefined && list.some((entry) => matchesHost(entry, from));
}

function matchesHost(entry: string, { host, hostname }: { host: string; hostname: string }): boolean {
  const wanted = entry.trim().toLowerCase();
  if (wanted.startsWith('*.')) return hostname.endsWith(wanted.slice(1));
  const { host: plain } = hostOf(wanted) ?? { host: wanted };
  return plain === host || plain === hostname;
}

function hostOf(text: string): { host: string; hostname: string } | undefined {
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  return url && { host: url.host, hostname: url.hostname };
}

function covers(entry: string, caller: string): boolean {
  const [network = '', prefix] = entry.trim().split('/');
  const bits = addressBits(network);
  if (bits === undefined || bits.length !== caller.length) return false;
  const length = prefix === undefined ? bits.length : Number(prefix);
  if (!Number.isInteger(length) || length < 0 || length > bits.length) return false;
  return bits.slice(0, length) === caller.slice(0, length);
}

/** An address as 32 or 128 binary digits. An IPv4 address that is written as IPv6 is an IPv4 address. */
function addressBits(address: string): string | undefined {
  const plain = address
    .trim()
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/%.*$/, '');
  return plain.includes(':') ? bitsOfV6(plain) : bitsOfV4(plain);
}

function bitsOfV4(address: string): string | undefined {
  const bytes = address.split('.');
  const valid = bytes.length === 4 && bytes.every((byte) => /^\d{1,3}$/.test(byte) && Number(byte) < 256);
  return valid ? bytes.map((byte) => Number(byte).toString(2).padStart(8, '0')).join('') : undefined;
}

function bitsOfV6(address: string): string | undefined {
  if (!URL.canParse(`http://[${address}]`)) return undefined;
  // The parser has checked it and brought it to its short form: groups of hex digits with at most one gap.
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [left = [], right = []] = short.split('::').map((side) => side.split(':').filter(Boolean));
  const gap = Array<string>(8 - left.length - right.length).fill('0');
  const groups = [...left, ...gap, ...right];
  return groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}
