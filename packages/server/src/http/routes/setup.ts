import { SessionReply, SetupBody, SetupStatus } from '@centralino/protocol';
import { isPublic } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';
import { sessionReplyOf, setSessionCookie } from './session.ts';

const tags = ['setup'];

/** The first administrator, by the link that the first start printed. */
export function setupRoutes(app: ZodApp, { auth, audit, secure }: HttpDeps): void {
  app.get(
    '/setup',
    { config: isPublic, schema: { tags, summary: 'Is the first administrator still to be made?', response: { 200: SetupStatus } } },
    async () => ({ open: await auth.setup.isOpen() }),
  );

  app.post(
    '/setup',
    {
      config: isPublic,
      schema: { tags, summary: 'Make the first administrator, who is then signed in', body: SetupBody, response: { 201: SessionReply } },
    },
    async (request, reply) => {
      auth.checkAddress(request.ip);
      const user = await auth.setup.complete(request.body);
      const subject = { kind: 'user', id: user.id };
      await audit.record({ user, action: 'setup.firstAdmin', subject, address: request.ip });
      const { token, session } = await auth.openSession(user);
      setSessionCookie(reply, token, secure);
      return reply.code(201).send(sessionReplyOf(session));
    },
  );
}
