import { CentralinoError, PauseReasonList } from '@centralino/protocol';
import { toJson } from '../../store/database.ts';
import { requireRole, signedIn } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';

const tags = ['pause reasons'];

/** Why agents may pause, in the order in which they see it. */
export function pauseReasonRoutes(app: ZodApp, { store: { db } }: HttpDeps): void {
  app.get(
    '/pause-reasons',
    { config: signedIn, schema: { tags, summary: 'All pause reasons', response: { 200: PauseReasonList } } },
    async () => ({
      pauseReasons: await db.selectFrom('pause_reasons').select(['code', 'label']).orderBy('position').orderBy('code').execute(),
    }),
  );

  app.put(
    '/pause-reasons',
    {
      config: { ...requireRole('admin'), audit: { body: true } },
      schema: { tags, summary: 'Replace the list of pause reasons', body: PauseReasonList, response: { 200: PauseReasonList } },
    },
    async (request) => {
      const { pauseReasons } = request.body;
      if (new Set(pauseReasons.map((reason) => reason.code)).size < pauseReasons.length) {
        throw new CentralinoError('request.invalid', 'each code may be there once', { fields: { pauseReasons: 'invalid' } });
      }
      const rows = pauseReasons.map(({ code, label }, position) => ({ code, label: toJson(label), position }));
      await db.transaction().execute(async (tx) => {
        await tx.deleteFrom('pause_reasons').execute();
        if (rows.length > 0) await tx.insertInto('pause_reasons').values(rows).execute();
      });
      return { pauseReasons };
    },
  );
}
