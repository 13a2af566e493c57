import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, openTestHttp, type SignedIn, type TestHttp } from './testing.ts';

let http: TestHttp;
let admin: SignedIn;
beforeAll(async () => {
  http = await openTestHttp();
  admin = await http.signIn('root', ['admin']);
});
afterAll(() => http?.close());

const nasty = 'NUL \u0000 half \ud83d end';
const clean = 'NUL \ufffd half \ufffd end';

describe('text that the database can’t store', () => {
  it('comes in as U+FFFD through every door that takes text', async () => {
    const tries = [
      ['POST', '/api/v1/contacts', { firstName: nasty, notes: nasty, custom: [nasty] }],
      ['POST', '/api/v1/address-books', { name: nasty, services: [] }],
      ['PUT', '/api/v1/pause-reasons/nasty', { name: { it: nasty, en: nasty } }],
      ['POST', '/api/v1/skillsets', { name: nasty }],
      ['POST', '/api/v1/profiles', { name: nasty }],
    ] as const;
    for (const [method, url, payload] of tries) {
      const answer = await ask(http.app, admin, { method, url, payload });
      expect(answer.statusCode, `${method} ${url}: ${answer.body}`).toBeLessThan(500);
      if (answer.statusCode < 300) expect(answer.body).toContain(JSON.stringify(clean).slice(1, -1));
    }
    const found = await ask(http.app, admin, { method: 'GET', url: `/api/v1/contacts?q=${encodeURIComponent('a\u0000b')}` });
    expect(found.statusCode).toBe(200);
    const none = await ask(http.app, admin, { method: 'GET', url: `/api/v1/contacts/${encodeURIComponent('\u0000')}` });
    expect(none.statusCode).toBe(400);
  });

  it('never ends in a database error, whatever the route', async () => {
    for (const { method, url } of http.app.routeAccess) {
      if (!url.startsWith('/api/') || method === 'HEAD' || url.includes('/session')) continue;
      const answer = await ask(http.app, admin, {
        method: method as 'GET',
        url: url.replaceAll(/:\w+/g, '%00'),
        ...(method === 'GET' || method === 'DELETE' ? {} : { payload: { name: nasty, text: nasty, value: [nasty], [nasty]: nasty } }),
      });
      expect(answer.statusCode, `${method} ${url}: ${answer.body}`).toBeLessThan(500);
    }
  });

  it('is nested too deep to be looked at: refused in words', async () => {
    const payload = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const answer = await ask(http.app, admin, {
      method: 'POST',
      url: '/api/v1/contacts',
      payload,
      headers: { 'content-type': 'application/json' },
    });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'request.invalid']);
  });
});
