import { ApplyConfigurationBody, ConfigurationPlan, PlanConfigurationBody } from '@centralino/protocol';
import { z } from 'zod';
import { requireRole } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';

const tags = ['configuration'];
const config = requireRole('admin');

/** The whole configuration as one document. */
export function configurationRoutes(app: ZodApp, { configuration }: HttpDeps): void {
  app.get(
    '/configuration',
    {
      config,
      schema: {
        tags,
        summary: 'The whole configuration as YAML, without secrets',
        response: { 200: z.object({ yaml: z.string() }) },
      },
    },
    async () => ({ yaml: await configuration.export() }),
  );

  app.post(
    '/configuration/plan',
    {
      config,
      schema: { tags, summary: 'What applying a document would change', body: PlanConfigurationBody, response: { 200: ConfigurationPlan } },
    },
    async (request) => configuration.plan(request.body.yaml),
  );

  app.post(
    '/configuration/apply',
    {
      config,
      schema: {
        tags,
        summary: 'Apply a document: all of it or nothing',
        body: ApplyConfigurationBody,
        response: { 200: ConfigurationPlan },
      },
    },
    async (request) => configuration.apply(request.body.yaml, request.body.fingerprint),
  );
}
