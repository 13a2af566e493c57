import { CentralinoError } from '@centralino/protocol';
import { sql } from 'kysely';
import { z } from 'zod';
import { isPublic } from './access.ts';
import type { HttpDeps, ZodApp } from './deps.ts';

const Health = z.object({ status: z.literal('ok') });
/** How long the database may take to answer before the server says that it is not ready. */
const databaseWaitMs = 2_000;

/** `/healthz`: the process lives. `/readyz`: it can take work: not stopping, database answers. For load balancers and supervisors. */
export function healthRoutes(app: ZodApp, { store, isStopping }: Pick<HttpDeps, 'store' | 'isStopping'>): void {
  app.get(
    '/healthz',
    { config: isPublic, schema: { tags: ['health'], summary: 'Is the process alive?', response: { 200: Health } } },
    async () => ({
      status: 'ok' as const,
    }),
  );

  app.get(
    '/readyz',
    { config: isPublic, schema: { tags: ['health'], summary: 'Can the server take work?', response: { 200: Health } } },
    async () => {
      if (isStopping()) throw new CentralinoError('server.stopping');
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('late')), databaseWaitMs);
      });
      try {
        await Promise.race([sql`select 1`.execute(store.db), late]);
      } catch (error) {
        throw new CentralinoError('server.notReady', 'the database does not answer', { cause: error });
      } finally {
        clearTimeout(timer);
      }
      return { status: 'ok' as const };
    },
  );
}
