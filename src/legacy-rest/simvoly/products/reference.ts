/** What this API promises about products and their categories. */
import type { OperationReference } from '../../kit/reference.ts';
import {
  answer,
  deletedAnswer,
  id,
  notFound,
  operation,
  optional,
  pageParameters,
  parameters,
} from '../referenceParts.ts';
import { productBody } from './parse.ts';

const SHOWN = 'products.test.ts: are shown as the document has them';
const LISTED = 'products.test.ts: case 16';
const BY_URL = 'products.test.ts: case 17';
const UPDATED = 'products.test.ts: case 18';
const READ = 'products.test.ts: case 19';
const KINDS = 'products.test.ts: are digital with a file, or subscriptions, and only then say so';
const NAMES = 'products.test.ts: make their url from the title, and categories that are new from their name';
const REFUSED = 'products.test.ts: are refused with %s';
const PRICES = 'products.test.ts: another price in what was read';
const COUNTED = 'products.test.ts: are what is in all places together';

const fields = parameters(
  'body',
  ['type!', '`physical`, `digital`, `service` or `membership`.', REFUSED],
  ['title!', 'Text.', REFUSED],
  ['description, hidden, images', 'Text, a boolean, and a list of addresses that replaces the former one.', SHOWN],
  [
    'url',
    'Handle, unique; made from the title when left out. In a creation a taken one gets a number behind it.',
    NAMES,
  ],
  [
    'categories',
    'Categories or their numbers, which replace the former ones: known by `id`, then `url`, then `name`. One that is new is made if it has a name.',
    NAMES,
  ],
  ['options', 'List of `{name, values, advanced}`, which replaces the former one.', SHOWN],
  ['variants', 'Only those that are named change: known by equal `options`, then by `sku`. Another is added.', UPDATED],
  [
    'variants.price, onSale, regularPrice, salePrice',
    'What buyers pay now, and the two prices behind it while there is a sale price. What differs from what was shown is set.',
    PRICES,
    'observed',
  ],
  ['variants.quantity', 'Stock in all places; `null` where nothing is counted.', COUNTED, 'observed'],
  ['variants.sku', 'Unique; one that another product has gets a number behind it.', BY_URL, 'inferred'],
  ['subscription', '`cycles` (0: without end), `period` and `periodUnit`; a period of 0 is none.', KINDS],
  ['file', 'Address of what buyers of a digital product get.', KINDS],
);

export const productOperations: readonly OperationReference[] = [
  operation({
    method: 'GET',
    path: '/products',
    summary: 'Products, the latest first, hidden ones too.',
    parameters: [
      ...pageParameters(LISTED),
      ...parameters(
        'query',
        ['category_id', 'Only products of this category and of those below it.', LISTED],
        ['title', 'Only products with this in their title, in any letter case.', LISTED],
      ),
    ],
    answers: [
      answer(200, 'An envelope of products.', LISTED),
      answer(400, 'A filter cannot be read.', LISTED, 'inferred'),
    ],
  }),
  operation({
    method: 'POST',
    path: '/products',
    summary: 'Creates a product, or changes the one with this url.',
    parameters: [
      ...parameters('query', [
        'update_existing_product_by_url',
        '`true`, `1` or `True`, also in the body: changes the product with this `url` if there is one.',
        BY_URL,
      ]),
      ...fields,
    ],
    body: productBody,
    answers: [
      answer(200, 'The product.', SHOWN),
      answer(400, 'The type or the title is missing, or the product cannot be sold like this.', REFUSED, 'inferred'),
    ],
  }),
  operation({
    method: 'GET',
    path: '/products/categories',
    summary: 'Categories by name. `/categories` does the same.',
    parameters: parameters('query', ['parent', 'Only those directly below this one; 0 for the top.', READ]),
    answers: [answer(200, 'A bare list.', READ), answer(400, 'The parent is no number.', READ, 'inferred')],
  }),
  operation({
    method: 'GET',
    path: '/products/{id}',
    summary: 'A product. `subscription` and `file` are left out where there is none.',
    parameters: id('product', READ),
    answers: [answer(200, 'The product.', READ), notFound(READ)],
  }),
  operation({
    method: 'PUT',
    path: '/products/{id}',
    summary: 'Changes what is named and not empty. PATCH and POST do the same.',
    parameters: [...id('product', READ), ...optional(fields)],
    body: productBody,
    answers: [
      answer(200, 'The product.', UPDATED),
      answer(400, 'Another product has the url.', 'products.test.ts: do not take the url of another', 'inferred'),
      notFound(READ),
    ],
  }),
  operation({
    method: 'DELETE',
    path: '/products/{id}',
    summary: 'Takes a product out of the catalogue. Orders keep what they say of it.',
    parameters: id('product', READ),
    answers: [deletedAnswer(READ), notFound(READ)],
  }),
];
