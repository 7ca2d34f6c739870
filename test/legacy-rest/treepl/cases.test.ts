/** Cases below a contact: cases 22 and 24 of the contract. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactByRef } from '../../../src/projections/contacts/queries.ts';
import { createAsk } from '../../graphql/client.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { accepted, teaOrder } from '../../support/sales.ts';
import { type Client, clientOf, type WireError } from './client.ts';

interface WireCase {
  readonly Id: number;
  readonly FormId: number;
  readonly Form: { readonly Id: number; readonly Alias: string; readonly Name: string } | null;
  readonly CaseFields: Readonly<Record<string, unknown>>;
}

let app: TestApp;
let treepl: Client;
let ann: number;
let bob: number;
const context = { actor: { kind: 'system', id: 'test' }, surface: 'cli', requestId: 't', correlationId: 't' } as const;

beforeAll(async () => {
  app = await startTestApp();
  treepl = clientOf(app);
  ({ Id: ann } = await treepl.create({ Email: 'ann@x.io', FirstName: 'Ann', LastName: 'Archer' }));
  ({ Id: bob } = await treepl.create({ Email: 'bob@x.io' }));
  const ask = createAsk(app);
  const define = (input: object) =>
    ask('mutation($input: DefineFormInput!) { defineForm(input: $input) { __typename } }', { input });
  await define({
    alias: 'contact',
    name: 'Contact us',
    fields: [
      { alias: 'email', type: 'EMAIL' },
      { alias: 'topic', type: 'TEXT' },
      { alias: 'seats', type: 'NUMBER' },
      { alias: 'urgent', type: 'BOOLEAN' },
    ],
  });
  await define({
    alias: 'other',
    name: 'Other',
    fields: [
      { alias: 'subject', type: 'TEXT' },
      { alias: 'unasked', type: 'TEXT' },
    ],
  });
  const submit = (alias: string, answers: Record<string, string | number | boolean>) =>
    app.app.submissions.submit(context, { form: { alias }, answers, email: 'ann@x.io' });
  await submit('contact', { topic: "Roof's leak", seats: 3, urgent: true });
  await submit('other', { subject: 'Hello' });
  await submit('contact', { topic: 'window', seats: 12 });
  const order = accepted(await app.app.orders.place(context, teaOrder));
  const called = { contact: await keyOf(ann), subject: 'Called us', message: 'twice', order: order.key };
  await app.app.cases.open(context, called);
});
afterAll(() => app.stop());

const keyOf = async (ref: number): Promise<string> => (await contactByRef(app.app.db, ref))?.key ?? '';

interface WireCases {
  readonly Items: readonly WireCase[];
  readonly TotalItemsCount: number;
}

const cases = async (query = '', id = ann) => (await treepl.send<WireCases>(`/${id}/cases${query}`)).body;
const ids = async (where: unknown) =>
  (await cases(`?Where=${encodeURIComponent(JSON.stringify(where))}`)).Items.map(({ Id }) => Id);

describe('the cases of a contact', () => {
  it('case 22: have the documented keys, and no event', async () => {
    const { Items, TotalItemsCount } = await cases();
    expect(TotalItemsCount).toBe(4);
    expect(Items[0]).toEqual({
      Id: 1,
      OrderId: 0,
      FormId: 1,
      MemberId: ann,
      CreatedDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      CustomCrmGroups: {},
      Member: { Id: ann, Email: 'ann@x.io', FirstName: 'Ann', LastName: 'Archer' },
      Form: { Id: 1, Alias: 'contact', Name: 'Contact us' },
      CaseFields: { topic: "Roof's leak", seats: 3, urgent: true },
    });
    expect(Items[3]).toMatchObject({
      OrderId: 1,
      FormId: 0,
      Form: null,
      CaseFields: { subject: 'Called us', message: 'twice' },
    });
  });

  it.each<[unknown, number[]]>([
    [{ 'Form.Alias': 'contact' }, [1, 3]],
    [{ Form: { Name: 'OTHER' } }, [2]],
    [{ FormId: 0 }, [4]],
    [{ OrderId: 1 }, [4]],
    [{ FormId: { $gt: 0 }, OrderId: 0 }, [1, 2, 3]],
    [{ Form: { Id: null } }, [4]],
    [{ CaseFields: { topic: "ROOF'S leak" } }, [1]],
    [{ 'CaseFields.Seats': { $gt: 3 } }, [3]],
    [{ 'CaseFields.urgent': true }, [1]],
    [{ 'CaseFields.topic': null }, [2, 4]],
    [{ 'CaseFields.unasked': 'x' }, []],
    [{ 'CaseFields.subject': { $contains: 'l' } }, [2, 4]],
    [{ 'CaseFields.message': 'twice' }, [4]],
    [{ Member: { Email: 'ANN@x.io', LastName: 'archer' } }, [1, 2, 3, 4]],
    [{ 'Member.Id': 999 }, []],
    [{ CreatedDateTime: { $lt: '2024-01-01' } }, []],
  ])('by %j', async (where, expected) => {
    expect(await ids(where)).toEqual(expected);
  });

  it('are sorted and paged', async () => {
    for (const [order, expected] of [
      ['Id DESC', [4, 3, 2, 1]],
      ['Form.Alias, Id DESC', [4, 3, 1, 2]],
      ['-CaseFields.seats', [3, 1, 2, 4]],
      ['OrderId DESC', [4, 1, 2, 3]],
      ['Member.Email, CreatedDateTime DESC', [4, 3, 2, 1]],
    ] as const) {
      const { Items } = await cases(`?Order_By=${encodeURIComponent(order)}`);
      expect(
        Items.map(({ Id }) => Id),
        order,
      ).toEqual(expected);
    }
    const { Items, TotalItemsCount } = await cases('?Offset=1&Limit=2');
    expect([Items.map(({ Id }) => Id), TotalItemsCount]).toEqual([[2, 3], 4]);
  });

  it('name the order that they are about, as GraphQL links them and takes the link away', async () => {
    const ask = createAsk(app);
    const { data } = await ask('{ cases(filter: { order: { ref: { eq: 1 } } }) { nodes { id order { id ref } } } }');
    const { nodes } = data.cases as unknown as { nodes: { id: string; order: { id: string; ref: number } }[] };
    expect(nodes).toMatchObject([{ order: { ref: 1 } }]);
    const link = async (order: string | null) =>
      (
        await ask(
          `mutation($id: ID!, $order: ID) { linkCaseToOrder(id: $id, order: $order) {
            ... on LinkCaseToOrderPayload { case { order { ref } } } ... on Refusal { code } } }`,
          { id: nodes[0]?.id, order },
        )
      ).data.linkCaseToOrder;
    expect(await link('nothing')).toEqual({ code: 'ORDER_NOT_FOUND' });
    expect(await link(null)).toEqual({ case: { order: null } });
    expect(await ids({ OrderId: 0 })).toEqual([1, 2, 3, 4]);
    expect(await link(nodes[0]?.order.id ?? '')).toEqual({ case: { order: { ref: 1 } } });
    expect(await ids({ OrderId: { $gt: 0 } })).toEqual([4]);
    const opened = await app.app.cases.open(context, { subject: 'x', order: 'nothing' });
    expect(opened).toMatchObject({ ok: false, refusal: { code: 'ORDER_NOT_FOUND' } });
  });

  it('are refused by unknown fields', async () => {
    for (const query of ['?Where[Nope]=1', '?Where[CaseFields.nope]=1', '?Order_By=EventId', '?Where[contact]=x']) {
      const { status, body } = await treepl.send<WireError>(`/${ann}/cases${query}`);
      expect([status, body.Message]).toEqual([400, expect.stringMatching(/nope|EventId|contact/i)]);
    }
  });

  it('case 24: are none for a contact without, and 404 for an unknown one', async () => {
    expect(await cases('', bob)).toEqual({ Items: [], TotalItemsCount: 0 });
    expect((await treepl.send('/999999/cases')).status).toBe(404);
    expect((await treepl.send('/abc/cases')).status).toBe(404);
    expect((await treepl.send(`/${ann}/cases`, { method: 'POST', body: {} })).status).toBe(405);
  });

  it('case 30: are gone with their contact, and stay in the books', async () => {
    const { Id } = await treepl.create({ Email: 'gone@x.io' });
    await app.app.cases.open(context, { contact: await keyOf(Id), subject: 'Stays' });
    await treepl.send(`/${Id}`, { method: 'DELETE' });
    expect((await treepl.send(`/${Id}/cases`)).status).toBe(404);
    const { data } = await createAsk(app)('{ cases(filter: { subject: { eq: "Stays" } }) { totalCount } }');
    expect(data).toEqual({ cases: { totalCount: 1 } });
  });

  it('are a thousand for one who asks a lot', async () => {
    const { Id } = await treepl.create({ Email: 'lot@x.io' });
    const contact = await keyOf(Id);
    for (let from = 0; from < 1000; from += 100) {
      await Promise.all(
        Array.from({ length: 100 }, (_, each) =>
          app.app.cases.open(context, { contact, subject: `Case ${from + each}` }),
        ),
      );
    }
    const whole = await cases('?Limit=5000', Id);
    expect([whole.Items.length, whole.TotalItemsCount]).toEqual([1000, 1000]);
    expect((await cases('?Where[CaseFields.subject]=case+77', Id)).TotalItemsCount).toBe(1);
  });
});
