/** Times on the wire. Texts are in the zone of the site, but for those of the beta and calendar days, which are in UTC. */

/** Unix seconds of an ISO instant. */
export const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1000);

/** An instant written out. */
export interface Times {
  /** `2026-11-21` */
  readonly day: (iso: string) => string;
  /** `2026-11-21 04:28:51` */
  readonly dayAndTime: (iso: string) => string;
  /** `11/21/2026`: the format of a site that was never configured otherwise. */
  readonly siteDay: (iso: string) => string;
}

export function timesIn(timeZone: string): Times {
  const text = textIn(timeZone);
  const day = (iso: string): string => text(iso).slice(0, 10);
  return {
    day,
    dayAndTime: (iso) => text(iso).slice(0, 19).replace('T', ' '),
    siteDay: (iso) => {
      const [year, month, date] = day(iso).split('-');
      return `${month}/${date}/${year}`;
    },
  };
}

function textIn(timeZone: string): (iso: string) => string {
  if (timeZone === 'UTC') return (iso) => new Date(iso).toISOString();
  // Swedish dates are ISO dates.
  const swedish = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (iso) => swedish.format(new Date(iso));
}

export const UTC: Times = timesIn('UTC');

const LONGEST_AGO = -62_135_596_800;
const FURTHEST = 253_402_300_799;

/** A calendar day out of what clients send: `2024-05-01` (with or without a time), `05/01/2024`, Unix seconds. */
export function parseDay(value: string): string | undefined {
  const given = value.trim();
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(given);
  if (iso) return realDay(iso[1], iso[2], iso[3]);
  const slashes = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(given);
  if (slashes) return realDay(slashes[3], slashes[1], slashes[2]);
  if (!/^-?\d{1,12}$/.test(given)) return undefined;
  const unix = Number(given);
  return unix < LONGEST_AGO || unix > FURTHEST ? undefined : new Date(unix * 1000).toISOString().slice(0, 10);
}

function realDay(year = '', month = '', date = ''): string | undefined {
  const written = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const parsed = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(written) ? written : undefined;
}

const DAY = String.raw`(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\/(\d{1,2})\/(\d{4})|(\d{1,2})\.(\d{1,2})\.(\d{4})`;
const TIME = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?`;
const ZONE = String.raw`(Z|[+-]\d{2}:?\d{2})`;
const DAY_AND_TIME = new RegExp(String.raw`^(?:${DAY})(?:[T ]+${TIME}\s*${ZONE}?)?$`, 'i');

/**
 * An instant out of what clients send: `02/01/2024 14:00:00` (month first), `2024-02-01 14:00`, `01.02.2024 14:00`, ISO 8601.
 * Without a zone it is UTC. A number is no time here: the original reads none either.
 */
export function parseTime(value: string): string | undefined {
  const parts = DAY_AND_TIME.exec(value.trim());
  if (!parts) return undefined;
  const [, isoYear, isoMonth, isoDay, usMonth, usDay, usYear, dottedDay, dottedMonth, dottedYear] = parts;
  const date = realDay(
    isoYear ?? usYear ?? dottedYear,
    isoMonth ?? usMonth ?? dottedMonth,
    isoDay ?? usDay ?? dottedDay,
  );
  const [hours = '0', minutes = '00', seconds = '00', zone = 'Z'] = parts.slice(10);
  const time = [hours.padStart(2, '0'), minutes, seconds].join(':');
  const instant = new Date(`${date}T${time}${zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2').toUpperCase()}`);
  return date === undefined || Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}
