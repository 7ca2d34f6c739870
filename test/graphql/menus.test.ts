import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type Ask, createAsk } from './client.ts';

let app: TestApp;
let ask: Ask;
beforeAll(async () => {
  app = await startTestApp();
  ask = createAsk(app);
});
afterAll(() => app.stop());

const SET = `mutation ($menu: MenuName!, $items: [MenuItemInput!]!, $key: String) {
  setMenu(menu: $menu, items: $items, idempotencyKey: $key) {
    ... on SetMenuPayload { position menu { name items { ref code name color } } }
    ... on Refusal { code fields { path } }
  }
}`;
const set = async (items: object[], key?: string) =>
  (await ask(SET, { menu: 'CONTACT_TYPE', items, key })).data.setMenu;
const menus = async (args = '') =>
  (await ask<{ menus: { name: string; items: { name: string }[] }[] }>(`{ menus${args} { name items { name } } }`)).data
    .menus;

test('a menu is set, shown, changed and shown as it was', async () => {
  expect((await menus()).map(({ items }) => items.length)).toEqual(Array(12).fill(0));
  const first = await set([{ name: ' Retail ' }, { code: 'T', name: 'Trade', color: '#00AA11' }], 'menu-1');
  expect(first).toMatchObject({
    menu: {
      name: 'CONTACT_TYPE',
      items: [
        { ref: 1, code: 'Retail', name: 'Retail', color: null },
        { ref: 2, code: 'T', name: 'Trade', color: '#00aa11' },
      ],
    },
  });
  expect(await set([{ name: ' Retail ' }, { code: 'T', name: 'Trade', color: '#00AA11' }], 'menu-1')).toEqual(first);
  await set([{ code: 't', name: 'Trade\u0000' }]);
  const shown = (all: Awaited<ReturnType<typeof menus>>) =>
    all.find(({ name }) => name === 'CONTACT_TYPE')?.items.map(({ name }) => name);
  expect(shown(await menus())).toEqual(['Trade']);
  const { position } = first as { position: string };
  expect(shown(await menus(`(asOf: { position: "${position}" })`))).toEqual(['Retail', 'Trade']);
});

test('a menu that cannot be is refused by the path', async () => {
  expect(await set([{ name: 'A' }, { code: 'a', name: 'B' }])).toEqual({
    code: 'MENU_INVALID',
    fields: [{ path: 'items.1.code' }],
  });
});
