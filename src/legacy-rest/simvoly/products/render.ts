/** A product as this API shows it, in answers and in webhook deliveries. */
import type { CategoryRow } from '../../../projections/categories/queries.ts';
import type { ProductRow } from '../../../projections/products/queries.ts';
import type { ProductVariantRow } from '../../../projections/productVariants/queries.ts';
import { SUBSCRIPTION_WORDS } from './units.ts';
import { renderVariant } from './variants.ts';

/** 0 for what stands at the top. */
export const renderCategory = ({ ref, name, url }: CategoryRow, parent: number) => ({
  id: ref,
  name,
  url,
  parentCategory: parent,
});
export type WireCategory = ReturnType<typeof renderCategory>;

export type WireProduct = ReturnType<typeof renderProduct>;

/** The subscription and the file are left out where there is none. */
export function renderProduct(
  { ref, name, type, url, hidden, details }: ProductRow,
  variants: readonly ProductVariantRow[],
  categories: readonly WireCategory[],
) {
  const { description = '', images = [], options = [], subscription, file } = details;
  return {
    id: ref,
    type,
    title: name,
    description,
    url,
    hidden: hidden ?? false,
    images: images.map((image) => image.url),
    categories,
    options,
    variants: variants.map(renderVariant),
    ...(subscription
      ? {
          subscription: {
            cycles: subscription.cycles,
            period: subscription.period,
            periodUnit: SUBSCRIPTION_WORDS[subscription.unit],
          },
        }
      : {}),
    ...(file === undefined ? {} : { file }),
  };
}
