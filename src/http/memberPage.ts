/** The built-in member page: takes the link of a single sign-on, opens a visit, and shows a member what it belongs to. */
import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { Application } from '../application/application.ts';
import { fullName } from '../application/contactViews.ts';
import type { EdgeEnv } from '../legacy-rest/kit/api.ts';
import { contactByKey } from '../projections/contacts/queries.ts';
import { memberGroupsByRefs } from '../projections/memberGroups/queries.ts';
import { memberByKey } from '../projections/members/queries.ts';

const COOKIE = 'tributary_member';

export function memberPageRoutes(app: Application, publicUrl: string | undefined): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>({ strict: false });
  const cookie = {
    path: '/members',
    httpOnly: true,
    sameSite: 'Lax',
    secure: publicUrl?.startsWith('https:') ?? false,
  } as const;

  routes.use('/members/*', async (c, next) => {
    await next();
    // The address of the page holds a token: it goes nowhere else, and is kept nowhere.
    c.header('Referrer-Policy', 'no-referrer');
    c.header('Cache-Control', 'no-store');
    c.header('Content-Security-Policy', "default-src 'none'; form-action 'self'; frame-ancestors 'none'");
  });

  routes.get('/members/access', async (c) => {
    const requestId = c.get('requestId');
    const context = { actor: { kind: 'system', id: 'memberPage' }, surface: 'process' } as const;
    const opened = await app.memberSessions.open(
      { ...context, requestId, correlationId: requestId },
      c.req.query('token') ?? '',
    );
    if (!opened.ok) return c.html(page('Not signed in', html`<p>${opened.refusal.message}</p>`), 403);
    const { id, member, path } = opened.value;
    setCookie(c, COOKIE, id, cookie);
    return c.html(await memberPage(app, member, path));
  });

  routes.get('/members', async (c) => {
    const member = await app.memberSessions.visitor(getCookie(c, COOKIE) ?? '');
    if (member === undefined)
      return c.html(page('Not signed in', html`<p>Follow the link that your site gives you.</p>`), 401);
    return c.html(await memberPage(app, member, null));
  });

  routes.post('/members/leave', async (c) => {
    await app.memberSessions.end(getCookie(c, COOKIE) ?? '');
    deleteCookie(c, COOKIE, cookie);
    return c.html(page('Signed out', html`<p>You have signed out.</p>`));
  });

  return routes;
}

async function memberPage(app: Application, key: string, path: string | null) {
  const [contact, member] = await Promise.all([contactByKey(app.db, key), memberByKey(app.db, key)]);
  const now = app.clock.now().getTime();
  const current = (member?.groups ?? []).filter(({ until }) => until === null || Date.parse(until) > now);
  const groups = await memberGroupsByRefs(
    app.db,
    current.map(({ group }) => group),
  );
  const name = contact ? fullName(contact.details) : '';
  return page(
    'Members',
    html`<p>Signed in as <strong>${name || contact?.email || 'a member'}</strong>.</p>
      <ul>
        ${groups.map((group) => html`<li>${isPage(group.link) ? html`<a href="${group.link}">${group.name}</a>` : group.name}</li>`)}
      </ul>
      ${path === null ? '' : html`<p><a href="${path}">Go on to ${path}</a></p>`}
      <form method="post" action="/members/leave"><button>Sign out</button></form>`,
  );
}

/** A link of a group is whatever the business wrote; one that would run a script is shown as no link. */
const isPage = (link: string | null): link is string => link !== null && /^(https?:\/\/|\/)/i.test(link);

const page = (title: string, content: ReturnType<typeof html>) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
        <meta name="viewport" content="width=device-width" />
      </head>
      <body>
        <h1>${title}</h1>
        ${content}
      </body>
    </html>`;
