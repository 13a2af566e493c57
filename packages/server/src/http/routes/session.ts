import { SessionReply, SignInBody } from '@centralino/protocol';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { RateLimitedError, type Session } from '../../auth/auth.ts';
import { sessionCookieName, sessionCookieOptions } from '../../auth/session-cookie.ts';
import { isPublic, sessionOf, signedIn } from '../access.ts';
import type { HttpDeps, ZodApp } from '../deps.ts';
import { centralinoErrorOf } from '../problem.ts';

const tags = ['session'];

/** Puts the session's token into the browser's cookie jar; it is nowhere else in the answer. */
export function setSessionCookie(reply: FastifyReply, token: string, secure: boolean): void {
  // No Max-Age: the cookie goes with the browser; the server decides anyway when the session is over.
  void reply.setCookie(sessionCookieName, token, sessionCookieOptions(secure));
}

export const sessionReplyOf = ({ user, csrfToken }: Session): SessionReply => ({ user, csrfToken });

/** Sign in, who am I, sign out. */
export function sessionRoutes(app: ZodApp, { auth, audit, users, secure }: HttpDeps): void {
  app.post(
    '/session',
    { config: isPublic, schema: { tags, summary: 'Sign in', body: SignInBody, response: { 200: SessionReply } } },
    async (request, reply) => {
      const { username, password } = request.body;
      const address = request.ip;
      const { token, session } = await auth.signIn({ username, password, address }).catch(async (error: unknown) => {
        if (!(error instanceof RateLimitedError)) {
          // What was typed may be a password in the wrong field: only names of accounts are written down.
          const user = await users.byUsername(username);
          const who = { id: user?.id ?? null, username: user?.username ?? '' };
          await audit.record({ user: who, action: 'session.signInFailed', details: { code: centralinoErrorOf(error).code }, address });
        }
        throw error;
      });
      // A browser has one session: the one before it ends, so that a fixed or forgotten one can't live on.
      const before = await auth.sessionFromRequest(request);
      if (before !== null) await auth.signOut(before.sessionId);
      await audit.record({ user: session.user, action: 'session.signIn', address });
      setSessionCookie(reply, token, secure);
      return sessionReplyOf(session);
    },
  );

  app.get(
    '/session',
    { config: signedIn, schema: { tags, summary: 'Who is signed in', response: { 200: SessionReply } } },
    async (request) => sessionReplyOf(sessionOf(request)),
  );

  app.delete(
    '/session',
    {
      config: { ...signedIn, audit: { action: 'session.signOut' } },
      schema: { tags, summary: 'Sign out, in every window', response: { 204: z.null() } },
    },
    async (request, reply) => {
      await auth.signOut(sessionOf(request).sessionId);
      void reply.clearCookie(sessionCookieName, sessionCookieOptions(secure));
      return reply.code(204).send(null);
    },
  );
}
