/** What a client writes about a product, as the application wants it. */
import { z } from 'zod';
import type { CategoryMatch } from '../../../application/commerce/categories.ts';
import type { ProductInput } from '../../../application/commerce/products.ts';
import {
  PRODUCT_TYPES,
  type ProductDetails,
  type ProductDetailsPatch,
  type ProductType,
} from '../../../domain/commerce/product/events.ts';
import { filled, id } from '../contacts/parse.ts';
import { SimvolyError } from '../wire.ts';
import { subscriptionUnit } from './units.ts';
import { type CurrentVariant, variantBody, variantInput } from './variants.ts';

const text = z.string().nullish();

const categoryBody = z.union([id, z.object({ id: id.nullish(), name: text, url: text })]);

/** Unknown fields are ignored, ids among them: clients send back what they have read. */
export const productBody = z.object({
  type: text,
  title: text,
  description: text,
  url: text,
  hidden: z.boolean().nullish(),
  images: z.array(text).nullish(),
  categories: z.array(categoryBody.nullish()).nullish(),
  options: z
    .array(z.object({ name: text, values: z.array(text).nullish(), advanced: z.boolean().nullish() }))
    .nullish(),
  variants: z.array(variantBody).nullish(),
  subscription: z
    .object({
      cycles: z.int().min(0).max(10_000).nullish(),
      period: z.int().min(0).max(10_000).nullish(),
      periodUnit: text,
    })
    .nullish(),
  file: text,
  update_existing_product_by_url: z.union([z.boolean(), z.string(), z.number()]).nullish(),
});
export type ProductBody = z.infer<typeof productBody>;

/** A product that is there. */
export interface CurrentProduct {
  readonly details: Partial<ProductDetails>;
  readonly variants: readonly CurrentVariant[];
}

const NEW: CurrentProduct = { details: {}, variants: [] };

/**
 * What is not empty; variants are those that were given, told apart with the ones that are there. A product code that is taken
 * gets a number behind it: clients copy products by sending them under another handle.
 */
export function productInput(input: ProductBody, current: CurrentProduct = NEW): ProductInput {
  const { categories, variants = [] } = filled(input);
  return {
    details: detailsOf(input, current.details),
    ...(categories?.length ? { categories: categories.flatMap((category) => categoryMatch(category) ?? []) } : {}),
    variants: matched(variants, current.variants),
    numberTakenSkus: true,
  };
}

function detailsOf(input: ProductBody, current: Partial<ProductDetails>): ProductDetailsPatch {
  const { title, description, url, file, hidden } = filled(input);
  const images = (input.images ?? []).flatMap((image) => (image?.trim() ? pictureAt(image.trim(), current) : []));
  const options = (input.options ?? []).map(({ name, values, advanced }) => ({
    name: name ?? '',
    values: (values ?? []).flatMap((value) => value ?? []),
    advanced: advanced ?? false,
  }));
  return {
    ...filled({ name: title, description, url: handleOf(url), file, type: typeOf(input.type) }),
    ...(hidden === undefined ? {} : { hidden: hidden || null }),
    ...(images.length > 0 ? { images } : {}),
    ...(options.length > 0 ? { options } : {}),
    ...subscriptionOf(input.subscription),
  };
}

/** Some clients send it as a path. */
export const handleOf = (url: string | null | undefined): string => (url ?? '').replace(/^[/\s]+|[/\s]+$/g, '');

/** This API shows addresses alone: what else is known of a picture stays. */
const pictureAt = (url: string, { images = [] }: Partial<ProductDetails>) =>
  images.find((known) => known.url === url) ?? { url };

function typeOf(given: string | null | undefined): ProductType | undefined {
  const wanted = given?.trim().toLowerCase();
  if (!wanted) return undefined;
  const type = PRODUCT_TYPES.find((one) => one === wanted);
  if (!type) throw new SimvolyError(400, `Field type has to be ${PRODUCT_TYPES.join(', ')}`);
  return type;
}

/** A period of 0, as in the sample of the document, is no subscription. */
function subscriptionOf(input: ProductBody['subscription']): Pick<ProductDetailsPatch, 'subscription'> {
  if (!input?.period) return {};
  const unit = subscriptionUnit(input.periodUnit ?? 'MONTHLY');
  if (!unit) throw new SimvolyError(400, 'Field subscription.periodUnit has to be DAILY, WEEKLY, MONTHLY or YEARLY');
  return { subscription: { cycles: input.cycles ?? 0, period: input.period, unit } };
}

function categoryMatch(given: z.infer<typeof categoryBody> | null | undefined): CategoryMatch | undefined {
  if (given === null || given === undefined) return undefined;
  if (typeof given === 'number') return { ref: given };
  const { id: ref, url, name } = filled(given);
  return { ...(ref ? { ref } : {}), ...(url ? { url } : {}), ...(name ? { name } : {}) };
}

/** Each variant that is there is meant once. */
function matched(given: readonly z.infer<typeof variantBody>[], current: readonly CurrentVariant[]) {
  const left = new Set(current);
  return given.map((variant) => {
    const { input, meant } = variantInput(variant, [...left]);
    if (meant) left.delete(meant);
    return input;
  });
}
