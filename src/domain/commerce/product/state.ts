/** How a product's events fold. */
import { applyPatch } from '../../kernel/patch.ts';
import type { ProductDetails, ProductEvent, Stock, VariantDetails } from './events.ts';

export type ProductState =
  | { readonly phase: 'absent' }
  | ActiveProduct
  | { readonly phase: 'removed'; readonly ref: number };

export interface ActiveProduct {
  readonly phase: 'active';
  readonly ref: number;
  readonly details: ProductDetails;
  /** In the order in which they were added. */
  readonly variants: readonly Variant[];
}

export interface Variant {
  readonly key: string;
  readonly details: VariantDetails;
  readonly stock: Stock;
}

export const initialProduct: ProductState = { phase: 'absent' };

export function evolveProduct(state: ProductState, event: ProductEvent): ProductState {
  if (event.type === 'ProductCreated') return { phase: 'active', ...event.data };
  if (state.phase !== 'active') return state;
  switch (event.type) {
    case 'ProductChanged':
      return { ...state, details: applyPatch<ProductDetails>(state.details, event.data.changes) };
    case 'VariantAdded':
      return { ...state, variants: [...state.variants, { ...event.data, stock: {} }] };
    case 'VariantChanged':
      return withVariant(state, event.data.key, ({ details, ...variant }) => ({
        ...variant,
        details: applyPatch<VariantDetails>(details, event.data.changes),
      }));
    case 'VariantRemoved':
      return { ...state, variants: state.variants.filter(({ key }) => key !== event.data.key) };
    case 'StockCounted':
    case 'StockAdjusted':
      return withVariant(state, event.data.variant, ({ stock, ...variant }) => ({
        ...variant,
        stock: applyPatch<Stock>(stock, { [event.data.location]: event.data.level }),
      }));
    case 'ProductRemoved':
      return { phase: 'removed', ref: state.ref };
  }
}

const withVariant = (state: ActiveProduct, wanted: string, change: (variant: Variant) => Variant): ActiveProduct => ({
  ...state,
  variants: state.variants.map((variant) => (variant.key === wanted ? change(variant) : variant)),
});
