import { CodeParams, ServiceBody, ServiceConfig, ServiceList } from '@centralino/protocol';
import { z } from 'zod';
import { requireRole, signedIn } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';
import { checkSkillsets } from './skillsets.ts';

const tags = ['services'];
const config = { ...requireRole('admin'), audit: { body: true } };

/** What customers ask for. The engine owns services: they change by its commands, and its read table is what is listed. */
export function serviceRoutes(app: ZodApp, { store: { db }, engine }: HttpDeps): void {
  app.get('/services', { config: signedIn, schema: { tags, summary: 'All services', response: { 200: ServiceList } } }, async () => {
    const rows = await db.selectFrom('services').select('config').orderBy('code').execute();
    return { services: rows.map((row) => row.config) };
  });

  app.put(
    '/services/:code',
    {
      config,
      schema: { tags, summary: 'Create or change a service', params: CodeParams, body: ServiceBody, response: { 200: ServiceConfig } },
    },
    async (request) => {
      const service = { code: request.params.code, ...request.body };
      await checkSkillsets(db, service.skillsets);
      await engine.send({ type: 'service.configure', service });
      return service;
    },
  );

  app.delete(
    '/services/:code',
    { config, schema: { tags, summary: 'Remove a service without open interactions', params: CodeParams, response: { 204: z.null() } } },
    async (request, reply) => {
      await engine.send({ type: 'service.remove', code: request.params.code });
      return reply.code(204).send(null);
    },
  );
}
