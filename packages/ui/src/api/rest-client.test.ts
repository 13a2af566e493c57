import { describe, expect, it } from 'vitest';
import { createRestClient } from './rest-client.ts';

const session = { user: { id: 'u', username: 'op1', name: 'Op', roles: ['agent'] }, csrfToken: 'secret' };

const clientOf = (answer: (url: string, init: RequestInit) => Response | Promise<Response>) => {
  const calls: { url: string; init: RequestInit }[] = [];
  const rest = createRestClient({
    fetch: (async (url: string, init: RequestInit) => {
      calls.push({ url, init });
      return answer(url, init);
    }) as typeof fetch,
  });
  return { rest, calls };
};
const json = (value: unknown, status = 200): Response => new Response(JSON.stringify(value), { status });

describe('REST client', () => {
  it('sends the CSRF token of the session with every change, and never before', async () => {
    const { rest, calls } = clientOf((url) => (url.endsWith('/session') ? json(session) : json({ contacts: [] })));
    await rest.signIn({ username: 'op1', password: 'op1' });
    await rest.contacts.search('anna');
    await rest.signOut();
    const tokens = calls.map(({ init }) => (init.headers as Record<string, string>)['x-csrf-token']);
    expect(tokens).toEqual([undefined, undefined, 'secret']);
    expect(calls[1]?.url).toBe('/api/v1/contacts?q=anna&limit=20');
  });

  it('turns problem details into codes', async () => {
    const problem = { type: 't', title: 'Wrong', status: 401, code: 'auth.badCredentials' };
    const { rest } = clientOf(() => json(problem, 401));
    await expect(rest.signIn({ username: 'a', password: 'b' })).rejects.toMatchObject({ code: 'auth.badCredentials', status: 401 });
  });

  it('calls a server that does not answer, or a proxy in its place, the network', async () => {
    const away = clientOf(() => Promise.reject(new TypeError('failed')));
    await expect(away.rest.session()).rejects.toMatchObject({ code: 'network' });
    const proxy = clientOf(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
    await expect(proxy.rest.session()).rejects.toMatchObject({ code: 'network', status: 502 });
  });

  it('refuses an answer that is not what the protocol says', async () => {
    const { rest } = clientOf(() => json({ user: {} }));
    await expect(rest.session()).rejects.toMatchObject({ code: 'reply.invalid' });
  });
});
