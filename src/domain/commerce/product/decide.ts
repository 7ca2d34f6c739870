/** What may happen to a product. */
import { defineAggregate } from '../../kernel/aggregate.ts';
import { accept, type Decision, type FieldProblem, nothing, refuse } from '../../kernel/decision.ts';
import { addDecimals, compareDecimals, isDecimal, shortest } from '../../kernel/money.ts';
import { applyPatch, narrowPatch } from '../../kernel/patch.ts';
import { isUnit } from '../prices.ts';
import {
  type ProductDetails,
  type ProductDetailsPatch,
  type ProductEvent,
  productEvents,
  type Stock,
  type VariantDetails,
  type VariantPatch,
} from './events.ts';
import { type ActiveProduct, evolveProduct, initialProduct, type ProductState } from './state.ts';

export type ProductCommand =
  | CreateProduct
  | UpdateProduct
  | CountStock
  | AdjustStock
  | { readonly type: 'RemoveProduct' };

export interface NewVariant {
  readonly key: string;
  readonly details: VariantDetails;
  readonly stock: Stock;
}

export interface CreateProduct {
  readonly type: 'CreateProduct';
  readonly ref: number;
  readonly details: ProductDetails;
  readonly variants: readonly NewVariant[];
}

export interface UpdateProduct {
  readonly type: 'UpdateProduct';
  readonly details: ProductDetailsPatch;
  /** Those that are named; one that is not there yet is added. */
  readonly variants: readonly ChangedVariant[];
  /** Keys. */
  readonly removeVariants: readonly string[];
}

export interface ChangedVariant {
  readonly key: string;
  readonly changes: VariantPatch;
  /** By location as counted; null: not counted there. */
  readonly stock?: Readonly<Record<string, string | null>>;
}

export interface CountStock {
  readonly type: 'CountStock';
  readonly variant: string;
  readonly location: string;
  readonly level: string | null;
}

export interface AdjustStock {
  readonly type: 'AdjustStock';
  readonly variant: string;
  readonly location: string;
  /** Decimal text; less than 0 takes out. */
  readonly by: string;
  readonly reason: string | null;
}

export type ProductRefusal = 'PRODUCT_EXISTS' | 'PRODUCT_NOT_FOUND' | 'PRODUCT_INVALID' | 'VARIANT_NOT_FOUND';

type Decided = Decision<ProductEvent, ProductRefusal>;

export function decideProduct(state: ProductState, command: ProductCommand): Decided {
  if (command.type === 'CreateProduct') return create(state, command);
  if (state.phase === 'absent') return notFound;
  if (state.phase === 'removed') return command.type === 'RemoveProduct' ? nothing : notFound;
  switch (command.type) {
    case 'UpdateProduct':
      return update(state, command);
    case 'CountStock':
      return count(state, command);
    case 'AdjustStock':
      return adjust(state, command);
    case 'RemoveProduct':
      return accept<ProductEvent>(
        ...state.variants.map(({ key }) => productEvents.VariantRemoved({ key })),
        productEvents.ProductRemoved({}),
      );
  }
}

const notFound = refuse('PRODUCT_NOT_FOUND', 'There is no such product.');

/** A family has no more variants than a page could list. */
const MAX_VARIANTS = 1_000;

function create(state: ProductState, { type: _, variants, ...product }: CreateProduct): Decided {
  if (state.phase !== 'absent') return refuse('PRODUCT_EXISTS', 'There is a product under this key already.');
  const problems = [
    ...detailProblems(product.details),
    ...variants.flatMap(({ details, stock }, index) => [
      ...variantProblems(details, `variants.${index}`),
      ...Object.values(stock).flatMap((level) =>
        isDecimal(level) ? [] : [{ path: `variants.${index}.stock`, message: NO_NUMBER }],
      ),
    ]),
    ...repeatedSkus(variants.map(({ details }) => details)),
  ];
  if (problems.length > 0) return invalid(problems);
  const plainVariants = variants.map(({ stock, ...variant }) => ({
    ...variant,
    stock: Object.fromEntries(Object.entries(stock).map(([location, level]) => [location, shortest(level)])),
  }));
  return accept(productEvents.ProductCreated({ ...product, variants: plainVariants }));
}

function update(state: ActiveProduct, command: UpdateProduct): Decided {
  const details = narrowPatch<ProductDetails>(state.details, command.details);
  const events: ProductEvent[] = details ? [productEvents.ProductChanged({ changes: details })] : [];
  const uncountable = command.variants.findIndex(({ stock = {} }) => !Object.values(stock).every(isLevel));
  if (uncountable >= 0) return invalid([{ path: `variants.${uncountable}.stock`, message: NO_NUMBER }]);
  for (const { key, changes, stock = {} } of command.variants) {
    const present = state.variants.find((variant) => variant.key === key);
    const narrowed = narrowPatch<VariantDetails>(present?.details ?? {}, changes);
    if (!present) events.push(productEvents.VariantAdded({ key, details: applyPatch<VariantDetails>({}, changes) }));
    else if (narrowed) events.push(productEvents.VariantChanged({ key, changes: narrowed }));
    for (const [location, level] of Object.entries(stock))
      events.push(...counted(key, present?.stock, location, level));
  }
  const removed = state.variants.filter(({ key }) => command.removeVariants.includes(key));
  events.push(...removed.map(({ key }) => productEvents.VariantRemoved({ key })));
  const after = events.reduce<ProductState>(evolveProduct, state);
  const problems = after.phase === 'active' ? stateProblems(after) : [];
  return problems.length > 0 ? invalid(problems) : accept(...events);
}

