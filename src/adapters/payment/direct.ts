/**
 * The form protocol of Sage Pay / Opayo "Direct": what we ask as fields, what the fields of a reply mean. How they travel is
 * the business of a transport, so that a gateway on the network and one in the process speak the same.
 */
import type {
  ChargeOutcome,
  ChargeRequest,
  GatewayAnswer,
  GatewayReference,
  PaymentGateway,
  PostalParty,
} from '../../application/sales/gateway.ts';
import { fromMinor } from '../../domain/kernel/money.ts';

export type Fields = Readonly<Record<string, string>>;
export type Page = 'vspdirect-register' | 'direct3dcallback' | 'void' | 'refund';

export type Reply =
  | { readonly kind: 'reply'; readonly fields: Fields }
  /** Nothing was sent. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'timeout' }
  /** Sent, but what came back cannot be read. */
  | { readonly kind: 'broken' };

export type Transport = (page: Page, fields: Fields) => Promise<Reply>;

export interface DirectOptions {
  readonly name: string;
  readonly vendor: string;
  /** 0 by the rules of the account, 1 always, 2 never, 3 asked but never refused for it. */
  readonly secure3d: '0' | '1' | '2' | '3';
  /** Of address and security code: 0 checked by the rules of the account, 1 always, 2 never, 3 without consequences. */
  readonly avsCv2?: '0' | '1' | '2' | '3' | undefined;
  readonly send: Transport;
  readonly find?: PaymentGateway['find'];
}

const PROTOCOL = '3.00';

export function createDirectGateway({ name, vendor, secure3d, avsCv2, send, find }: DirectOptions): PaymentGateway {
  const common = (type: string): Fields => ({ VPSProtocol: PROTOCOL, TxType: type, Vendor: vendor });
  return {
    name,
    charge: async (request) =>
      chargeOutcome(
        await send('vspdirect-register', {
          ...common('PAYMENT'),
          ...chargeFields(request),
          Apply3DSecure: secure3d,
          ...(avsCv2 ? { ApplyAVSCV2: avsCv2 } : {}),
        }),
      ),
    complete: async ({ md, response }) => chargeOutcome(await send('direct3dcallback', { MD: md, PARes: response })),
    refund: async (original, { code, amount, currency, description }) =>
      answerOf(
        await send('refund', {
          ...common('REFUND'),
          VendorTxCode: code,
          Amount: fromMinor(amount, currency),
          Currency: currency,
          Description: cut(description, 100),
          ...related(original),
        }),
        USED_BEFORE,
      ),
    void: async (original) =>
      answerOf(await send('void', { ...common('VOID'), ...originalFields(original) }), VOIDED_BEFORE),
    find: find ?? (async () => undefined),
  };
}

/** The gateway has seen this number of ours: the refund that it stands for was made before, and its answer was lost. */
const USED_BEFORE = 4042;
const VOIDED_BEFORE = 4036;

const LATIN_NAME = /[^\p{L} /&.'-]/gu;
const LATIN_ADDRESS = /[^\p{L}\p{N} /&.'+:,()-]/gu;
const POSTCODE = /[^A-Za-z0-9 -]/g;

/** Characters outside the allowed set are left out, and so is what is too long. */
const cut = (text: string, most: number): string => text.slice(0, most).trim();

function chargeFields({ card, ...request }: ChargeRequest): Fields {
  return present({
    VendorTxCode: request.code,
    Amount: fromMinor(request.amount, request.currency),
    Currency: request.currency,
    Description: cut(request.description, 100),
    CardHolder: cut(card.holder, 50),
    CardNumber: card.number,
    StartDate: card.start,
    ExpiryDate: card.expiry,
    IssueNumber: card.issue,
    CV2: card.cv2,
    CardType: card.brand ?? brandOf(card.number),
    ...party('Billing', request.billing),
    ...party('Delivery', request.delivery),
    CustomerEMail: request.email && request.email.length <= 255 ? request.email : undefined,
    AccountType: 'E',
  });
}

const party = (prefix: string, { country, state, ...rest }: PostalParty) => ({
  [`${prefix}Surname`]: cut(rest.surname.replace(LATIN_NAME, ''), 20),
  [`${prefix}Firstnames`]: cut(rest.firstNames.replace(LATIN_NAME, ''), 20),
  [`${prefix}Address1`]: cut(rest.line1.replace(LATIN_ADDRESS, ''), 100),
  [`${prefix}Address2`]: cut((rest.line2 ?? '').replace(LATIN_ADDRESS, ''), 100),
  [`${prefix}City`]: cut(rest.city.replace(LATIN_ADDRESS, ''), 40),
  [`${prefix}PostCode`]: cut(rest.postcode.replace(POSTCODE, ''), 10),
  [`${prefix}Country`]: country.toUpperCase(),
  // Wanted for this country always, and refused for every other.
  [`${prefix}State`]: country.toUpperCase() === 'US' ? cut(state ?? '', 2) : undefined,
  [`${prefix}Phone`]: cut((rest.phone ?? '').replace(/[^\d +()-]/g, ''), 20),
});

/** Empty fields are left out: the gateway takes an empty one for a wrong one. */
const present = (fields: Readonly<Record<string, string | undefined>>): Fields =>
  Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => Boolean(entry[1])));

