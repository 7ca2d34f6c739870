/** What lists of the catalogue can be sorted by: the names of their filters, as far as these have an order. */
import type { ProductOrder } from '../../../projections/products/queries.ts';
import type { FeedOrder } from '../../../projections/productVariants/queries.ts';

const COMMON = {
  name: 'name',
  code: 'sku',
  comment: 'comment',
  size: 'size',
  category: 'category',
  start: 'saleFrom',
  end: 'saleUntil',
  slug: 'url',
  supplier: 'supplier',
  imagepath: 'image',
  tax: 'tax',
  taxrate: 'tax',
  price: 'price',
  price_inc: 'price',
} as const;

const PRODUCT_ORDERS: ReadonlyMap<string, ProductOrder> = new Map<string, ProductOrder>(
  Object.entries({ ...COMMON, description: 'description', galleryimagepath: 'galleryImage' } as const),
);

const FEED_ORDERS: ReadonlyMap<string, FeedOrder> = new Map<string, FeedOrder>(
  Object.entries({
    ...COMMON,
    category_slug: 'categoryUrl',
    case_quantity: 'caseQuantity',
    layer_quantity: 'layerQuantity',
    pallet_quantity: 'palletQuantity',
    bulk_quantity: 'bulkQuantity',
    barcode: 'barcode',
    outerbarcode: 'outerBarcode',
    feature: 'feature',
    brandname: 'brand',
    palletweight: 'palletWeight',
    shelflife: 'shelfLife',
    warranty: 'warranty',
    uom: 'unit',
    suppliers_name: 'supplierName',
    suppliers_sku: 'supplierSku',
  } as const),
);

type Given = string | null | undefined;

/** By name where there is no such order. */
export const productOrderOf = (sortby: Given): ProductOrder =>
  PRODUCT_ORDERS.get(sortby?.toLowerCase() ?? '') ?? 'name';
export const feedOrderOf = (sortby: Given): FeedOrder => FEED_ORDERS.get(sortby?.toLowerCase() ?? '') ?? 'name';

export const isDescending = (sortorder: Given): boolean => sortorder?.toLowerCase() === 'desc';
