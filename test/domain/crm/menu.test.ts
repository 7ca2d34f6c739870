import { describe, it } from 'vitest';
import { menu } from '../../../src/domain/crm/menu/decide.ts';
import { menuEvents } from '../../../src/domain/crm/menu/events.ts';
import { given } from '../../support/decider.ts';

const { MenuSet } = menuEvents;
const item = (code: string, name = code, color: string | null = null) => ({ code, name, color });
const set = (...items: ReturnType<typeof item>[]) => ({ type: 'SetMenu', menu: 'contactType', items }) as const;
const was = MenuSet({
  menu: 'contactType',
  items: [
    { ref: 1, ...item('A') },
    { ref: 2, ...item('B') },
  ],
});

describe('a menu', () => {
  it('numbers its items', () => {
    given(menu)
      .when(set(item('A'), item('B')))
      .thenEvents([was]);
  });
  it('keeps the numbers of what is there, whatever its name, and never gives one again', () => {
    const without = MenuSet({ menu: 'contactType', items: [{ ref: 1, ...item('a', 'Alpha', '#00ff00') }] });
    given(menu, was)
      .when(set(item('a', 'Alpha', '#00ff00')))
      .thenEvents([without]);
    given(menu, was, without)
      .when(set(item('C'), item('a', 'Alpha', '#00ff00')))
      .thenEvents([
        MenuSet({
          menu: 'contactType',
          items: [
            { ref: 3, ...item('C') },
            { ref: 1, ...item('a', 'Alpha', '#00ff00') },
          ],
        }),
      ]);
  });
  it('is emptied, and left as it is', () => {
    given(menu, was)
      .when(set())
      .thenEvents([MenuSet({ menu: 'contactType', items: [] })]);
    given(menu, was)
      .when(set(item('A'), item('B')))
      .thenNothing();
    given(menu).when(set()).thenNothing();
  });
  it('has no blank items, none twice, and colors that are colors', () => {
    for (const items of [[item(' ')], [item('A', '')], [item('A'), item('a')], [item('A', 'A', 'red')]])
      given(menu)
        .when(set(...items))
        .thenRefused('MENU_INVALID');
  });
});
