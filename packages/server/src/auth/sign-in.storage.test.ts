import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, goodPassword, openTestHttp, type TestHttp } from '../http/testing.ts';
import { sessionIdleMs, sessionMaxMs } from './sessions.ts';

let http: TestHttp;
let now = 1_800_000_000_000;

beforeEach(async () => {
  http = await openTestHttp({ now: () => now });
  await http.app.ready();
});
afterEach(() => http.close());

const signIn = (username: string, password: string, remoteAddress = '192.0.2.1') =>
  http.app.inject({ method: 'POST', url: '/api/v1/session', payload: { username, password }, remoteAddress });
const whoAmI = (cookie: string) => http.app.inject({ url: '/api/v1/session', headers: { cookie } });

describe('sign-in', () => {
  it('puts a token into an HttpOnly cookie and keeps only its hash', async () => {
    const andy = await http.signIn('Andy', ['agent']);
    const answer = await signIn('aNDY', goodPassword);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      user: { id: andy.id, username: 'Andy', name: 'Name of Andy', roles: ['agent'] },
      csrfToken: expect.any(String),
    });
    expect(answer.headers['set-cookie']).toMatch(/^centralino_session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    const token = answer.cookies[0]?.value ?? '';
    expect(answer.body).not.toContain(token);
    expect(JSON.stringify(await http.store.db.selectFrom('sessions').selectAll().execute())).not.toContain(token);
    expect((await http.store.db.selectFrom('users').select('password_hash').executeTakeFirstOrThrow()).password_hash).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/,
    );
  });

  it('answers the same for a wrong password, an unknown user and a disabled one', async () => {
    await http.signIn('boss', ['admin']);
    const andy = await http.signIn('andy', ['agent']);
    await http.users.update(andy.id, { enabled: false });
    const answers = [await signIn('boss', 'wrong password'), await signIn('nobody', 'wrong password'), await signIn('andy', goodPassword)];
    for (const answer of answers) {
      expect(answer.statusCode).toBe(401);
      expect(answer.json()).toEqual(answers[0]?.json());
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it('slows guesses at an account down, but never keeps its owner out, here or anywhere else', async () => {
    await http.signIn('andy', ['agent']);
    for (let guess = 0; guess < 8; guess++) {
      expect((await signIn('andy', `guess ${guess}`)).statusCode).toBe(401);
      now += http.slept.at(-1) ?? 0;
    }
    expect(http.slept).toEqual([1_000, 2_000, 4_000]);
    expect((await signIn('andy', goodPassword, '192.0.2.200')).statusCode).toBe(200);
    expect(http.slept).toHaveLength(3);
    expect((await signIn('ANDY', goodPassword)).statusCode).toBe(200);
    expect(http.slept).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect((await signIn('andy', goodPassword)).statusCode).toBe(200);
    expect(http.slept).toHaveLength(4);
  });

  it('says when it listens again to whoever sends guesses faster than they are answered', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, guess) => signIn('andy', `guess ${guess}`)));
    expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(8);
    const limited = answers.filter((answer) => answer.statusCode === 429);
    expect(limited).toHaveLength(12);
    expect(limited[0]?.json()).toMatchObject({ code: 'auth.rateLimited' });
    expect(Number(limited[0]?.headers['retry-after'])).toBe(3);
  });

  it('slows an address that tries many usernames, but nobody who signed in from there before', async () => {
    await http.signIn('andy', ['agent']);
    await signIn('andy', goodPassword);
    const answers = await Promise.all(Array.from({ length: 70 }, (_, guess) => signIn(`user${guess}`, 'wrong password')));
    expect(answers.filter((answer) => answer.statusCode === 401)).toHaveLength(62);
    expect(answers.filter((answer) => answer.statusCode === 429)).toHaveLength(8);
    expect((await signIn('andy', goodPassword)).statusCode).toBe(200);
    expect((await signIn('someone', 'wrong password', '192.0.2.99')).statusCode).toBe(401);
  });

  it('does not count successes', async () => {
    await http.signIn('andy', ['agent']);
    for (let time = 0; time < 15; time++) expect((await signIn('andy', goodPassword)).statusCode).toBe(200);
  });

  it('refuses an account whose password is its username, unless it is the demo', async () => {
    const hash = await http.auth.hasher.hash('op1');
    await http.store.db
      .insertInto('users')
      .values({ id: 'op1', username: 'op1', name: 'Operatore 1', password_hash: hash, roles: ['agent'], skills: '[]', created_at: now })
      .execute();
    const refused = await signIn('op1', 'op1');
    expect(refused.statusCode).toBe(422);
    expect(refused.json()).toMatchObject({ code: 'user.weakPassword' });
    expect(refused.headers['set-cookie']).toBeUndefined();
  });
});

