import { CodeParams, Profile, ProfileBody, ProfileList } from '@centralino/protocol';
import { z } from 'zod';
import { requireRole, signedIn } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';

const tags = ['profiles'];
const config = requireRole('admin');

/** Kinds of work that users do. */
export function profileRoutes(app: ZodApp, { profiles }: HttpDeps): void {
  app.get('/profiles', { config: signedIn, schema: { tags, summary: 'All profiles', response: { 200: ProfileList } } }, async () => ({
    profiles: await profiles.list(),
  }));

  app.put(
    '/profiles/:code',
    { config, schema: { tags, summary: 'Create or change a profile', params: CodeParams, body: ProfileBody, response: { 200: Profile } } },
    async (request) => {
      const profile = { code: request.params.code, ...request.body };
      await profiles.put(profile);
      return profile;
    },
  );

  app.delete(
    '/profiles/:code',
    { config, schema: { tags, summary: 'Remove a profile that nobody has', params: CodeParams, response: { 204: z.null() } } },
    async (request, reply) => {
      await profiles.remove(request.params.code);
      return reply.code(204).send(null);
    },
  );
}
