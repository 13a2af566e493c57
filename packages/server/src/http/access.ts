import { CentralinoError, type Role } from '@centralino/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Auth, Session } from '../auth/auth.ts';
import { sameSecret } from '../auth/tokens.ts';

/** Who may use a route. Every route declares one; a server with a route that does not would not start. */
export type AccessRule = 'public' | 'signedIn' | readonly Role[];

export type RouteAccess = { method: string; url: string; access: AccessRule };

/** Header that carries the session's CSRF token on every request that changes something. */
export const csrfHeader = 'x-csrf-token';

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: AccessRule;
  }
  interface FastifyRequest {
    /** Who asks; null on public routes. */
    session: Session | null;
  }
  interface FastifyInstance {
    /** Every route of the server with its rule: what the access-denied tests walk through. */
    routeAccess: RouteAccess[];
  }
}

/** Access for users with at least one of these roles. */
export const requireRole = (...roles: [Role, ...Role[]]): { access: AccessRule } => ({ access: roles });
export const signedIn: { access: AccessRule } = { access: 'signedIn' };
export const isPublic: { access: AccessRule } = { access: 'public' };

/** For scopes of plugins that make their routes themselves (static files, API browser). */
export function declareScopePublic(scope: FastifyInstance): void {
  scope.addHook('onRoute', (route) => {
    route.config = { ...route.config, access: 'public' };
  });
}

const changesNothing = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request that succeeds may have changed how the product is set up: one that only administrators can make, and that is no look. */
export const changesConfiguration = ({ method, routeOptions: { config } }: FastifyRequest): boolean =>
  !changesNothing.has(method) && Array.isArray(config.access) && config.access.length === 1 && config.access[0] === 'admin';

/**
 * Checks every request before its body is read: session, role, CSRF token.
 * Call it on the root before any route is added, else those routes are not covered.
 */
export function enforceAccess(app: FastifyInstance, auth: Pick<Auth, 'sessionFromRequest'>): void {
  const routes: { method: string | string[]; url: string; config?: { access?: AccessRule } }[] = [];
  app.decorate('routeAccess', []);
  app.decorateRequest('session', null);

  // Kept by reference and looked at when all are there: hooks of inner scopes may still declare a rule.
  app.addHook('onRoute', (route) => {
    routes.push(route as (typeof routes)[number]);
  });
  app.addHook('onReady', async () => {
    for (const { method, url, config } of routes) {
      if (config?.access === undefined) throw new Error(`Route ${String(method)} ${url} declares no access rule (config.access)`);
      for (const one of [method].flat()) app.routeAccess.push({ method: one, url, access: config.access });
    }
  });

  app.addHook('onRequest', async (request) => {
    // No route: the answer is 404 for everybody.
    if (request.is404) return;
    const access = request.routeOptions.config.access;
    if (access === undefined) throw new Error(`Route ${request.routeOptions.url ?? ''} declares no access rule`);
    if (access === 'public') return;
    const session = await auth.sessionFromRequest(request);
    if (session === null) throw new CentralinoError('auth.required');
    if (access !== 'signedIn' && !access.some((role) => session.user.roles.includes(role))) throw new CentralinoError('auth.forbidden');
    if (!changesNothing.has(request.method)) checkCsrf(request, session);
    request.session = session;
  });
}

/** Another site can make a browser send the cookie, but it can't read this token. */
function checkCsrf(request: FastifyRequest, session: Session): void {
  const token = request.headers[csrfHeader];
  if (typeof token !== 'string' || !sameSecret(token, session.csrfToken)) throw new CentralinoError('auth.csrf');
}

/** The session of a request on a route that is not public. */
export function sessionOf(request: FastifyRequest): Session {
  if (request.session === null) throw new CentralinoError('auth.required');
  return request.session;
}
