/** Products, categories, the feed, menus and the clock. */
import type { OperationReference } from '../../kit/reference.ts';
import { INVENTORY, PRODUCT } from '../catalogue/fields.ts';
import { MENU_BY_ASSET } from '../menus.ts';
import { filterOf, method, NEEDED_FILTER, pagingRows, type Row } from './parts.ts';

const LIST = 'catalogue.test.ts: case 51: by category, by code and by name, one entry per family';
const PAGES = 'catalogue.test.ts: case 52: pages of a location';
const ONE = 'catalogue.test.ts: case 53: one product with its family, and what was looked at';
const UNKNOWN = 'catalogue.test.ts: case 54: an unknown code, and one that is not shown';
const TREE = 'catalogue.test.ts: case 55: categories with products, nested, below a node';
const FEED = 'catalogue.test.ts: case 56: the feed has every code of its own, and no session';
const FEED_ORDER = 'catalogue.test.ts: case 56: a feed of many batches has each code once, in every order';
const MENU = 'assets.test.ts: case 50: the twelve menus';
const CLOCK = 'transport.test.ts: case 58: getDateTime is the time in UTC, and starts no session';
const ODD = 'badInput.test.ts: may be odd, missing or a list';

const BUYER: Row = [
  'session_id',
  'Whose prices are shown; starts no visit.',
  'inferred',
  'catalogue.test.ts: prices follow whoever is logged in',
];
const sorting = (test: string): readonly Row[] => [
  ['sortorder', '`asc`, or `desc` in any letter case.', 'documented', test],
  ['sortby', 'A name of the filter; the name where it is unknown.', 'documented', test],
];

export const catalogueOperations: readonly OperationReference[] = [
  method({
    name: 'getProducts',
    summary: 'Products that websites show, one for each family. Unknown categories have none.',
    optional: [
      ['category', 'Code, handle or name of a category; what is below it counts.', 'documented', LIST],
      ['feature', 'Code of a feature.', 'documented', LIST],
      ['location', 'Codes of locations, parted by commas; adds the page of the first.', 'documented', PAGES],
      ['relatedto', 'Product code: those that go with it.', 'documented', LIST],
      ['exclude_category', 'Categories to leave out, parted by commas.', 'documented', LIST],
      ...pagingRows('10 when left out, 1,000 at most.', LIST),
      ...sorting(LIST),
      BUYER,
      filterOf(Object.keys(PRODUCT), 'Everything but pictures and pages when left out.', PAGES),
    ],
    answers: [
      [null, '`found` and `items`.', 'documented', LIST],
      [1011, 'A number is none.', 'inferred', LIST],
    ],
  }),
  method({
    name: 'getProduct',
    summary: 'One product by its code; the visit remembers that it was looked at.',
    required: [
      ['sku', 'Product code, letter case aside.', 'documented', ONE],
      filterOf([...Object.keys(PRODUCT), 'sizes', 'stock', 'prices'], NEEDED_FILTER, ONE),
    ],
    optional: [['session_id', 'Whose prices are shown; takes note of the product.', 'documented', ONE]],
    answers: [
      [null, 'The fields, and the same as the one element of `items`.', 'documented', ONE],
      [1001, 'There is no such product for sale.', 'inferred', UNKNOWN],
      [1011, 'There is no filter.', 'inferred', UNKNOWN],
    ],
  }),
  method({
    name: 'getProductCategories',
    summary: 'Categories that have products which websites show, by name, deeper ones within.',
    optional: [
      ['node', 'Code, handle or name: those below it.', 'documented', TREE],
      ['depth', 'Levels; 1 when left out.', 'documented', TREE],
      ['limit', '10 of each level when left out.', 'documented', TREE],
      filterOf(['name', 'code', 'slug', 'found', 'category_description'], 'All when left out.', ODD),
    ],
    answers: [
      [null, '`items`, with `items` of their own where there is a next level.', 'documented', TREE],
      [1001, 'There is no such node.', 'inferred', TREE],
    ],
  }),
  method({
    name: 'getInventoryFeed',
    summary: 'Every product code by itself, streamed while it is read from the tables. Starts no visit.',
    required: [filterOf(Object.keys(INVENTORY), NEEDED_FILTER, FEED)],
    optional: [
      ['session_id', 'Whose currency and taxes count.', 'inferred', FEED],
      ...pagingRows('Everything when left out.', FEED_ORDER),
      ...sorting(FEED_ORDER),
    ],
    answers: [
      [null, '`found` and `items`.', 'documented', FEED],
      [1011, 'There is no filter.', 'inferred', FEED],
    ],
  }),
  method({
    name: 'getAsset',
    summary: "A menu: the business's own, else one that every shop can use.",
    required: [['asset_name', `One of ${Object.keys(MENU_BY_ASSET).join(', ')}.`, 'documented', MENU]],
    answers: [
      [null, '`name`, and `values` of `code`, `name` and for labels `color`.', 'documented', MENU],
      [1001, 'There is no such menu.', 'inferred', MENU],
      [1011, 'The name is missing.', 'inferred', MENU],
    ],
  }),
  method({
    name: 'getDateTime',
    summary: 'The time of the server, in UTC.',
    optional: [['session_id', 'Echoed.', 'inferred', CLOCK]],
    answers: [[null, '`datetime`, `date`, `time`, `timezone`, `timestamp`.', 'inferred', CLOCK]],
  }),
];
