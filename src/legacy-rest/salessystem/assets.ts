/** Menus that a website offers its visitors. */
import { z } from 'zod';
import type { Fields } from './answer.ts';
import { SalesSystemError } from './errors.ts';
import { type Choice, choices, MENU_BY_ASSET } from './menus.ts';
import { defineMethod } from './method.ts';
import { required, text } from './values.ts';

const shown = ({ code, name, color }: Choice): Fields => ({ code, name, ...(color === null ? {} : { color }) });

const getAsset = defineMethod({
  name: 'getAsset',
  scope: 'read',
  visit: 'none',
  parameters: z.object({ asset_name: required(text) }),
  async run({ app }, { asset_name: given }) {
    const name = given.toLowerCase();
    const menu = Object.hasOwn(MENU_BY_ASSET, name) ? MENU_BY_ASSET[name] : undefined;
    if (!menu) throw new SalesSystemError(1001);
    return { name, values: (await choices(app, menu)).map(shown) };
  },
});

export const assets = [getAsset];
