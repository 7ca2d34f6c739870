/** What a client writes about a contact, as the application wants it. */
import { z } from 'zod';
import type { Application } from '../../../application/application.ts';
import type { ContactChanges } from '../../../application/contacts.ts';
import type { RequestContext } from '../../../application/context.ts';
import { customOf } from './properties.ts';
import { GENERAL_LIST } from './render.ts';

const MAX_INTEGER = 2_147_483_647;

const text = z.string().nullish();
/** Clients send ids as text, too. */
export const id = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,10}$/)
      .transform(Number),
  ])
  .pipe(z.int().min(0).max(MAX_INTEGER));

/** Unknown fields are ignored: clients send back what they have read. */
export const contactBody = z.object({
  email: text,
  name: text,
  phone: text,
  note: text,
  address: text,
  city: text,
  state: text,
  zip: text,
  country: text,
  companyName: text,
  properties: z
    .array(
      z.object({
        name: z.string().trim().min(1).max(200),
        value: z.union([z.string(), z.number(), z.boolean()]).nullish(),
      }),
    )
    .nullish(),
  tags: z.array(z.string()).nullish(),
  subscribed: z.boolean().nullish(),
  subscriberLists: z.array(id).nullish(),
});
export type ContactBody = z.infer<typeof contactBody>;

/** Only non-empty values are set; tags and properties are merged, lists replaced. */
export async function changesOf(
  app: Application,
  context: RequestContext,
  input: ContactBody,
): Promise<ContactChanges> {
  const { note, address, city, state, zip, country, companyName, name, phone } = filled(input);
  const lists = await knownLists(app, input.subscriberLists ?? []);
  const subscribed = input.subscribed ?? (lists?.includes(GENERAL_LIST) ? true : undefined);
  const mainAddress = filled({ city, region: state, postcode: zip, country });
  return {
    ...filled({ email: input.email?.trim() }),
    view: filled({ name, phone, street: address }),
    details: {
      ...filled({ notes: note, companyName }),
      ...(Object.keys(mainAddress).length > 0 ? { mainAddress } : {}),
    },
    ...(input.tags?.length ? { tags: { add: input.tags } } : {}),
    ...(input.properties?.length ? { custom: await customOf(app, context, input.properties) } : {}),
    ...(lists ? { lists: lists.filter((list) => list !== GENERAL_LIST) } : {}),
    ...(subscribed === undefined ? {} : { subscribed }),
  };
}

/** Lists that do not exist are passed over; nothing left counts as nothing sent. */
async function knownLists(app: Application, lists: readonly number[]): Promise<readonly number[] | undefined> {
  if (lists.length === 0) return undefined;
  const refs = await app.subscriberLists.refs();
  const known = lists.filter((list) => list === GENERAL_LIST || refs.has(list));
  return known.length > 0 ? known : undefined;
}

type Filled<T> = { [K in keyof T]?: Exclude<T[K], null | undefined> };

/** Drops what counts as empty here. */
export const filled = <T extends object>(record: T): Filled<T> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => !isEmpty(value))) as Filled<T>;

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
