/** The basket, orders and payments. */
import type { OperationReference } from '../../kit/reference.ts';
import { CART_FIELDS } from '../basket.ts';
import { ORDER_FIELDS } from '../checkout/orders.ts';
import {
  filterOf,
  method,
  NEEDED_FILTER,
  noSession,
  notLoggedIn,
  pagingRows,
  type Row,
  SESSION,
  SESSION_OR_NEW,
} from './parts.ts';

const ADD = 'basket.test.ts: case 9: a first line begins a session';
const UNKNOWN = 'basket.test.ts: case 10: an unknown code, and one that is not for sale';
const WRONG = 'basket.test.ts: case 11: %j is named';
const PRICE = 'basket.test.ts: case 12: a price of the caller';
const UNIT = 'basket.test.ts: case 13: by the case';
const FIXED = 'basket.test.ts: case 17: updateInCart leaves a noedit line as it is';
const MENUS = "assets.test.ts: the business's own menus take the place of those that come along";
const SHOWN = 'basket.test.ts: case 14: a filter in every form';
const ANONYMOUS = 'basket.test.ts: case 15: an anonymous basket, an empty one';
const CHANGE = 'basket.test.ts: case 16: updateInCart changes a line, and knows no other';
const REMOVE = 'basket.test.ts: case 18: deleteFromCart takes a line out, once';
const REMOVE_ALL = 'basket.test.ts: case 19: deleteProductFromCart takes out every line of a code';
const ALONE = 'basket.test.ts: a line is found by its number alone, in the carts of its own shop';

const BY_REF: Row = [SESSION[0], 'Without it the line is looked for in all baskets of this key.', 'documented', ALONE];

const QUOTE = 'checkout.test.ts: case 38: without a card it is a quote, and the basket stays';
const NO_BASKET = 'checkout.test.ts: case 37: nobody is logged in; nothing is in the basket';
const CARD = 'checkout.test.ts: case 39: with a good card it is to be delivered and paid';
const DECLINED = 'checkout.test.ts: case 40: a declined card leaves a quote, which the next card makes the order';
const BAD_CARD = 'checkout.test.ts: case 41: %j is named, and the quote is kept';
const REMITTED = 'checkout.test.ts: case 42: a remitted payment is not asked for';
const CODES = 'checkout.test.ts: case 44: %s is told as %i and leaves a quote';
const BANK = 'checkout.test.ts: case 45: by way of the bank';
const KEPT = 'checkout.test.ts: keeps everything that was said about it';
const PARTS = 'checkout.test.ts: case 46: in parts, for the order that was given last';
const CASH = 'checkout.test.ts: case 46: cash for all of it';
const REFUSED = "checkout.test.ts: case 47: nobody logged in, another one's order, a wrong method, a wrong amount";
const BY_CARD = 'checkout.test.ts: case 48: by card, and no more than is owed';
const MAILS = 'checkout.test.ts: tell of a quote, an order and a payment, and of nothing that failed';
const LOST_MAIL = 'checkout.test.ts: that cannot be sent never lose the order';
const NO_DOCUMENT = 'checkout.test.ts: of a document that the operator does not have keep the record, and say so';
const DOCUMENT =
  'Number of the document that is mailed; no mail without it. Where the operator has no numbered documents, any number stands for ' +
  'the words that come with the program.';
const OWN = 'checkout.test.ts: case 49: pages of what is their own, with what was asked for';

const cardRows: readonly Row[] = [
  ['card_holdername', 'As on the card.', 'documented', BAD_CARD],
  ['card_number', 'Digits; blanks and hyphens are taken out. Never stored.', 'documented', BAD_CARD],
  ['card_start_month', 'Two digits.', 'documented', BAD_CARD],
  ['card_start_year', 'Two digits.', 'documented', BAD_CARD],
  ['card_expire_month', 'Two digits.', 'documented', BAD_CARD],
  ['card_expire_year', 'Two digits.', 'documented', BAD_CARD],
  ['card_issuenumber', 'One or two digits.', 'documented', BAD_CARD],
  ['card_type', "The gateway's word; found by the number when left out.", 'documented', CARD],
  ['card_cv2', 'Three or four digits. Never stored.', 'documented', BAD_CARD],
];

