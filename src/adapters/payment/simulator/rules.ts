/**
 * A gateway without banks, for shops that try things out: the published test cards behave as they do at the real one's test
 * server, and a card holder named `SIM-…` asks for a particular answer. It forgets everything when the program ends.
 */
import type { ChargeOutcome } from '../../../application/sales/gateway.ts';
import { chargeOutcome, type Fields, type Page, type Reply } from '../direct.ts';
import { faultIn } from './checks.ts';

const DECLINED_CARDS = new Set(['4929602110085639', '5403814948608092']);
const ENROLLED_CARDS = new Set(
  (
    '4929000000006 4462000000000003 4917300000000008 5404000000000001 5186150660000009 5573470000000001 ' +
    '5641820000000005 6759000000005 6705000000008 6777000000007 6766000000000 300000000000000004'
  ).split(' '),
);

/** Status that goes with a code where it is asked for by name; everything else is INVALID. */
const STATUS_OF: Readonly<Record<number, string>> = {
  2000: 'NOTAUTHED',
  2001: 'REJECTED',
  2002: 'NOTAUTHED',
  2003: 'ERROR',
  2008: 'NOTAUTHED',
  2009: 'NOTAUTHED',
  2013: 'ABORT',
  4046: 'REJECTED',
  5003: 'ERROR',
  5030: 'ERROR',
  5996: 'NOTAUTHED',
};

const WORDS: Readonly<Record<number, string>> = {
  2000: 'The Authorisation was Declined by the bank.',
  2001: 'The Authorisation was Rejected by the vendor rule-base.',
  4042: 'The VendorTxCode has been used before.',
};

interface Taken {
  readonly code: string;
  readonly amount: number;
  readonly currency: string;
  readonly reply: Fields;
  refunded: number;
  voided: boolean;
}

export interface SimulatorOptions {
  readonly now: () => Date;
  readonly randomHex: (bytes: number) => string;
}

export interface Simulator {
  handle(page: Page, fields: Fields): Promise<Reply>;
  find(code: string): Promise<ChargeOutcome>;
  /** Numbers of ours that money was taken for, in order. */
  readonly charged: readonly string[];
}

