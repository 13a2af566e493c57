import { Overview, OverviewQuery, SystemStatus } from '@centralino/protocol';
import { sql } from 'kysely';
import { version } from '../../version.ts';
import { requireRole } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';
import { readOverview } from '../overview.ts';

/** How it stands: today's work for supervisors, the parts of the server for administrators. */
export function systemRoutes(app: ZodApp, { store: { db }, mediaNodes }: HttpDeps): void {
  const startedAt = Date.now();

  app.get(
    '/overview',
    {
      config: requireRole('supervisor', 'admin'),
      schema: { tags: ['system'], summary: 'Work since a moment, and now', querystring: OverviewQuery, response: { 200: Overview } },
    },
    async (request) => readOverview(db, request.query.from, Date.now()),
  );

  app.get(
    '/system',
    {
      config: requireRole('admin'),
      schema: { tags: ['system'], summary: 'The parts of the server and how they are', response: { 200: SystemStatus } },
    },
    async () => {
      const asked = performance.now();
      const database = await sql<{ version: string; bytes: number }>`
        select current_setting('server_version') as version, pg_database_size(current_database())::float as bytes`
        .execute(db)
        .then(({ rows }) => rows[0])
        // A database that does not answer is what this route is there to tell.
        .catch(() => undefined);
      const answerMs = Math.round(performance.now() - asked);
      const nodes = await mediaNodes().catch(() => []);
      return {
        version,
        node: process.version,
        platform: `${process.platform} ${process.arch}`,
        startedAt,
        memoryBytes: process.memoryUsage().rss,
        database: { ok: database !== undefined, version: database?.version ?? '', bytes: database?.bytes ?? 0, answerMs },
        media: {
          ok: nodes.some(({ up }) => up),
          nodes: nodes.map(({ up, legs, udpPort }, index) => ({ id: String(index + 1), running: up, legs, udpPort })),
        },
      };
    },
  );
}