const ORDER_TEXTS: readonly (readonly [string, string])[] = [
  ['order_address1', 'Delivery address; without any the billing address.'],
  ['order_address2', 'Text.'],
  ['order_address3', 'Text.'],
  ['order_state', 'State of the delivery address.'],
  ['order_postcode', 'Text.'],
  ['order_country', 'ISO 3166-1, two letters in any case.'],
  ['order_notes', 'On quotes and invoices.'],
  ['order_deliverynotes', 'On packing lists.'],
  ['order_label', 'Code of the menu `order_label`.'],
  ['order_team', 'Code of the menu `sales_team`; shown as TM1 when unset.'],
  ['order_datetime', 'When it was ordered; now when left out.'],
  ['order_delivery_date', 'YYYY-MM-DD.'],
  ['order_clientref', "The customer's own reference."],
];

const basketMethods: readonly OperationReference[] = [
  method({
    name: 'addToCart',
    summary: 'Puts something into the basket; the same again raises the quantity of its line. Stock does not limit it.',
    required: [
      ['sku', 'Product code, letter case aside.', 'documented', ADD],
      ['quantity', 'Greater than 0, four places at most, in that unit.', 'documented', WRONG],
    ],
    optional: [
      SESSION_OR_NEW,
      [
        'uom',
        '`unit`, `pack`, `case`, `layer`, `pallet` or `container`, as far as the product has it.',
        'documented',
        UNIT,
      ],
      [
        'unitprice',
        'Net price of one piece instead of that of the catalogue; no band changes it.',
        'documented',
        PRICE,
      ],
      ['unittaxrate', 'Fraction from 0 to below 1.', 'documented', PRICE],
      ['location', 'Code of the menu `stock_location`, once the business has set it.', 'documented', MENUS],
      ['noedit', 'The quantity cannot be changed.', 'documented', FIXED],
    ],
    answers: [
      [null, '`session_id`, and `ref` of the line.', 'documented', ADD],
      [1011, 'Quantity, unit, price, rate or location is not valid.', 'inferred', WRONG],
      [1051, 'There is no such product for sale.', 'documented', UNKNOWN],
    ],
  }),
  method({
    name: 'getCart',
    summary: 'The basket at the prices of whoever is logged in.',
    required: [SESSION],
    optional: [filterOf(CART_FIELDS, 'All but `last_viewed` when left out.', SHOWN)],
    answers: [
      [null, 'The fields, and the lines in `items` where one of theirs is asked for.', 'documented', SHOWN],
      [null, 'Fields of a contact are null while nobody is logged in.', 'inferred', ANONYMOUS],
      noSession,
    ],
  }),
  method({
    name: 'updateInCart',
    summary: 'Changes the quantity of a line; 0 takes it out.',
    required: [
      ['ref', 'Number of the line.', 'documented', CHANGE],
      ['quantity', 'As in addToCart, or 0.', 'documented', CHANGE],
    ],
    optional: [BY_REF],
    answers: [
      [null, '`update` is true.', 'documented', CHANGE],
      [1001, 'There is no such line; `update` is false.', 'inferred', CHANGE],
      [1011, 'The quantity is not valid, or the line is fixed; `update` is false.', 'inferred', FIXED],
    ],
  }),
  method({
    name: 'deleteFromCart',
    summary: 'Takes out a line.',
    required: [['ref', 'Number of the line.', 'documented', REMOVE]],
    optional: [BY_REF],
    answers: [
      [null, '`session_id`.', 'documented', REMOVE],
      [1001, 'There is no such line.', 'inferred', REMOVE],
    ],
  }),
  method({
    name: 'deleteProductFromCart',
    summary: 'Takes out every line of a product.',
    required: [SESSION, ['sku', 'Product code, letter case aside.', 'documented', REMOVE_ALL]],
    answers: [
      [null, '`session_id`.', 'documented', REMOVE_ALL],
      [1001, 'There is no such line.', 'inferred', REMOVE_ALL],
      noSession,
    ],
  }),
];

