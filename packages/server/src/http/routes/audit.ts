import { AuditPage, AuditQuery } from '@centralino/protocol';
import { requireRole } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';

/** Read only: there is no way to change or remove what was written. */
export function auditRoutes(app: ZodApp, { audit }: HttpDeps): void {
  app.get(
    '/audit',
    {
      config: requireRole('admin'),
      schema: { tags: ['audit'], summary: 'Who did what, newest first', querystring: AuditQuery, response: { 200: AuditPage } },
    },
    async (request) => audit.list(request.query),
  );
}
