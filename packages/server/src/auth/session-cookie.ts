import { fastifyCookie } from '@fastify/cookie';
import type { IncomingHttpHeaders } from 'node:http';

/** Name of the cookie that carries the session's token. */
export const sessionCookieName = 'centralino_session';

/** The session's token of a request, or null. Works on any request, also on the upgrade of a socket. */
export function sessionTokenOf(request: { headers: IncomingHttpHeaders }): string | null {
  const header = request.headers.cookie;
  if (header === undefined) return null;
  const token = fastifyCookie.parse(header)[sessionCookieName];
  return token === undefined || !/^[A-Za-z0-9_-]{43}$/.test(token) ? null : token;
}

/** Attributes of the cookie: no script can read it, no other site can make a browser send it with a POST. */
export const sessionCookieOptions = (secure: boolean) => ({ path: '/', httpOnly: true, sameSite: 'lax' as const, secure });