const BRANDS: readonly (readonly [RegExp, string])[] = [
  [/^3[47]/, 'AMEX'],
  [/^36|^30[0-5]/, 'DC'],
  [/^35/, 'JCB'],
  [/^(6304|6706|6771|6709)/, 'LASER'],
  [/^(564182|6759|6705|6777|6766|30000)/, 'MAESTRO'],
  [/^(4462|4508)/, 'DELTA'],
  [/^(4917|4175)/, 'UKE'],
  [/^557347/, 'MCDEBIT'],
  [/^(5[1-5]|2[2-7])/, 'MC'],
  [/^4/, 'VISA'],
];

/** The gateway's name for the brand of a card, by its number. */
export const brandOf = (number: string): string | undefined => BRANDS.find(([pattern]) => pattern.test(number))?.[1];

const originalFields = ({ code, facts }: GatewayReference): Fields =>
  present({
    VendorTxCode: code,
    VPSTxId: facts.transactionId,
    SecurityKey: facts.securityKey,
    TxAuthNo: facts.authorisation,
  });

const related = (original: GatewayReference): Fields =>
  Object.fromEntries(Object.entries(originalFields(original)).map(([field, value]) => [`Related${field}`, value]));

/** `2000 : The Authorisation was Declined by the bank.` */
const DETAIL = /^\s*(\d{4})\s*:\s*(.*)$/s;

interface Verdict {
  readonly code: number | null;
  readonly message: string;
}

const STATUS_CODES: Readonly<Record<string, number>> = { NOTAUTHED: 2000, REJECTED: 2001, ERROR: 2003 };

function verdictOf({ Status = '', StatusDetail = '' }: Fields): Verdict {
  const [, digits, words] = DETAIL.exec(StatusDetail) ?? [];
  if (digits !== undefined && digits !== '0000') return { code: Number(digits), message: words ?? '' };
  return { code: STATUS_CODES[Status] ?? null, message: StatusDetail };
}

const factsOf = (fields: Fields): GatewayReference['facts'] => ({
  ...(fields.VPSTxId ? { transactionId: fields.VPSTxId } : {}),
  ...(fields.SecurityKey ? { securityKey: fields.SecurityKey } : {}),
  ...(fields.TxAuthNo ? { authorisation: fields.TxAuthNo } : {}),
  ...(fields.BankAuthCode ? { bankCode: fields.BankAuthCode } : {}),
});

export function chargeOutcome(reply: Reply): ChargeOutcome {
  if (reply.kind === 'unreachable') return { result: 'declined', code: null, message: 'The gateway is out of reach.' };
  if (reply.kind !== 'reply') return { result: 'uncertain', reason: reply.kind };
  const { fields } = reply;
  if (fields.Status === 'OK') return { result: 'captured', facts: factsOf(fields) };
  if (fields.Status === '3DAUTH' && fields.ACSURL) {
    const challenge = { url: fields.ACSURL, md: fields.MD, request: fields.PAReq ?? fields.CReq ?? '' };
    return { result: 'challenged', facts: factsOf(fields), challenge };
  }
  if (!fields.Status) return { result: 'uncertain', reason: 'broken' };
  return { result: 'declined', ...verdictOf(fields) };
}

function answerOf(reply: Reply, doneBefore: number): GatewayAnswer {
  if (reply.kind !== 'reply') return { ok: false, code: null, message: 'The gateway gave no answer.' };
  if (reply.fields.Status === 'OK') return { ok: true };
  const verdict = verdictOf(reply.fields);
  return verdict.code === doneBefore ? { ok: true } : { ok: false, ...verdict };
}
