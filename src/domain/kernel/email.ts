/** E-mail addresses: a syntax check that lets plausible addresses through, and the form under which two of them are the same. */

const MAX_LENGTH = 254;
const MAX_LOCAL_LENGTH = 64;
const LOCAL = /^[^\s@"(),:;<>[\]\\\p{Cc}]+$/u;
const HOST =
  /^(?=.{1,253}$)([\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}][\p{L}\p{N}-]{0,61}[\p{L}\p{N}]$/u;

/** True for `local@host.tld`; a host without a dot is refused. */
export function isEmail(value: string): boolean {
  const at = value.lastIndexOf('@');
  if (at < 1 || value.length > MAX_LENGTH || at > MAX_LOCAL_LENGTH) return false;
  const local = value.slice(0, at);
  return LOCAL.test(local) && !/^\.|\.\.|\.$/.test(local) && HOST.test(value.slice(at + 1));
}

/** Two addresses are the same when they differ only in letter case or surrounding blanks. */
export const normaliseEmail = (value: string): string => value.trim().toLowerCase();
