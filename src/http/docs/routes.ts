/** `/`: what is here. `/docs`: what each legacy API promises, for people and as OpenAPI. Open to everybody: it says nothing about this business. */
import { Hono } from 'hono';
import { legacyApis } from '../../legacy-rest/registry.ts';
import type { EdgeEnv } from '../edge.ts';
import { openApiOf } from './openapi.ts';
import { apiPage, indexPage } from './page.ts';

/** Everything on the page is its own. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export function docsRoutes(): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>({ strict: false });
  const apis = legacyApis.flatMap(({ name, reference }) => (reference ? [[name, reference] as const] : []));
  routes.use('/docs/*', async (c, next) => {
    await next();
    c.header('Content-Security-Policy', POLICY);
  });
  routes.get('/', (c) =>
    c.req.header('accept')?.includes('text/html')
      ? c.redirect('/docs')
      : c.json({
          name: 'Tributary',
          docs: '/docs',
          graphql: '/graphql',
          schema: '/graphql/schema.graphql',
          openapi: Object.fromEntries(apis.map(([name]) => [name, `/docs/${name}/openapi.json`])),
          health: '/readyz',
        }),
  );
  routes.get('/docs', (c) => c.html(indexPage(apis)));
  for (const [name, reference] of apis) {
    routes.get(`/docs/${name}`, (c) => c.html(apiPage(name, reference)));
    routes.get(`/docs/${name}/openapi.json`, (c) => c.json(openApiOf(reference, new URL(c.req.url).origin)));
  }
  return routes;
}
