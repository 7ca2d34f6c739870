/** The Treepl CRM contacts API, with its token endpoint. */
import { Hono } from 'hono';
import { LogUnavailable } from '../../application/ports.ts';
import { describeError } from '../../logger.ts';
import { TooManyRequests } from '../kit/admit.ts';
import type { EdgeEnv, LegacyApi } from '../kit/api.ts';
import { contactRoutes } from './contacts/routes.ts';
import { reference } from './reference.ts';
import { token } from './token.ts';
import { errorBody, TreeplError } from './wire.ts';

const BASE = '/api/v2/admin/contacts';
const TOKEN = '/api/v1/oauth/token';

/** Paths that exist below the base, to tell a wrong method (405) from a wrong path (404). */
const KNOWN_PATHS = /^(\/\d+(\/(set-password|secure-zones|bookings|orders|cases))?)?\/?$|^\/list\/?$/;

export const treepl: LegacyApi = {
  name: 'treepl',
  reference,
  routes({ app, logger, site }) {
    const api = new Hono<EdgeEnv>({ strict: false });
    api.on(['GET', 'POST'], TOKEN, (c) => token(c, app, site));
    api.all(TOKEN, (c) => c.json(errorBody('Method is not allowed'), 405));
    api.route(BASE, contactRoutes(app, site));
    api.all(`${BASE}/*`, (c) => {
      const rest = c.req.path.slice(c.req.path.indexOf(BASE) + BASE.length);
      return KNOWN_PATHS.test(rest)
        ? c.json(errorBody('Method is not allowed'), 405)
        : c.json(errorBody('Resource is not found'), 404);
    });
    api.onError((error, c) => {
      if (error instanceof TooManyRequests) return c.json(errorBody('Too many requests'), 429);
      if (error instanceof TreeplError) {
        if (error.status === 401) c.header('WWW-Authenticate', 'Bearer');
        return c.json(errorBody(error.message, error.fields), error.status);
      }
      logger.error({ requestId: c.get('requestId'), front: 'treepl', error: describeError(error) }, 'request failed');
      if (error instanceof LogUnavailable) return c.json(errorBody('Please try again later'), 503);
      return c.json(errorBody('Something went wrong on our side'), 500);
    });
    return api;
  },
  unknownMethod:
    () =>
    async ({ target }) => {
      const path = target.replace(/\?.*$/s, '').replace(/^\/treepl(?=\/)/, '');
      const isOurs = path.startsWith(TOKEN) || path.startsWith(BASE);
      return isOurs ? Response.json(errorBody('Method is not allowed'), { status: 405 }) : undefined;
    },
};
