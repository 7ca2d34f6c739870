/** `GET /audit/export?format=jsonl|csv`: the audit as a stream, for administrators. */
import { Hono } from 'hono';
import type { Application } from '../application/application.ts';
import {
  AUDIT_OPTIONS,
  AuditFilterError,
  EXPORT_FORMATS,
  exportLines,
  exportType,
  parseAuditFilter,
} from '../application/auditExport.ts';
import { admitted, refusal, streamOf } from './bearer.ts';
import type { EdgeEnv } from './edge.ts';

const KNOWN = new Set(['format', ...Object.keys(AUDIT_OPTIONS)]);

export function auditRoutes(app: Application): Hono<EdgeEnv> {
  const routes = new Hono<EdgeEnv>();
  routes.get('/audit/export', async (c) => {
    const principal = await admitted(c, app, 'admin');
    if (principal instanceof Response) return principal;
    const { format: given = 'jsonl', ...options } = c.req.query();
    const format = EXPORT_FORMATS.find((known) => known === given);
    const unknown = Object.keys(options).find((name) => !KNOWN.has(name));
    if (!format) return refusal(c, 400, 'format_unknown', `The format is one of ${EXPORT_FORMATS.join(', ')}.`);
    if (unknown !== undefined) return refusal(c, 400, 'filter_unknown', `There is no filter "${unknown}".`);
    try {
      const viewer = { seesPersonal: principal.scopes.includes('pii') };
      const lines = exportLines(app.audit.all(parseAuditFilter(options), viewer), format);
      return c.body(streamOf(lines), 200, {
        'content-type': exportType(format),
        'content-disposition': `attachment; filename="audit.${format}"`,
      });
    } catch (error) {
      if (error instanceof AuditFilterError) return refusal(c, 400, 'filter_invalid', `${error.message}.`);
      throw error;
    }
  });
  return routes;
}
