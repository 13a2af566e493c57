import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessRule, RouteAccess } from './access.ts';
import { ask, openTestHttp, type SignedIn, type TestHttp } from './testing.ts';

let http: TestHttp;
const people = {} as Record<'agent' | 'supervisor' | 'admin', SignedIn>;

beforeAll(async () => {
  http = await openTestHttp();
  await http.app.ready();
  people.admin = await http.signIn('boss', ['admin']);
  people.supervisor = await http.signIn('sue', ['supervisor']);
  people.agent = await http.signIn('andy', ['agent']);
});
afterAll(() => http.close());

/** What may be used without signing in. A new public route has to be added here on purpose. */
const publicRoutes = [
  /^\/healthz$/,
  /^\/readyz$/,
  /^\/openapi\.json$/,
  /^\/docs(\/.*)?$/,
  /^\/errors(\/.*)?$/,
  /^\/$/,
  /^\/(desk|console|popup-helper|widget|AD\/widget|apps\/widget\/dist\/bundle)\//,
  /^\/api\/v1\/setup$/,
];
const publicOnly = [
  { method: 'POST', url: '/api/v1/session' },
  { method: 'POST', url: '/api/v1/tokens/verify' },
];

const changes = (method: string): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method);
const requestTo = ({ method, url }: RouteAccess): InjectOptions => ({
  method: method as 'GET',
  url: url.replace(/:[a-z]+/gi, 'some-thing').replace('*', 'x'),
  ...(changes(method) ? { payload: {} } : {}),
});
const allows = (access: AccessRule, role: 'agent' | 'supervisor' | 'admin'): boolean =>
  access === 'public' || access === 'signedIn' || access.includes(role);
/** HEAD answers have no body. */
const codeOf = (answer: { body: string }): string | null =>
  answer.body === '' ? null : (JSON.parse(answer.body) as { code: string }).code;

describe('access', () => {
  it('knows every route', () => {
    expect(http.app.routeAccess.length).toBeGreaterThan(40);
    expect(http.app.routeAccess).toContainEqual({ method: 'DELETE', url: '/api/v1/users/:id', access: ['admin'] });
  });

  it('keeps all routes but the listed ones from those who are not signed in', async () => {
    for (const route of http.app.routeAccess) {
      const open =
        publicRoutes.some((pattern) => pattern.test(route.url)) ||
        publicOnly.some((one) => one.method === route.method && one.url === route.url);
      expect(route.access === 'public', `${route.method} ${route.url} is public`).toBe(open);
      if (open) continue;
      for (const cookie of [undefined, 'centralino_session=nonsense', `centralino_session=${'A'.repeat(43)}`]) {
        const answer = await http.app.inject({ ...requestTo(route), ...(cookie === undefined ? {} : { headers: { cookie } }) });
        expect(answer.statusCode, `${route.method} ${route.url} with cookie ${cookie}`).toBe(401);
        if (route.method !== 'HEAD') expect(codeOf(answer)).toBe('auth.required');
      }
    }
  });

  it('keeps each route from the roles that it does not declare', async () => {
    let tried = 0;
    for (const route of http.app.routeAccess) {
      for (const role of ['agent', 'supervisor', 'admin'] as const) {
        if (allows(route.access, role)) continue;
        tried += 1;
        const answer = await ask(http.app, people[role], requestTo(route));
        expect(answer.statusCode, `${route.method} ${route.url} as ${role}`).toBe(403);
        if (route.method !== 'HEAD') expect(codeOf(answer)).toBe('auth.forbidden');
      }
    }
    expect(tried).toBeGreaterThan(20);
  });

  it('changes nothing without the session’s own CSRF token', async () => {
    let tried = 0;
    for (const route of http.app.routeAccess) {
      if (route.access === 'public' || !changes(route.method)) continue;
      const role = (['admin', 'supervisor', 'agent'] as const).find((one) => allows(route.access, one)) ?? 'admin';
      for (const token of [
        undefined,
        '',
        'wrong',
        people.agent.csrfToken + 'x',
        role === 'agent' ? people.admin.csrfToken : people.agent.csrfToken,
      ]) {
        tried += 1;
        const answer = await http.app.inject({
          ...requestTo(route),
          headers: { cookie: people[role].cookie, ...(token === undefined ? {} : { 'x-csrf-token': token }) },
        });
        expect(answer.statusCode, `${route.method} ${route.url} with CSRF token ${token}`).toBe(403);
        expect(codeOf(answer)).toBe('auth.csrf');
      }
    }
    expect(tried).toBeGreaterThan(50);
    expect(await ask(http.app, people.agent, { method: 'GET', url: '/api/v1/session' })).toMatchObject({ statusCode: 200 });
  });

  it('lets the declared roles in', async () => {
    for (const route of http.app.routeAccess) {
      if (route.access === 'public' || route.method !== 'GET') continue;
      for (const role of ['agent', 'supervisor', 'admin'] as const) {
        if (!allows(route.access, role)) continue;
        const answer = await ask(http.app, people[role], requestTo(route));
        expect([200, 404], `${route.method} ${route.url} as ${role}`).toContain(answer.statusCode);
      }
    }
  });

  it('does not start with a route that declares no rule', async () => {
    const other = await openTestHttp();
    other.app.get('/forgotten', async () => 'everything');
    await expect(other.app.ready()).rejects.toThrow('/forgotten declares no access rule');
    await other.auth.close();
    await other.store.close();
  });
});
