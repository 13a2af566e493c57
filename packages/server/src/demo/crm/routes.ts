import { CentralinoError } from '@centralino/protocol';
import type { FastifyInstance } from 'fastify';
import { isPublic } from '../../http/access.ts';
import type { CrmFile } from './crm-data.ts';
import { receivers } from './receivers.ts';

type Query = { Querystring: Record<string, string | undefined> };
const options = { config: isPublic, schema: { hide: true } };

/** The demo's CRM: nine receivers of notifications and what its page shows. Only in the demo, which listens on loopback only. */
export function demoCrmRoutes(app: FastifyInstance, crm: CrmFile): void {
  for (const [path, { number, receive }] of Object.entries(receivers)) {
    app.get<Query>(`/demo/crm/${path}`, options, async ({ query }, reply) => {
      const contact = crm.contact(query[number] ?? '');
      if (contact !== undefined) {
        receive(contact, query);
        await crm.save();
      }
      return reply.type('text/plain').send('OK');
    });
  }

  app.get<Query>('/demo/crm/journey', options, ({ query: { number = '' } }, reply) => {
    const contact = crm.contact(number);
    if (contact === undefined) throw new CentralinoError('request.notFound', `nobody has the number ${number}`);
    return reply.header('cache-control', 'no-store').send({ number, ...contact });
  });

  app.post('/demo/crm/reset', options, async (_request, reply) => {
    await crm.reset();
    return reply.code(204).send();
  });
}
