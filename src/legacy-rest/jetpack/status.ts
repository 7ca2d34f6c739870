/** `GET status`: whether the credentials work, and what runs here. */
import { type Endpoint, only } from './endpoint.ts';
import type { Shape } from './shape.ts';

/** Clients let themselves be gated by the version, so it is the one whose API is answered, never our own. */
const VERSIONS: Readonly<Record<Shape, { readonly crm_version: string; readonly db_version: string }>> = {
  documented: { crm_version: '6.7.2', db_version: '4.3' },
  plugin: { crm_version: '6.4.3', db_version: '3.0' },
  beta: { crm_version: '6.7.2', db_version: '4.3' },
};

const MODULES = ['api'];

export const status: Endpoint = {
  methods: only('GET'),
  scope: 'read',
  answer: ({ shape, query }) => ({
    success: true,
    data: {
      status: 'Successful Connection',
      message: 'Your API Connection with Jetpack CRM is functioning correctly.',
      ...VERSIONS[shape],
      ...(query.has('full') ? installed(shape) : {}),
    },
  }),
};

/** The documents show objects; the plugin sends lists, an empty one for no extensions. */
const installed = (shape: Shape) =>
  shape === 'plugin'
    ? { modules: MODULES, extensions: [] }
    : { modules: Object.fromEntries(MODULES.map((name) => [name, true])), extensions: {} };
