/** Products and their variants as this API shows them. */
import type { CartTerms } from '../../../domain/commerce/cart/events.ts';
import { bandsOf, isOnSale, priceOf } from '../../../domain/commerce/prices.ts';
import type { ProductDetails, VariantDetails } from '../../../domain/commerce/product/events.ts';
import { priceWithTax, shownPrice } from '../../../domain/kernel/pricing.ts';
import type { Site } from '../../kit/api.ts';
import type { Fields } from '../answer.ts';
import { currencyIn, dateTime, number, type Shown } from '../select.ts';

/** Who is shown something: on which terms, and how currencies are written for whom. */
export interface Buyer extends CartTerms {
  readonly shopCurrency: string;
  readonly style: Site['currencyStyle'];
}

/** One product code with everything that there is to show of it. */
export interface Article {
  readonly name: string;
  readonly url: string;
  readonly product: ProductDetails;
  readonly sku: string | null;
  readonly variant: VariantDetails;
  readonly stock: Readonly<Record<string, string>>;
  readonly category: { readonly code: string; readonly slug: string; readonly breadcrumb: string } | undefined;
  readonly buyer: Buyer;
  /** ISO 8601. */
  readonly now: string;
  /** Code of the location whose page is shown. */
  readonly location?: string | undefined;
  /** All product codes of the family. */
  readonly family?: readonly Article[] | undefined;
}

interface Price {
  readonly price: string | null;
  readonly price_inc: string | null;
}

/** In the buyer's currency where the product has a price in it. */
function currencyOf({ product, variant, buyer, now }: Article): string {
  const { currency, shopCurrency, band } = buyer;
  if (currency === shopCurrency) return currency;
  const has = priceOf(product, variant, { unit: 'unit', band, currency, at: now }) !== undefined;
  return has ? currency : shopCurrency;
}

function priceFor(article: Article, band: string | null): Price {
  const { product, variant, buyer, now } = article;
  const code = currencyOf(article);
  const currency = code === buyer.shopCurrency ? null : code;
  const price = priceOf(product, variant, { unit: 'unit', band, currency, at: now });
  if (price === undefined) return { price: null, price_inc: null };
  const rate = buyer.taxable === 'Y' ? (product.taxRate ?? '0') : '0';
  return { price: shownPrice(price, code), price_inc: priceWithTax(price, rate, code) };
}

const stockOf = ({ stock }: Article): Fields[] =>
  Object.entries(stock).map(([code, level]) => ({ code, stock: Number(level) }));

const pricesOf = (article: Article): Fields[] =>
  bandsOf(article.variant).map((band) => ({ code: band, ...priceFor(article, band) }));

const image = (index: number) => (article: Article) => article.product.images?.[index]?.url;
const imageAlt = (index: number) => (article: Article) => article.product.images?.[index]?.alt;

/** The page of the location, whatever the letter case of its code. */
function page({ product, location }: Article) {
  const found = Object.entries(product.pages ?? {}).find(([code]) => code.toLowerCase() === location?.toLowerCase());
  return found?.[1];
}

const common: Shown<Article> = {
  name: ({ name }) => name,
  code: ({ sku }) => sku,
  comment: ({ product }) => product.comment,
  size: ({ variant }) => variant.size,
  category: ({ category }) => category?.code,
  category_slug: ({ category }) => category?.slug,
  sale: ({ product, variant, now }) => String(isOnSale(product, variant, now)),
  currency: (article) => currencyIn(article.buyer.style, currencyOf(article)),
  start: ({ product }) => dateTime(product.saleFrom),
  end: ({ product }) => dateTime(product.saleUntil),
  slug: ({ url }) => url,
  imagepath: image(0),
  imagealt: imageAlt(0),
};

export const PRODUCT: Shown<Article> = {
  ...common,
  description: ({ product }) => product.description,
  supplier: ({ product }) => product.supplier?.company,
  tax: ({ product }) => number(product.taxRate ?? '0'),
  price: (article) => priceFor(article, article.buyer.band).price,
  price_inc: (article) => priceFor(article, article.buyer.band).price_inc,
  galleryimagepath: image(1),
  galleryimagealt: imageAlt(1),
  location_description: (article) => page(article)?.description,
  meta_description: (article) => page(article)?.metaDescription,
  meta_keywords: (article) => page(article)?.metaKeywords,
  location_slug: (article) => page(article)?.slug,
};

/** Fields of a product alone; `sizes` has those of the family, with stock and prices if they were asked for too. */
export function productWithSizes(names: readonly string[]): Shown<Article> {
  const [withStock, withPrices] = [names.includes('stock'), names.includes('prices')];
  const size = (article: Article): Fields => ({
    code: article.sku,
    name: article.name,
    size: article.variant.size ?? null,
    ...priceFor(article, article.buyer.band),
    ...(withStock ? { stock: stockOf(article) } : {}),
    ...(withPrices ? { prices: pricesOf(article) } : {}),
  });
  return { ...PRODUCT, sizes: ({ family = [] }) => family.map(size), stock: stockOf, prices: pricesOf };
}

export const INVENTORY: Shown<Article> = {
  ...common,
  category_breadcrumb: ({ category }) => category?.breadcrumb,
  taxrate: ({ product }) => number(product.taxRate ?? '0'),
  stock: stockOf,
  prices: (article) => [{ code: 'default', ...priceFor(article, null) }, ...pricesOf(article)],
  case_quantity: ({ variant }) => number(variant.caseQuantity),
  layer_quantity: ({ variant }) => number(variant.layerQuantity),
  pallet_quantity: ({ variant }) => number(variant.palletQuantity),
  bulk_quantity: ({ variant }) => number(variant.bulkQuantity),
  barcode: ({ variant }) => variant.barcode,
  outerbarcode: ({ variant }) => variant.outerBarcode,
  feature: ({ product }) => product.features?.[0]?.name,
  brandname: ({ product }) => product.brand,
  palletweight: ({ product }) => product.palletWeight,
  shelflife: ({ product }) => product.shelfLifeDays,
  warranty: ({ product }) => product.warrantyDays?.toString(),
  uom: ({ product }) => product.unit ?? 'unit',
  supplier: ({ product }) => product.supplier?.company,
  suppliers_name: ({ product }) => product.supplier?.name,
  suppliers_sku: ({ product }) => product.supplier?.sku,
};

/** Of one product, where nobody says what is wanted. */
export const USUAL_OF_PRODUCT = [
  ...['name', 'code', 'description', 'size', 'price', 'price_inc', 'category', 'category_slug'],
  ...['sale', 'currency', 'start', 'end', 'slug'],
];

const COSTLY = ['stock', 'prices', 'imagepath', 'imagealt'];

export const USUAL_OF_INVENTORY = Object.keys(INVENTORY).filter((name) => !COSTLY.includes(name));

const ALTERNATIVES: readonly (readonly [string, string])[] = [
  ['imagepath', 'imagealt'],
  ['galleryimagepath', 'galleryimagealt'],
];

/** What describes a picture comes with it. */
export const withAlternatives = (names: readonly string[]): string[] =>
  names.flatMap((name) => [name, ...ALTERNATIVES.flatMap(([path, alt]) => (path === name ? [alt] : []))]);