const orderMethods: readonly OperationReference[] = [
  method({
    name: 'addOrder',
    summary:
      'Orders the basket, which stays. Paid for it is an order, else a quote, which the next call of the visit goes on with.',
    required: [SESSION],
    optional: [
      ...ORDER_TEXTS.map(([name, about]): Row => [name, about, 'documented', KEPT]),
      ['remit_payment', 'The payment comes another way.', 'documented', REMITTED],
      ['email_template', DOCUMENT, 'documented', MAILS],
      ...cardRows,
    ],
    answers: [
      [
        null,
        '`order_ref`, `order_key`, `order_subtotal`, `order_tax`, `order_total`, `order_state`.',
        'documented',
        QUOTE,
      ],
      [
        null,
        'A quote can be accepted for ever, or for `QUOTE_VALID_DAYS`. Paying for it always does.',
        'inferred',
        'checkout.test.ts: a quote that is left can be accepted for as many days as the operator says',
      ],
      notLoggedIn,
      [1507, 'Nothing is in the basket.', 'documented', NO_BASKET],
      [1071, 'The card is not valid, or there is nowhere to deliver to; the quote is told.', 'documented', BAD_CARD],
      [1083, 'The gateway cannot be reached or gives no reason; the quote is told.', 'documented', CODES],
      [1092, 'The mail failed; the order is kept and told.', 'documented', LOST_MAIL],
      [1092, 'There is no such document; the order is kept and told, and nothing is mailed.', 'inferred', NO_DOCUMENT],
      [
        2000,
        'The bank declined; the quote is told. Other numbers of the gateway come in the same way.',
        'documented',
        DECLINED,
      ],
      [2007, 'The bank wants to see the buyer: `acsurl`, `md`, `pareq`.', 'documented', BANK],
    ],
  }),
  method({
    name: 'completePayment',
    summary: 'Goes on with a payment that the bank wanted to see the buyer for.',
    required: [SESSION],
    optional: [
      ['order_key', 'The order; the last one of the visit when left out.', 'inferred', BANK],
      ['md', 'What came back from the bank.', 'inferred', BANK],
      ['pares', 'What came back from the bank; `cres` in the newer protocol.', 'inferred', BANK],
    ],
    answers: [[null, 'As addOrder.', 'inferred', BANK], notLoggedIn],
  }),
  method({
    name: 'addTransaction',
    summary: 'Records a payment for an order, or takes one by card.',
    required: [
      SESSION,
      ['transaction_amount', 'Greater than 0, and no more than is owed by card.', 'documented', REFUSED],
      [
        'transaction_method',
        '`Gateway`, `Cash`, `Cheque`, `Chip-Pin`, `Credit-Card`, `Debit-Card`, `Direct-Credit`, `EFTPOS`, `Money-Order` or `PayPal`.',
        'documented',
        REFUSED,
      ],
    ],
    optional: [
      [
        'order_key',
        'The order; the last one of the visit when left out.',
        'documented',
        'checkout.test.ts: case 46: in parts, for the order that was given last',
      ],
      ['transaction_date', 'When it was paid; now when left out.', 'documented', PARTS],
      [
        'transaction_fxrate',
        'Rate of exchange; passed over for orders in the currency of the shop.',
        'documented',
        'checkout.test.ts: are noted with a rate of exchange where the order is in another currency',
      ],
      ['email_template', DOCUMENT, 'documented', MAILS],
      ...cardRows,
    ],
    answers: [
      [null, '`transaction_key`, `transaction_ref`, `order_ref`.', 'documented', CASH],
      notLoggedIn,
      [1001, 'There is no such order of this contact.', 'inferred', REFUSED],
      [1011, 'Amount, method or date is not valid.', 'inferred', REFUSED],
      [
        2000,
        'The bank declined. Other numbers of the gateway come in the same way.',
        'documented',
        'checkout.test.ts: case 48: a declined card, and none',
      ],
      [
        1083,
        'No gateway is set up, or it gives no reason.',
        'inferred',
        'checkout.test.ts: case 43: with payments switched off a card leads to a quote',
      ],
      [1092, 'The mail failed, or there is no such document; the payment is kept and told.', 'inferred', NO_DOCUMENT],
    ],
  }),
  method({
    name: 'getOrders',
    summary: 'Orders and quotes of the contact who is logged in, the newest first.',
    required: [SESSION, filterOf(ORDER_FIELDS, NEEDED_FILTER, OWN)],
    optional: pagingRows('10 when left out, 1,000 at most.', OWN),
    answers: [
      [null, '`found` and `items`.', 'documented', OWN],
      notLoggedIn,
      [1011, 'There is no filter.', 'inferred', BY_CARD],
    ],
  }),
];

export const basketOperations: readonly OperationReference[] = [...basketMethods, ...orderMethods];
