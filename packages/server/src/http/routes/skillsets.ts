import { CentralinoError, CodeParams, Skillset, SkillsetBody, SkillsetList } from '@centralino/protocol';
import { sql } from 'kysely';
import { z } from 'zod';
import { requireRole, signedIn } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';

const tags = ['skillsets'];
const config = { ...requireRole('admin'), audit: { body: true } };

/** Sets of agents that services are answered by. */
export function skillsetRoutes(app: ZodApp, { store: { db } }: HttpDeps): void {
  app.get('/skillsets', { config: signedIn, schema: { tags, summary: 'All skillsets', response: { 200: SkillsetList } } }, async () => ({
    skillsets: await db.selectFrom('skillsets').select(['code', 'name']).orderBy('code').execute(),
  }));

  app.put(
    '/skillsets/:code',
    {
      config,
      schema: { tags, summary: 'Create or change a skillset', params: CodeParams, body: SkillsetBody, response: { 200: Skillset } },
    },
    async (request) => {
      const skillset = { code: request.params.code, name: request.body.name };
      await db
        .insertInto('skillsets')
        .values(skillset)
        .onConflict((conflict) => conflict.column('code').doUpdateSet({ name: skillset.name }))
        .execute();
      return skillset;
    },
  );

  app.delete(
    '/skillsets/:code',
    { config, schema: { tags, summary: 'Remove a skillset that nobody uses', params: CodeParams, response: { 204: z.null() } } },
    async (request, reply) => {
      const { code } = request.params;
      const service = await db
        .selectFrom('services')
        .select('code')
        .where(sql<boolean>`config->'skillsets' @> ${JSON.stringify([code])}::jsonb`)
        .limit(1)
        .executeTakeFirst();
      if (service !== undefined) throw new CentralinoError('skillset.inUse', `service ${service.code}`);
      const user = await db
        .selectFrom('users')
        .select('username')
        .where(sql<boolean>`skills @> ${JSON.stringify([{ skillset: code }])}::jsonb`)
        .limit(1)
        .executeTakeFirst();
      if (user !== undefined) throw new CentralinoError('skillset.inUse', `user ${user.username}`);
      const gone = await db.deleteFrom('skillsets').where('code', '=', code).returning('code').executeTakeFirst();
      if (gone === undefined) throw new CentralinoError('skillset.unknown');
      return reply.code(204).send(null);
    },
  );
}

/** Throws when one of these skillsets does not exist. */
export async function checkSkillsets(db: HttpDeps['store']['db'], codes: string[]): Promise<void> {
  if (codes.length === 0) return;
  const known = await db.selectFrom('skillsets').select('code').where('code', 'in', codes).execute();
  const missing = codes.find((code) => !known.some((row) => row.code === code));
  if (missing !== undefined) throw new CentralinoError('skillset.unknown', missing, { fields: { skillsets: 'unknown' } });
}
