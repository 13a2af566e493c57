import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestHttp, type SignedIn, type TestHttp } from '../http/testing.ts';
import { deskTokenMs } from './desk-tokens.ts';
import { hashToken } from './tokens.ts';

let http: TestHttp;
let now = 1_000_000_000;
let anna: SignedIn;
let people = 0;

beforeAll(async () => {
  http = await openTestHttp({ now: () => now });
  await http.app.ready();
});
afterAll(() => http.close());
beforeEach(async () => {
  people += 1;
  anna = await http.signIn(`anna${people}`, ['agent']);
});

const widget = { kind: 'widget', id: 'CRM' } as const;
const issue = (kind: 'session' | 'oneShot', more: object = {}) =>
  http.auth.deskTokens.issue({ kind, audience: widget, userId: anna.id, sessionId: hashToken(anna.token), ...more });
/** As the server of a widget asks: without cookie. Each from an address of its own, unless said otherwise. */
const verify = (body: object, remoteAddress = `10.0.${people}.1`) =>
  http.app.inject({ method: 'POST', url: '/api/v1/tokens/verify', payload: body, remoteAddress });

describe('a token of a page beside the desk', () => {
  it('of a session tells as often as asked whose desk it is, until it expires', async () => {
    const { token, expiresAt } = await issue('session');
    expect(expiresAt).toBe(now + deskTokenMs.session);
    for (let time = 0; time < 2; time += 1) {
      const answer = await verify({ token, widgetId: 'CRM' });
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toEqual({
        user: { id: anna.id, username: `anna${people}`, name: `Name of anna${people}` },
        kind: 'session',
        audience: widget,
        widgetId: 'CRM',
        interactionId: null,
        expiresAt,
      });
    }
    now = expiresAt;
    expect((await verify({ token, widgetId: 'CRM' })).json()).toMatchObject({ code: 'token.invalid', status: 401 });
    await http.auth.deskTokens.sweep();
    expect(await http.store.db.selectFrom('desk_tokens').selectAll().execute()).toEqual([]);
  });

  it('for one verification is used up by it, and of two who ask at once one wins', async () => {
    const { token, expiresAt } = await issue('oneShot');
    expect(expiresAt).toBe(now + 60_000);
    const answers = await Promise.all(Array.from({ length: 8 }, () => verify({ token, widgetId: 'CRM' })));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401, 401, 401, 401, 401, 401, 401]);
    expect((await verify({ token })).json()).toMatchObject({ code: 'token.invalid' });
  });

  it('proves nothing to another widget, and is not used up by it', async () => {
    const { token } = await issue('oneShot');
    expect((await verify({ token, widgetId: 'OTHER' })).statusCode).toBe(401);
    expect((await verify({ token, widgetId: 'CRM' })).statusCode).toBe(200);
    const popup = await issue('oneShot', { audience: { kind: 'popup', id: 'CRM' }, sessionId: null, interactionId: 'i1' });
    expect((await verify({ token: popup.token, widgetId: 'CRM' })).statusCode).toBe(401);
    expect((await verify({ token: popup.token })).json()).toMatchObject({
      audience: { kind: 'popup', id: 'CRM' },
      widgetId: null,
      interactionId: 'i1',
    });
  });

  it('dies with the session in which it was made, and with the account', async () => {
    const first = await issue('session');
    await http.auth.signOut(hashToken(anna.token));
    expect((await verify({ token: first.token })).statusCode).toBe(401);
    const second = await http.auth.deskTokens.issue({ kind: 'session', audience: widget, userId: anna.id, sessionId: null });
    expect((await verify({ token: second.token })).statusCode).toBe(200);
    await http.store.db.updateTable('users').set({ enabled: false }).where('id', '=', anna.id).execute();
    expect((await verify({ token: second.token })).statusCode).toBe(401);
  });

  it('is never stored, and is guessed at no more than a hundred times a minute', async () => {
    const { token } = await issue('session');
    const rows = JSON.stringify(await http.store.db.selectFrom('desk_tokens').selectAll().execute());
    expect(rows).not.toContain(token);
    expect(rows).toContain(hashToken(token));
    // Right ones are not counted.
    for (let time = 0; time < 40; time += 1) expect((await verify({ token })).statusCode).toBe(200);
    for (let time = 0; time < 100; time += 1) expect((await verify({ token: `wrong${time}` })).statusCode).toBe(401);
    const refused = await verify({ token });
    expect(refused.json()).toMatchObject({ code: 'request.rateLimited' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await verify({ token }, '10.9.9.9')).statusCode).toBe(200);
  });
});