describe('session', () => {
  it('ends everywhere at sign-out, and says so to whoever listens', async () => {
    const andy = await http.signIn('andy', ['agent']);
    const ended: string[][] = [];
    http.auth.onSignedOut((sessionId, userId) => ended.push([sessionId, userId]));
    const session = await http.auth.sessionFromRequest({ headers: { cookie: andy.cookie } });
    const answer = await ask(http.app, andy, { method: 'DELETE', url: '/api/v1/session' });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers['set-cookie']).toContain('centralino_session=;');
    expect((await whoAmI(andy.cookie)).statusCode).toBe(401);
    expect(ended).toEqual([[session?.sessionId, andy.id]]);
  });

  it('ends the session that the browser had when somebody signs in again', async () => {
    const andy = await http.signIn('andy', ['agent']);
    await http.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { username: 'andy', password: goodPassword },
      headers: { cookie: andy.cookie },
    });
    expect((await whoAmI(andy.cookie)).statusCode).toBe(401);
  });

  it('is not ended by another sign-in or a sign-out while its desk is in a talk, unless that is meant', async () => {
    const andy = await http.signIn('andy', ['agent']);
    await http.signIn('sue', ['supervisor']);
    http.talking.add(andy.id);
    const second = (leaveTalk?: boolean) =>
      http.app.inject({
        method: 'POST',
        url: '/api/v1/session',
        payload: { username: 'sue', password: goodPassword, ...(leaveTalk === undefined ? {} : { leaveTalk }) },
        headers: { cookie: andy.cookie },
      });
    const asked = await second();
    expect([asked.statusCode, asked.json()]).toMatchObject([409, { code: 'session.inTalk', detail: 'Name of andy' }]);
    expect(asked.headers['set-cookie']).toBeUndefined();
    const out = (query: string) => ask(http.app, andy, { method: 'DELETE', url: `/api/v1/session${query}` });
    expect((await out('')).json()).toMatchObject({ code: 'session.inTalk' });
    expect((await whoAmI(andy.cookie)).statusCode).toBe(200);
    expect((await second(true)).statusCode).toBe(200);
    expect((await whoAmI(andy.cookie)).statusCode).toBe(401);
  });

  it('lets people change their own password: with the present one, by the rules, in the books; other sessions end', async () => {
    await http.signIn('boss', ['admin']);
    const andy = await http.signIn('andy', ['agent']);
    const elsewhere = await http.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { username: 'andy', password: goodPassword },
    });
    const other = `centralino_session=${elsewhere.cookies[0]?.value}`;
    const change = (current: string, password: string) =>
      ask(http.app, andy, { method: 'PUT', url: '/api/v1/session/password', payload: { current, password } });
    expect((await change('not this one', 'another good one')).json()).toMatchObject({ status: 403, code: 'auth.wrongPassword' });
    expect((await change(goodPassword, 'short')).json()).toMatchObject({ code: 'user.weakPassword' });
    expect((await change(goodPassword, goodPassword)).json()).toMatchObject({ code: 'user.weakPassword' });
    expect((await whoAmI(other)).statusCode).toBe(200);
    expect((await change(goodPassword, 'another good one')).statusCode).toBe(204);
    expect([(await whoAmI(andy.cookie)).statusCode, (await whoAmI(other)).statusCode]).toEqual([200, 401]);
    expect((await signIn('andy', goodPassword)).statusCode).toBe(401);
    expect((await signIn('andy', 'another good one')).statusCode).toBe(200);
    const book = await http.store.db
      .selectFrom('audit')
      .select(['action', 'username', 'details'])
      .where('action', 'like', 'session.password%')
      .execute();
    expect(book.map(({ action, username }) => [action, username])).toEqual([
      ['session.passwordRefused', 'andy'],
      ['session.password', 'andy'],
    ]);
    expect(JSON.stringify(book)).not.toMatch(/another good|not this/);
    expect((await ask(http.app, null, { method: 'PUT', url: '/api/v1/session/password', payload: {} })).statusCode).toBe(401);
  });

  it('lets nobody guess the present password in a window that was left open', async () => {
    const andy = await http.signIn('andy', ['agent']);
    const guess = () =>
      ask(http.app, andy, { method: 'PUT', url: '/api/v1/session/password', payload: { current: 'guess', password: 'another good one' } });
    for (let attempt = 0; attempt < 10; attempt += 1) expect((await guess()).statusCode).toBe(403);
    expect((await guess()).json()).toMatchObject({ status: 429, code: 'auth.rateLimited' });
    // Who has the password signs in all the same.
    expect((await signIn('andy', goodPassword)).statusCode).toBe(200);
  });

  it('ends when it was not used for long, and when it is old', async () => {
    const andy = await http.signIn('andy', ['agent']);
    now += sessionIdleMs - 1_000;
    expect((await whoAmI(andy.cookie)).statusCode).toBe(200);
    now += sessionIdleMs - 1_000;
    expect((await whoAmI(andy.cookie)).statusCode).toBe(200);
    now += sessionIdleMs + 1_000;
    expect((await whoAmI(andy.cookie)).statusCode).toBe(401);

    const sue = await http.signIn('sue', ['supervisor']);
    const session = await http.auth.sessionFromRequest({ headers: { cookie: sue.cookie } });
    const ended: string[] = [];
    http.auth.onSignedOut((sessionId) => ended.push(sessionId));
    now += sessionMaxMs + 1;
    await http.auth.touch(session?.sessionId ?? '');
    expect((await whoAmI(sue.cookie)).statusCode).toBe(401);
    await http.auth.sessions.sweep();
    expect(ended).toContain(session?.sessionId);
    expect(await http.store.db.selectFrom('sessions').selectAll().execute()).toEqual([]);
  });

  it('has the roles of this moment', async () => {
    await http.signIn('boss', ['admin']);
    const sue = await http.signIn('sue', ['agent']);
    expect((await ask(http.app, sue, { url: '/api/v1/agents' })).statusCode).toBe(403);
    await http.users.update(sue.id, { roles: ['agent', 'supervisor'] });
    expect((await ask(http.app, sue, { url: '/api/v1/agents' })).statusCode).toBe(200);
  });
});
