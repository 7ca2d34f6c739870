/** Where we knowingly answer otherwise than the plugin did, by the exchanges and the part of the answer that show it. */
export interface Difference {
  readonly cases: RegExp;
  /** `path: theirs → ours` */
  readonly what: RegExp;
  readonly why: string;
}

const CUSTOMER = String.raw`(body|body\[\]|body\[\]\.contact\[\])`;
const TRANSACTION = String.raw`body(\[\])?(\.transactions\[\])?`;

export const DIFFERENCES: readonly Difference[] = [
  {
    cases: /^002/,
    what: /^body\.data\.modules: /,
    why: 'Modules are parts of the plugin; here there is the API.',
  },
  {
    cases: /^004/,
    what: /^(status: 301|body: "")/,
    why: 'An address without a trailing slash is answered directly: some clients do not follow redirects.',
  },
  {
    cases: /^(093|095|149|153|321|362|366|371)/,
    what: new RegExp(
      String.raw`^${CUSTOMER}\.(owner|prefix|fname|lname|fullname|name|addr\d|city|county|country|postcode|secaddr_\w+|(home|work|mob)tel): "(-1|Upper|Johnny )?" → `,
    ),
    why: 'There an update of a customer blanks what it does not name, and resets the owner.',
  },
  {
    cases: /./,
    what: new RegExp(String.raw`^${CUSTOMER}\.birthday(_cfdate)?: "" → "(642902400|1990-05-17)"$`),
    why: 'There dates in custom fields are lost on the way in.',
  },
  {
    cases: /^095/,
    what: /^body\.email: "SOMEONE@Somewhere\.com" → "someone@somewhere\.com"$/,
    why: 'An address that differs in letter case only finds the customer, and does not change it.',
  },
  {
    cases: /^(100|101|38[125]|39[03])/,
    what: /^body(\[\])?\.(error|id|fname|lname|fullname|name): (100 → undefined|undefined → |"" → "(Mini|Mal|Mini Mal)")/,
    why: 'There an update of a customer by id alone is refused, against the documents.',
  },
  {
    cases: /^(215|222)/,
    what: /^(status: 500 → 200|body\.)/,
    why: 'There some requests about companies end in a page of HTML.',
  },
  { cases: /^(216|285)/, what: /^body: "" → \{"error/, why: 'There some refusals are empty; clients parse every body as JSON.' },
  {
    cases: /^(233|236)/,
    what: /^body\[\](\.invoices)?: (\[\] → undefined|undefined → \[\]|only here)$/,
    why: 'There search and invoices of the list of companies are read in each other’s place.',
  },
  {
    cases: /./,
    what: new RegExp(String.raw`^${TRANSACTION}\.(type|origin|currency): "" → "(Sale|api|GBP)"$`),
    why: 'A transaction always has a type, an origin and a currency here: totals depend on them.',
  },
  {
    cases: /./,
    what: new RegExp(String.raw`^${TRANSACTION}\.title: "" → "Your Item Name"$`),
    why: 'The name of the title in the documents of the beta is taken in every shape.',
  },
  {
    cases: /./,
    what: new RegExp(String.raw`^${TRANSACTION}\.date_paid(_date)?: (0|false) → `),
    why: 'A transaction that counts as paid says since when.',
  },
  {
    cases: /./,
    what: new RegExp(String.raw`^${TRANSACTION}\.(hash|customer_ip): "(h|10\.0\.0\.1)" → ""$`),
    why: 'Addresses of machines and hashes from outside are not kept.',
  },
  {
    cases: /./,
    what: new RegExp(String.raw`^${TRANSACTION}\.shipping_tax: "0\.00" → "0\.50"$`),
    why: 'There the tax on shipping is lost.',
  },
  {
    cases: /./,
    what: new RegExp(String.raw`^${TRANSACTION}\.date_date: false → `),
    why: 'There an update of a transaction loses its date.',
  },
  {
    cases: /^436/,
    what: /^body\[\]\.transactions\[\]\.(contact|company): .* → undefined$/,
    why: 'There each transaction repeats the customer that it stands beside.',
  },
  {
    cases: /^360/,
    what: /^body\./,
    why: 'There an update of an event that is not there claims to have succeeded.',
  },
  {
    cases: /^(224|310|38\d|39\d|4\d\d)/,
    what: /^body(\[\])?(\.transactions\[\])?\.(fname|lname|fullname|name|city|owner|status|net|fee|discount|total): "(John|Doe|Mr John Doe|Sample City|Hull|-1||Completed|0\.00|81\.00|6\.00)" → /,
    why: 'Between two exchanges of the selection others changed the record.',
  },
  {
    cases: /^(241|245|254|258|436|444)/,
    what: /^body(\[\])?(\.invoices|\.quotes)?: [1-9]\d* → 0$/,
    why: 'Quotes and invoices cannot be written through this API: they were entered by hand there.',
  },
  {
    cases: /^(227|310|315|366|371|38\d|455|466|4\d\d)/,
    what: /^body(\.transactions|\.tags)?(\[\])?(\.tags)?\[\]: only here$/,
    why: 'Lists are shorter here, so that pages begin elsewhere: the selection leaves out what others created.',
  },
];
