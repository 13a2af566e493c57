import { CentralinoError, type Obstacle } from '@centralino/protocol';
import { sql } from 'kysely';
import { z } from 'zod';
import { isPublic } from './access.ts';
import type { HttpDeps, ZodApp } from './deps.ts';

const Health = z.object({ status: z.literal('ok') });
const whatIsWrong: Record<Obstacle, string> = {
  storageFull: 'nothing can be saved: the disk of the database is full',
  database: 'nothing can be saved: the database does not take what is written',
};
/** How long the database and the media nodes may take to answer before the server says that it is not ready. */
const waitMs = 2_000;

/**
 * `/healthz`: the process lives. `/readyz`: it can take work: not stopping, the last commit succeeded (while nothing happens: the last
 * renewal of the engine's lease), there is room on the disk, the database answers, a media node is up. For load balancers and supervisors.
 */
export function healthRoutes(
  app: ZodApp,
  { store, engine, isStopping, mediaIsUp }: Pick<HttpDeps, 'store' | 'engine' | 'isStopping' | 'mediaIsUp'>,
): void {
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
      const { notReady } = engine.health;
      if (notReady !== null) throw new CentralinoError('server.notReady', whatIsWrong[notReady]);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('late')), waitMs);
      });
      const check = async (asked: Promise<unknown>, detail: string): Promise<void> => {
        const answer = await Promise.race([asked, late]).catch((error: unknown) => {
          throw new CentralinoError('server.notReady', detail, { cause: error });
        });
        if (answer === false) throw new CentralinoError('server.notReady', detail);
      };
      try {
        await Promise.all([
          check(sql`select 1`.execute(store.db), 'the database does not answer'),
          check(mediaIsUp(), 'no media node is up: calls are not possible at the moment'),
        ]);
      } finally {
        clearTimeout(timer);
      }
      return { status: 'ok' as const };
    },
  );
}
