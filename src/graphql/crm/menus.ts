/** Menus: type, queries, and `setMenu`. */
import { MENUS, type MenuItem, type MenuName } from '../../domain/crm/menu/events.ts';
import { listMenus, type Menu as MenuNode, menuItems } from '../../projections/menus/queries.ts';
import { builder } from '../builder.ts';
import { AFTER_DESCRIPTION, AS_OF_DESCRIPTION, AsOf, readableMoment } from '../moment.ts';
import { mutation } from '../mutation.ts';
import { mutationResult, POSITION_DESCRIPTION, type WrittenNode } from '../refusals.ts';

const DESCRIPTIONS: { readonly [K in MenuName]: string } = {
  contactTitle: 'Forms of address.',
  contactSource: 'How contacts found us.',
  contactType: 'Kinds of customers. Contacts name theirs by its number.',
  contactLabel: 'Labels of contacts.',
  activityType: 'Kinds of activities.',
  activityLabel: 'Labels of activities.',
  orderLabel: 'Labels of orders.',
  caseLabel: 'Labels of cases.',
  team: 'Teams.',
  priceBand: 'Price bands.',
  stockLocation: 'Places of stock.',
  productUnit: 'Units that products are sold by.',
};

const enumName = (name: string): string => name.replace(/[A-Z]/g, '_$&').toUpperCase();

const MenuNameEnum = builder.enumType('MenuName', {
  description: 'Menus that a business can fill.',
  values: Object.fromEntries(MENUS.map((name) => [enumName(name), { value: name, description: DESCRIPTIONS[name] }])),
});

const MenuItemType = builder.objectRef<MenuItem>('MenuItem').implement({
  description: 'Something to choose.',
  fields: (t) => ({
    ref: t.exposeInt('ref', { description: 'Number within the menu; never given again.' }),
    code: t.exposeString('code', { description: 'What records hold.' }),
    name: t.exposeString('name', { description: 'What people read.' }),
    color: t.exposeString('color', { nullable: true, description: '`#rrggbb`.' }),
  }),
});

const Menu = builder.objectRef<MenuNode>('Menu').implement({
  description: 'What there is to choose from.',
  fields: (t) => ({
    name: t.field({ type: MenuNameEnum, description: 'Which menu.', resolve: ({ name }) => name }),
    items: t.field({ type: [MenuItemType], description: 'In their order.', resolve: ({ items }) => [...items] }),
  }),
});

builder.queryField('menus', (t) =>
  t.field({
    type: [Menu],
    description: 'All menus; those that were never filled are empty.',
    complexity: { field: 1, multiplier: MENUS.length },
    args: {
      asOf: t.arg({ type: AsOf, description: AS_OF_DESCRIPTION }),
      after: t.arg({ type: 'Position', description: AFTER_DESCRIPTION }),
    },
    resolve: async (_root, args, context) => listMenus(context.app.db, await readableMoment(context, args, args.after)),
  }),
);

const set = mutationResult<WrittenNode>('setMenu', ['MENU_INVALID']);
set.payload.implement({
  description: 'The menu has these items.',
  fields: (t) => ({
    position: t.expose('position', { type: 'Position', description: POSITION_DESCRIPTION }),
    menu: t.field({
      type: Menu,
      description: 'The menu as it is now. Needs the scope `read`.',
      nullable: true,
      extensions: { scope: 'read' },
      resolve: async ({ key }, _args, { app }) => ({
        name: key as MenuName,
        items: await menuItems(app.db, key as MenuName),
      }),
    }),
  }),
});

const MenuItemInput = builder.inputType('MenuItemInput', {
  description: 'Something to choose.',
  fields: (t) => ({
    code: t.string({
      description: 'What records hold; the name when left out. An item with a known code keeps its number.',
    }),
    name: t.string({ required: true, description: 'What people read.' }),
    color: t.string({ description: '`#rrggbb`.' }),
  }),
});

mutation(set, {
  description: 'Replaces what there is to choose from.',
  scope: 'admin',
  args: (t) => ({
    menu: t.arg({ type: MenuNameEnum, required: true, description: 'Which menu.' }),
    items: t.arg({ type: [MenuItemInput], required: true, description: 'All items, in their order.' }),
  }),
  run: ({ menu, items }, command, { app }) => app.menus.set(command, menu, items),
});
