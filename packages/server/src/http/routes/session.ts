import { CentralinoError, PasswordBody, SessionReply, SignInBody, SignOutQuery } from '@centralino/protocol';
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
export function sessionRoutes(app: ZodApp, { auth, audit, users, secure, isInTalk }: HttpDeps): void {
  /** A browser has one session: to end it cuts the talk of a desk in another window, so it is done only when that is meant. */
  const checkTalk = (session: Session | null, leaveTalk: boolean): void => {
    if (session !== null && !leaveTalk && isInTalk(session.user.id)) throw new CentralinoError('session.inTalk', session.user.name);
  };
  app.post(
    '/session',
    { config: isPublic, schema: { tags, summary: 'Sign in', body: SignInBody, response: { 200: SessionReply } } },
    async (request, reply) => {
      const { username, password, leaveTalk = false } = request.body;
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
      // The one before ends, so that a fixed or forgotten one can't live on.
      const before = await auth.sessionFromRequest(request);
      try {
        checkTalk(before, leaveTalk);
      } catch (error) {
        await auth.signOut(session.sessionId);
        throw error;
      }
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
      schema: { tags, summary: 'Sign out, in every window', querystring: SignOutQuery, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const session = sessionOf(request);
      checkTalk(session, request.query.leaveTalk ?? false);
      await auth.signOut(session.sessionId);
      void reply.clearCookie(sessionCookieName, sessionCookieOptions(secure));
      return reply.code(204).send(null);
    },
  );

  app.put(
    '/session/password',
    {
      config: { ...signedIn, audit: { action: 'session.password' } },
      schema: { tags, summary: 'Change one’s own password; other sessions end', body: PasswordBody, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const { user, sessionId } = sessionOf(request);
      const { current, password } = request.body;
      await auth.checkPasswordOf(user.id, current).catch(async (error: unknown) => {
        const details = { code: centralinoErrorOf(error).code };
        await audit.record({ user, action: 'session.passwordRefused', details, address: request.ip });
        throw error;
      });
      if (password === current) throw new CentralinoError('user.weakPassword', 'it is the present one', { fields: { password: 'same' } });
      await users.update(user.id, { password }, sessionId);
      return reply.code(204).send(null);
    },
  );
}
