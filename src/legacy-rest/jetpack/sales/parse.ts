/** Amounts and times as clients of this API write them. */
import Big from 'big.js';
import { isDecimal } from '../../../domain/kernel/money.ts';
import { parseTime } from '../time.ts';

/** `1,234.50`, `1 234.50`, `$5`, `-3`: an exact decimal, or nothing where the text is no amount. */
export function parseAmount(text: string): string | undefined {
  const plain = text
    .trim()
    .replace(/^(-?)\s*\p{Sc}\s*/u, '$1')
    .replace(/\s*\p{Sc}$/u, '')
    .replace(/(?<=\d)[,' \u00a0](?=\d{3}(?:\D|$))/g, '');
  if (/^-?\d{1,15}(?:\.\d*)?$|^-?\.\d+$/.test(plain)) return shortened(plain);
  // A number that JSON wrote with an exponent.
  if (!/^-?\d+(?:\.\d+)?e[-+]?\d{1,2}$/i.test(plain)) return undefined;
  const exact = new Big(plain).toFixed();
  return isDecimal(exact) ? exact : undefined;
}

const PLACES = 10;

const shortened = (plain: string): string => new Big(plain.replace(/\.$/, '')).round(PLACES, Big.roundHalfUp).toFixed();

const LATEST = 253_402_300_799;

/** Unix seconds, or a date with or without a time as `create_event` takes it; nothing where the text is neither. */
export function parseMoment(text: string | undefined): string | undefined {
  const given = text?.trim() ?? '';
  if (/^\d{1,12}$/.test(given)) {
    const unix = Number(given);
    return unix > 0 && unix <= LATEST ? new Date(unix * 1000).toISOString() : undefined;
  }
  return parseTime(given);
}
