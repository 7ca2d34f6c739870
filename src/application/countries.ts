/** Countries are stored as given, name or code. Here the one is found for the other. */

/** ISO 3166-1 alpha-2, with Kosovo's user-assigned code. */
const CODES: ReadonlySet<string> = new Set(
  `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
  CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
  GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
  KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
  MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
  SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
  UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW`.split(/\s+/),
);

const english = new Intl.DisplayNames(['en'], { type: 'region' });

/** What people write instead of the name in the tables. */
const ALSO_KNOWN_AS: readonly (readonly [string, string])[] = [
  ['uk', 'GB'],
  ['great britain', 'GB'],
  ['england', 'GB'],
  ['scotland', 'GB'],
  ['wales', 'GB'],
  ['northern ireland', 'GB'],
  ['usa', 'US'],
  ['united states of america', 'US'],
  ['holland', 'NL'],
  ['the netherlands', 'NL'],
  ['czech republic', 'CZ'],
  ['turkey', 'TR'],
  ['hong kong', 'HK'],
  ['macau', 'MO'],
  ['republic of ireland', 'IE'],
  ['russian federation', 'RU'],
  ['korea', 'KR'],
  ['viet nam', 'VN'],
];

const folded = (name: string): string => name.trim().toLowerCase().replaceAll('&', 'and').replace(/\s+/g, ' ');

const CODE_BY_NAME: ReadonlyMap<string, string> = new Map([
  ...[...CODES].map((code) => [folded(english.of(code) ?? code), code] as const),
  ...ALSO_KNOWN_AS,
]);

/** In any letter case. */
export const isCountryCode = (text: string): boolean => CODES.has(text.toUpperCase());

/** The code of a country that is written as a code or as an English name; undefined when it cannot be told. */
export function countryCode(country: string): string | undefined {
  const code = country.trim().toUpperCase();
  return CODES.has(code) ? code : CODE_BY_NAME.get(folded(country));
}

/** The English name of a country that is written as a code; other text is a name already. */
export function countryName(country: string): string {
  const code = country.trim().toUpperCase();
  return CODES.has(code) ? (english.of(code) ?? country) : country;
}