export function createSimulator({ now, randomHex }: SimulatorOptions): Simulator {
  const used = new Set<string>();
  const taken = new Map<string, Taken>();
  const waiting = new Map<string, Fields>();

  return {
    get charged() {
      return [...taken.values()].map(({ code }) => code);
    },
    async handle(page, fields) {
      switch (page) {
        case 'vspdirect-register':
          return register(fields);
        case 'direct3dcallback':
          return afterBank(fields);
        case 'void':
          return voided(fields);
        case 'refund':
          return refunded(fields);
      }
    },
    async find(code) {
      const found = [...taken.values()].find((one) => one.code === code);
      if (found) return chargeOutcome({ kind: 'reply', fields: found.reply });
      return { result: 'declined', code: 2008, message: 'The Transaction timed-out.' };
    },
  };

  function register(fields: Fields): Reply {
    const fault = faultIn(fields, now());
    if (fault) return refusal(fault.code, fault.status);
    const { VendorTxCode = '', CardNumber = '' } = fields;
    if (used.has(VendorTxCode)) return refusal(4042);
    used.add(VendorTxCode);
    const asked = askedFor(fields);
    if (asked) return asked;
    if (DECLINED_CARDS.has(CardNumber)) return refusal(2000, 'NOTAUTHED', { DeclineCode: '05' });
    if (fields.ApplyAVSCV2 === '1' && avs(fields) === NO_MATCH) return refusal(2001);
    const secure = fields.Apply3DSecure === '1' || fields.Apply3DSecure === '3';
    return secure && ENROLLED_CARDS.has(CardNumber) ? challenge(fields) : take(fields);
  }

  function challenge(fields: Fields): Reply {
    const md = randomHex(16);
    waiting.set(md, withoutCard(fields));
    return reply({
      Status: '3DAUTH',
      StatusDetail: '2007 : Please redirect your customer to the ACSURL, passing the MD and PaReq.',
      '3DSecureStatus': 'OK',
      MD: md,
      ACSURL: 'https://simulator.invalid/bank',
      PAReq: randomHex(16),
    });
  }

  function afterBank({ MD = '', PARes = '' }: Fields): Reply {
    const fields = waiting.get(MD);
    if (!fields) return refusal(5036);
    waiting.delete(MD);
    return PARes === 'password' ? take(fields) : refusal(4026, 'REJECTED');
  }

  function take(fields: Fields): Reply {
    const transactionId =
      `{${randomHex(4)}-${randomHex(2)}-${randomHex(2)}-${randomHex(2)}-${randomHex(6)}}`.toUpperCase();
    const matches = fields.ApplyAVSCV2 === '2' ? 'DATA NOT CHECKED' : avs(fields);
    const answer = {
      VPSProtocol: '3.00',
      Status: 'OK',
      StatusDetail: '0000 : The Authorisation was Successful.',
      VPSTxId: transactionId,
      SecurityKey: randomHex(5).toUpperCase(),
      TxAuthNo: String(Number.parseInt(randomHex(4), 16)),
      BankAuthCode: '999777',
      AVSCV2: matches,
    };
    taken.set(transactionId, {
      code: fields.VendorTxCode ?? '',
      amount: Number(fields.Amount),
      currency: fields.Currency ?? '',
      reply: answer,
      refunded: 0,
      voided: false,
    });
    return { kind: 'reply', fields: answer };
  }

  function voided({ VPSTxId = '' }: Fields): Reply {
    const original = taken.get(VPSTxId);
    if (!VPSTxId) return refusal(3046, 'MALFORMED');
    if (!original) return refusal(4028);
    if (original.voided) return refusal(4036);
    original.voided = true;
    return reply({ Status: 'OK', StatusDetail: '2005 : The Void was Successful.' });
  }

  function refunded(fields: Fields): Reply {
    const { VendorTxCode = '', RelatedVPSTxId = '', Amount = '', Currency = '', Description = '' } = fields;
    const original = taken.get(RelatedVPSTxId);
    if (!Description) return refusal(3013, 'MALFORMED');
    if (!original) return refusal(4028);
    if (used.has(VendorTxCode)) return refusal(4042);
    if (original.voided) return refusal(4036);
    if (original.currency !== Currency) return refusal(4033);
    if (Math.round((original.refunded + Number(Amount)) * 100) > Math.round(original.amount * 100))
      return refusal(4035);
    used.add(VendorTxCode);
    original.refunded += Number(Amount);
    return reply({ Status: 'OK', StatusDetail: '0000 : The Refund was Successful.' });
  }
}

const withoutCard = ({ CardNumber: _n, CV2: _c, CardHolder: _h, ...fields }: Fields): Fields => fields;

const reply = (fields: Fields): Reply => ({ kind: 'reply', fields: { VPSProtocol: '3.00', ...fields } });

const refusal = (code: number, status = STATUS_OF[code] ?? 'INVALID', more: Fields = {}): Reply =>
  reply({ Status: status, StatusDetail: `${code} : ${WORDS[code] ?? 'The request was refused.'}`, ...more });

/** `SIM-2001`, `SIM-TIMEOUT`, `SIM-DROP`, `SIM-GARBAGE`, `SIM-NOCODE` */
function askedFor({ CardHolder = '', Apply3DSecure }: Fields): Reply | undefined {
  const wish = /^SIM-([A-Z0-9]+)$/.exec(CardHolder)?.[1];
  if (wish === 'TIMEOUT') return { kind: 'timeout' };
  if (wish === 'DROP' || wish === 'GARBAGE') return { kind: 'broken' };
  if (wish === 'NOCODE') return reply({ Status: 'NOTAUTHED', StatusDetail: 'Not authorised.' });
  if (wish === '4046' && Apply3DSecure !== '2') return undefined;
  return wish !== undefined && /^\d{4}$/.test(wish) ? refusal(Number(wish)) : undefined;
}

const NO_MATCH = 'NO DATA MATCHES';

function avs({ BillingAddress1 = '', BillingPostCode = '', CV2, CardType }: Fields): string {
  const digits = (text: string): string => text.replace(/\D/g, '');
  const address = digits(BillingAddress1) === '88' && digits(BillingPostCode) === '412';
  const code = CV2 === (CardType === 'AMEX' ? '1234' : '123');
  if (address && code) return 'ALL MATCH';
  if (code) return 'SECURITY CODE MATCH ONLY';
  return address ? 'ADDRESS MATCH ONLY' : NO_MATCH;
}
