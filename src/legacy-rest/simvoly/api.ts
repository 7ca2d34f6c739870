/** The Simvoly website API, mounted at `/api/site`. Every answer below it is JSON in its own dialect, whatever happens. */
import { Hono } from 'hono';
import { LogUnavailable } from '../../application/ports.ts';
import { describeError } from '../../logger.ts';
import { TooManyRequests } from '../kit/admit.ts';
import type { EdgeEnv, LegacyApi } from '../kit/api.ts';
import { bookingRoutes } from './bookings/routes.ts';
import { contactRoutes } from './contacts/routes.ts';
import { formSubmissionRoutes } from './formSubmissions/routes.ts';
import { memberGroupRoutes } from './memberGroups/routes.ts';
import { memberRoutes } from './members/routes.ts';
import { orderRoutes } from './orders/routes.ts';
import { productRoutes } from './products/routes.ts';
import { reference } from './reference.ts';
import { subscriberListRoutes } from './subscriberLists/routes.ts';
import { webhookRoutes } from './webhooks/routes.ts';
import { errorBody, SimvolyError } from './wire.ts';

/** Paths that exist, to tell a wrong method (405) from a wrong path (404). */
const KNOWN_PATHS =
  /^\/(contacts|members|member-groups|orders|products|subscriber-lists|webhooks)(\/[^/]+)?\/?$|^\/(bookings|categories|form-submissions|forms)\/?$/;

const JSON_UTF8 = 'application/json; charset=utf-8';

export const simvoly: LegacyApi = {
  name: 'simvoly',
  reference,
  routes({ app, logger, publicUrl }) {
    const site = new Hono<EdgeEnv>({ strict: false });
    site.use(async (c, next) => {
      await next();
      const { headers } = c.res;
      if (headers.get('content-type') === 'application/json') headers.set('Content-Type', JSON_UTF8);
    });
    site.route('/', contactRoutes(app));
    site.route('/', memberRoutes(app, publicUrl));
    site.route('/', memberGroupRoutes(app));
    site.route('/', productRoutes(app));
    site.route('/', orderRoutes(app));
    site.route('/', subscriberListRoutes(app));
    site.route('/', formSubmissionRoutes(app));
    site.route('/', bookingRoutes(app));
    site.route('/', webhookRoutes(app));
    site.options('*', (c) => c.body(null, 204));
    site.all('*', (c) => {
      const path = c.req.path.slice(c.req.path.indexOf('/api/site') + '/api/site'.length);
      return KNOWN_PATHS.test(path)
        ? c.json(errorBody('Method not allowed'), 405)
        : c.json(errorBody('Not found'), 404);
    });
    site.onError((error, c) => {
      if (error instanceof TooManyRequests) return c.json(errorBody('Too many requests'), 429);
      if (error instanceof SimvolyError) return c.json(errorBody(error.message), error.status);
      logger.error({ requestId: c.get('requestId'), front: 'simvoly', error: describeError(error) }, 'request failed');
      if (error instanceof LogUnavailable) return c.json(errorBody('Please try again later'), 503);
      return c.json(errorBody('Something went wrong on our side'), 500);
    });
    return new Hono<EdgeEnv>({ strict: false }).route('/api/site', site);
  },
};
