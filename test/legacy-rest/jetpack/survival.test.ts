/** Other fronts and this one on the same contacts: what one of them wrote and the other cannot say survives. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactByEmail } from '../../../src/projections/contacts/queries.ts';
import { accepted, teaOrder } from '../../support/sales.ts';
import { defineField, elsewhere, type Jetpack, type Row, startJetpack } from './client.ts';

let jetpack: Jetpack;
beforeAll(async () => {
  jetpack = await startJetpack();
  await defineField(jetpack.app, 'Favourite Colour');
  await defineField(jetpack.app, 'score', { type: 'number' });
  await defineField(jetpack.app, 'agreed', { type: 'boolean' });
  await defineField(jetpack.app, 'size', { group: 'shoes' });
  await defineField(jetpack.app, 'size', { group: 'shirts' });
  await defineField(jetpack.app, 'status', { group: 'loyalty' });
  for (const group of ['mainAddress', 'secondAddress']) await defineField(jetpack.app, 'Floor', { group });
});
afterAll(() => jetpack.stop());

const stored = async (email: string) => {
  const row = await contactByEmail(jetpack.app.app.db, email);
  expect(row).toBeDefined();
  return row as NonNullable<typeof row>;
};

const rich = {
  email: 'rich@survival.example',
  details: {
    prefix: 'Dr',
    firstName: 'Ada',
    lastName: 'Lovelace',
    companyName: 'Engines',
    email2: 'ada2@survival.example',
    phoneWork: '1',
    phoneFax: '2',
    mainAddress: {
      line1: 'One',
      line2: 'Two',
      line3: 'Three',
      city: 'London',
      region: 'Greater London',
      country: 'GB',
    },
    billingAddress: { line1: 'Bill' },
    profiles: { twitter: '@ada', skype: 'ada.l' },
    website: 'https://ada.example',
    dateOfBirth: '1815-12-10',
    taxable: 'R',
    termsAcceptedOn: '2020-01-01',
  },
  status: 'Customer',
  tags: { set: ['math'] },
  owner: 3,
  custom: {
    'general.Favourite Colour': 'Black\nand white',
    'shoes.size': '38',
    'shirts.size': 'M',
    'loyalty.status': 'Gold',
  },
  lists: [4, 9],
  subscribed: true,
} as const;

test('what is written elsewhere is shown here, and an update here changes only what it names', async () => {
  const { app } = jetpack.app;
  expect((await app.contacts.create(elsewhere(jetpack.app), rich)).ok).toBe(true);
  const shown = await jetpack.find(rich.email);
  expect(shown).toMatchObject({
    prefix: 'Dr',
    fname: 'Ada',
    lname: 'Lovelace',
    addr1: 'One',
    addr2: 'Two',
    city: 'London',
    county: 'Greater London',
    country: 'GB',
    worktel: '1',
    tw: '@ada',
    owner: 3,
    status: 'Customer',
    'favourite-colour': 'Black\nand white',
    'shoes-size': '38',
    'shirts-size': 'M',
    'loyalty-status': 'Gold',
    score: '',
    agreed: '',
  });
  const before = await stored(rich.email);

  const { id } = shown;
  expect(await jetpack.post('create_customer', { email: rich.email, addr1: 'Changed', mobtel: '7' })).toMatchObject({
    id,
  });
  const after = await stored(rich.email);
  expect(after).toEqual({
    ...before,
    position: expect.any(String),
    updatedAt: expect.any(String),
    details: {
      ...before.details,
      phoneMobile: '7',
      mainAddress: { ...rich.details.mainAddress, line1: 'Changed' },
    },
  });
});

test('sending back a whole row changes nothing', async () => {
  for (const email of [rich.email]) {
    const before = await stored(email);
    const { tags: _tags, ...row } = await jetpack.find(email);
    await jetpack.post('create_customer', row);
    expect(await stored(email)).toEqual(before);
  }
});

test('custom values are typed: a value that the field cannot hold is echoed and dropped', async () => {
  const email = 'typed@survival.example';
  const first = { email, score: '1.5', agreed: 'yes', 'favourite-colour': 7, 'shoes-size': ['38', '39'], size: 'lost' };
  expect(await jetpack.post('create_customer', first)).toMatchObject(first);
  expect((await stored(email)).custom).toEqual({
    'general.score': 1.5,
    'general.agreed': true,
    'general.Favourite Colour': '7',
    'shoes.size': '38,39',
  });
  await jetpack.post('create_customer', { email, agreed: false });
  expect(await jetpack.find(email)).toMatchObject({ agreed: '0' });
  await jetpack.post('create_customer', { email, agreed: 1 });
  await jetpack.post('create_customer', { email, score: 'not a number', agreed: 'perhaps', 'favourite-colour': {} });
  expect(await jetpack.find(email)).toMatchObject({ score: '1.5', agreed: '1', 'favourite-colour': '7' });
});

test('custom fields of an address are named after it', async () => {
  const email = 'floor@survival.example';
  await jetpack.post('create_customer', { email, addr_floor: '3rd', secaddr_floor: 'Attic' });
  expect(await jetpack.find(email)).toMatchObject({ addr_floor: '3rd', secaddr_floor: 'Attic' });
  expect((await stored(email)).custom).toEqual({ 'mainAddress.Floor': '3rd', 'secondAddress.Floor': 'Attic' });
});

test('a contact without an address or a status is a row like any other', async () => {
  const created = await jetpack.app.app.contacts.create(elsewhere(jetpack.app), { details: { firstName: 'Nameless' } });
  expect(created.ok).toBe(true);
  const [row] = await jetpack.post<Row[]>('customers', { search: 'nameless' });
  expect(row).toMatchObject({ email: '', status: 'Lead', fullname: 'Nameless', owner: -1 });
  expect(await jetpack.post('create_customer', { id: row?.id, lname: 'Found' })).toMatchObject({ id: row?.id });
  expect((await jetpack.post<Row[]>('customers', { search: 'nameless found' }))[0]).toMatchObject({ lname: 'Found' });
});

test('a removed contact is gone here, and its address makes a new customer', async () => {
  const email = 'gone@survival.example';
  const { id } = await jetpack.post('create_customer', { email });
  const { key } = await stored(email);
  expect((await jetpack.app.app.contacts.remove(elsewhere(jetpack.app), key)).ok).toBe(true);
  expect(await jetpack.find(email)).toEqual([]);
  const again = await jetpack.post('create_customer', { email, id });
  expect(again.id).not.toBe(id);
});

test('many simultaneous creations of one address make one customer', async () => {
  const email = 'crowd@survival.example';
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      jetpack.post('create_customer', { email, [n % 2 ? 'fname' : 'lname']: `N${n}` }),
    ),
  );
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  expect(await jetpack.post('customers', { search: email })).toHaveLength(1);
});

test('fields that count give each new record a number of its own, unless it brings one', async () => {
  const { app } = jetpack.app;
  for (const entity of ['contact', 'company', 'transaction', 'quote', 'invoice', 'activity'] as const)
    await defineField(jetpack.app, 'serial', { entity, type: 'counter' });
  const email = (n: number) => `${n}@count.example`;
  const crowd = Array.from({ length: 12 }, (_, n) => n);
  await Promise.all(crowd.map((n) => jetpack.post('create_customer', { email: email(n), fname: 'Counted' })));
  const rows = await jetpack.post<Row[]>('customers', { search: '@count.example', perpage: 50 });
  const serials = rows.map(({ serial }) => Number(serial));
  expect(new Set(serials).size).toBe(crowd.length);
  expect(Math.min(...serials)).toBe(1);
  await jetpack.post('create_customer', { email: email(0), fname: 'Again', serial: '' });
  await jetpack.post('create_customer', { email: 'own@count.example', serial: '4711' });
  expect(await jetpack.find(email(0))).toMatchObject({ fname: 'Again', serial: expect.stringMatching(/^\d+$/) });
  expect(await jetpack.find('own@count.example')).toMatchObject({ serial: '4711' });

  await defineField(jetpack.app, 'serial', { entity: 'contact', type: 'counter', prefix: 'No. ', suffix: '/A' });
  const own = () => jetpack.find('own@count.example');
  expect(await own()).toMatchObject({ serial: 'No. 4711/A' });
  for (const [sent, number] of [
    ['No. 4712/A', '4712'],
    ['4713', '4713'],
    ['No. five/A', '4713'],
    ['No. /A', '4713'],
  ]) {
    await jetpack.post('create_customer', { email: 'own@count.example', serial: sent });
    expect(await own()).toMatchObject({ serial: `No. ${number}/A` });
  }

  await jetpack.post('create_company', { name: 'Counted', email: 'co@count.example' });
  await jetpack.post('create_transaction', { orderid: 'COUNTED', status: 'Completed', total: '1' });
  await jetpack.post('create_transaction', { orderid: 'COUNTED', status: 'Completed', total: '2' });
  await jetpack.post('create_event', { title: 'Counted' });
  const quote = accepted(await app.quotes.create(elsewhere(jetpack.app), teaOrder));
  accepted(await app.quotes.revise(elsewhere(jetpack.app), quote.key, { ...teaOrder, title: 'Revised' }));
  accepted(await app.orders.place(elsewhere(jetpack.app), teaOrder));
  expect(await jetpack.post('companies', { search: 'co@count' })).toMatchObject([{ serial: '1' }]);
  for (const list of ['transactions', 'events', 'quotes', 'invoices'])
    expect([list, (await jetpack.get<Row[]>(list, { perpage: '1' }))[0]?.serial]).toEqual([list, '1']);
});