const stateProblems = ({ details, variants }: ActiveProduct): FieldProblem[] => [
  ...detailProblems(details),
  ...variants.flatMap((variant, index) => variantProblems(variant.details, `variants.${index}`)),
  ...repeatedSkus(variants.map((variant) => variant.details)),
];

function count(state: ActiveProduct, { variant: wanted, location, level }: CountStock): Decided {
  const variant = state.variants.find(({ key }) => key === wanted);
  if (!variant) return variantNotFound;
  if (!isLevel(level)) return invalid([{ path: 'level', message: NO_NUMBER }]);
  return accept(...counted(wanted, variant.stock, location, level));
}

const isLevel = (level: string | null): boolean => level === null || isDecimal(level);

/** Nothing, when it is what is known. */
function counted(variant: string, known: Stock = {}, location: string, level: string | null): ProductEvent[] {
  const plain = level === null ? null : shortest(level);
  if ((known[location] ?? null) === plain) return [];
  return [productEvents.StockCounted({ variant, location, level: plain })];
}

/** Stock may go below nothing: what is sold on order, or counted late, is still sold. */
function adjust(state: ActiveProduct, { variant: wanted, location, by, reason }: AdjustStock): Decided {
  const variant = state.variants.find(({ key }) => key === wanted);
  if (!variant) return variantNotFound;
  if (!isDecimal(by)) return invalid([{ path: 'by', message: NO_NUMBER }]);
  if (compareDecimals(by, '0') === 0) return nothing;
  const level = addDecimals(variant.stock[location] ?? '0', by);
  if (!isDecimal(level)) return invalid([{ path: 'by', message: 'is too large' }]);
  return accept(productEvents.StockAdjusted({ variant: wanted, location, by: shortest(by), level, reason }));
}

const variantNotFound = refuse('VARIANT_NOT_FOUND', 'The product has no such variant.');

const invalid = (problems: readonly FieldProblem[]) =>
  refuse('PRODUCT_INVALID', 'The product cannot be sold like this.', ...problems);

const NO_NUMBER = 'is not a number';
const NO_AMOUNT = 'is not a number of at least 0';

/** A handle stands in web addresses. */
const URL_HANDLE = /^[\p{L}\p{N}][\p{L}\p{N}._~-]{0,199}$/u;

function detailProblems(details: Partial<ProductDetails>): FieldProblem[] {
  const { name, type, url, taxRate, palletWeight, saleFrom, saleUntil, unit } = details;
  const wrong = (path: string, message: string): FieldProblem => ({ path, message });
  return [
    ...(name === undefined ? [wrong('name', 'is required')] : []),
    ...(type === undefined ? [wrong('type', 'is required')] : []),
    ...(url !== undefined && URL_HANDLE.test(url) ? [] : [wrong('url', 'has letters, digits, -, _, . and ~ only')]),
    ...(taxRate !== undefined && !(isAmount(taxRate) && compareDecimals(taxRate, '1') < 0)
      ? [wrong('taxRate', 'is not a fraction from 0 to below 1')]
      : []),
    ...(palletWeight !== undefined && !isAmount(palletWeight) ? [wrong('palletWeight', NO_AMOUNT)] : []),
    ...(unit !== undefined && !isUnit(unit) ? [wrong('unit', 'is no unit of measure')] : []),
    ...(saleFrom && saleUntil && Date.parse(saleUntil) < Date.parse(saleFrom)
      ? [wrong('saleUntil', 'is before the sale begins')]
      : []),
  ];
}

const AMOUNTS = [
  'price',
  'salePrice',
  'packQuantity',
  'caseQuantity',
  'layerQuantity',
  'palletQuantity',
  'bulkQuantity',
  'weight',
] as const;

const isAmount = (value: string): boolean => isDecimal(value) && compareDecimals(value, '0') >= 0;

function variantProblems(details: VariantDetails, path: string): FieldProblem[] {
  const amounts = AMOUNTS.filter((field) => details[field] !== undefined && !isAmount(details[field]));
  const prices = (details.prices ?? []).flatMap(({ price, unit }, index) => [
    ...(isAmount(price) ? [] : [{ path: `${path}.prices.${index}.price`, message: NO_AMOUNT }]),
    ...(unit === undefined || isUnit(unit)
      ? []
      : [{ path: `${path}.prices.${index}.unit`, message: 'is no unit of measure' }]),
  ]);
  return [...amounts.map((field) => ({ path: `${path}.${field}`, message: NO_AMOUNT })), ...prices];
}

function repeatedSkus(variants: readonly VariantDetails[]): FieldProblem[] {
  const skus = variants.map(({ sku }) => sku?.toLowerCase());
  const repeated = skus.findIndex((sku, index) => sku !== undefined && skus.indexOf(sku) !== index);
  if (variants.length > MAX_VARIANTS) return [{ path: 'variants', message: `are ${MAX_VARIANTS} at most` }];
  return repeated < 0 ? [] : [{ path: `variants.${repeated}.sku`, message: 'is used twice' }];
}

export const product = defineAggregate<ProductState, ProductCommand, ProductEvent, ProductRefusal>({
  category: 'product',
  events: productEvents,
  initial: initialProduct,
  evolve: evolveProduct,
  decide: decideProduct,
});
