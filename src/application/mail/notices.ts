/** Mails that follow from what happened to a record: what they say is read from its events when they are sent. */
import { product } from '../../domain/commerce/product/decide.ts';
import { contact } from '../../domain/crm/contact/decide.ts';
import { webhook } from '../../domain/integration/webhook/decide.ts';
import { isEmail } from '../../domain/kernel/email.ts';
import { fromMinor } from '../../domain/kernel/money.ts';
import type { SaleLine } from '../../domain/sales/document.ts';
import { order } from '../../domain/sales/order/decide.ts';
import type { PlacedOrder } from '../../domain/sales/order/state.ts';
import { payment } from '../../domain/sales/payment/decide.ts';
import type { Access } from '../access.ts';
import { fullName } from '../contactViews.ts';
import { type RequestContext, type Result, refused, success } from '../context.ts';
import type { Executor } from '../execute.ts';
import type { Ids } from '../ports.ts';
import type { Mails } from './mails.ts';
import type { MailValues } from './render.ts';
import type { MailTemplateName } from './templates.ts';

export const NOTICES = [
  ...(['memberPassword', 'orderAccess', 'orderChanged', 'paymentUncertain'] as const),
  ...(['webhookFailing', 'webhookPaused'] as const),
] as const;
export type Notice = (typeof NOTICES)[number];

export interface Notices {
  /**
   * Sends a notice about a record, if there is still something to tell. Refuses with MAIL_ADDRESS_MISSING when nobody is there to
   * get it, and with MAIL_FAILED.
   */
  send(context: RequestContext, notice: Notice, key: string): Promise<Result<undefined>>;
}

interface Dependencies {
  readonly executor: Executor;
  readonly access: Access;
  readonly ids: Ids;
  readonly mails: Mails;
  /** Address of whoever looks after the installation. */
  readonly owner: string | undefined;
  /** Where members sign in. */
  readonly publicUrl: string | undefined;
  readonly lookup: { keyOfProduct(ref: number): Promise<string | undefined> };
}

const PASSWORD_BYTES = 8;

export function createNotices(deps: Dependencies): Notices {
  const { executor, access, ids, mails, owner, publicUrl, lookup } = deps;

  const senders: Readonly<Record<Notice, (context: RequestContext, key: string) => Promise<Result<undefined>>>> = {
    memberPassword,
    orderAccess: (context, key) => aboutOrder(key, (placed) => orderAccess(context, key, placed)),
    orderChanged: (_, key) => aboutOrder(key, orderChanged),
    paymentUncertain: (_, key) => paymentUncertain(key),
    webhookFailing: (_, key) => aboutWebhook(key, 'webhookFailing'),
    webhookPaused: (_, key) => aboutWebhook(key, 'webhookPaused'),
  };
  return { send: (context, notice, key) => senders[notice](context, key) };

  /** It is set once it is on its way. Should that be cut short, another one is made and mailed. */
  async function memberPassword(context: RequestContext, key: string): Promise<Result<undefined>> {
    const { state } = await executor.load(contact, key);
    if (state.phase !== 'active' || (await access.hasPassword(key))) return nothing;
    const password = ids.randomHex(PASSWORD_BYTES);
    const mailed = await mail('memberPassword', state.email, { name: fullName(state.details), password });
    if (mailed.ok) await access.setPassword(context, key, password);
    return mailed;
  }

  async function aboutOrder(key: string, send: (order: PlacedOrder) => Promise<Result<undefined>>) {
    const { state } = await executor.load(order, key);
    return state.phase === 'placed' ? send(state) : nothing;
  }

  /** Once for each line, however often an order is completed, unless it is asked for. */
  async function orderAccess(
    context: RequestContext,
    key: string,
    { ref, sale, buyer, accessSent }: PlacedOrder,
  ): Promise<Result<undefined>> {
    const sent = new Set(accessSent);
    const unsent = sale.lines.filter((line) => !sent.has(line.ref));
    const sold = await Promise.all(unsent.map(async (line) => ({ line: line.ref, item: await soldAs(line) })));
    const given = sold.filter(
      ({ item: { kind, file } }) => kind === 'membership' || (kind === 'digital' && file !== ''),
    );
    if (given.length === 0) return nothing;
    const items = given.map(({ item }) => item);
    const page = items.some(({ kind }) => kind === 'membership') && publicUrl ? `${publicUrl}/members` : '';
    const mailed = await mail('orderAccess', buyer.email, { name: buyer.name ?? '', ref: String(ref), items, page });
    const lines = given.map(({ line }) => line);
    if (mailed.ok) await executor.execute(context, order, key, { type: 'RecordAccessSent', lines });
    return mailed;
  }

  /** What the line says of itself comes first: it is as agreed. Only of files the product knows more. */
  async function soldAs({ name: description, kind, product: key, productRef }: SaleLine) {
    if (kind !== undefined && kind !== 'digital') return { description, kind, file: '' };
    const found = key ?? (productRef === undefined ? undefined : await lookup.keyOfProduct(productRef));
    const { state } = found === undefined ? { state: product.initial } : await executor.load(product, found);
    const { type = '', file = '' } = state.phase === 'active' ? state.details : {};
    return { description, kind: kind ?? type, file };
  }

  function orderChanged({ ref, status, fulfilment, buyer }: PlacedOrder): Promise<Result<undefined>> {
    const { courier = '', trackingNumber = '', trackingUrl = '' } = fulfilment;
    const values = { name: buyer.name ?? '', ref: String(ref), status, courier, trackingNumber, trackingUrl };
    return mail('orderChanged', buyer.email, values);
  }

  /** Somebody has to look into the books of the gateway. */
  async function paymentUncertain(key: string): Promise<Result<undefined>> {
    const { state } = await executor.load(payment, key);
    if (state.phase !== 'uncertain') return nothing;
    const { fields, reference, charge } = state;
    const amount = fromMinor(fields.amount, fields.currency);
    return mail('paymentUncertain', owner, {
      ...{ key, reference, amount, currency: fields.currency },
      gateway: charge?.gateway ?? '',
    });
  }

  async function aboutWebhook(key: string, template: 'webhookFailing' | 'webhookPaused'): Promise<Result<undefined>> {
    const { state } = await executor.load(webhook, key);
    if (state.phase === 'absent' || state.phase === 'removed') return nothing;
    const { ref, target, failingSince, pauseReason } = state;
    const values = {
      id: `rh_${ref}`,
      host: new URL(target).host,
      since: failingSince ?? '',
      reason: pauseReason ?? '',
    };
    return mail(template, owner, values);
  }

  async function mail(template: MailTemplateName, to: string | null | undefined, values: MailValues) {
    return to && isEmail(to.trim()) ? mails.send({ template, to, values }) : nobody;
  }
}

const nothing = success(undefined);
const nobody = refused('MAIL_ADDRESS_MISSING', 'There is no address to send this to.');
