import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goodPassword, openTestHttp, type TestHttp } from '../http/testing.ts';

let http: TestHttp;
beforeEach(async () => {
  http = await openTestHttp();
  await http.app.ready();
});
afterEach(() => http.close());

const setUp = (body: object) => http.app.inject({ method: 'POST', url: '/api/v1/setup', payload: body });
const person = { username: 'boss', name: 'The Boss', password: goodPassword };
const isOpen = async () => (await http.app.inject('/api/v1/setup')).json<{ open: boolean }>().open;

describe('set-up link', () => {
  it('makes the first administrator, signed in, and works once', async () => {
    expect(await isOpen()).toBe(true);
    const token = await http.auth.setup.issueToken();
    const answer = await setUp({ ...person, token });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ user: { username: 'boss', roles: ['admin'] } });
    const cookie = `centralino_session=${answer.cookies[0]?.value}`;
    expect((await http.app.inject({ url: '/api/v1/users', headers: { cookie } })).statusCode).toBe(200);

    expect(await isOpen()).toBe(false);
    const again = await setUp({ ...person, username: 'second', token });
    expect(again.statusCode).toBe(409);
    expect(again.json()).toMatchObject({ code: 'setup.closed' });
    expect(await http.auth.setup.issueToken()).toBeNull();
  });

  it('is kept as a hash only, and an older one stops working', async () => {
    const first = await http.auth.setup.issueToken();
    const second = await http.auth.setup.issueToken();
    expect(JSON.stringify(await http.store.db.selectFrom('setup_tokens').selectAll().execute())).not.toContain(second);
    for (const token of [first, 'guess', 'x']) {
      const answer = await setUp({ ...person, token });
      expect(answer.statusCode).toBe(403);
      expect(answer.json()).toMatchObject({ code: 'setup.badToken' });
    }
    expect((await setUp({ ...person, token: second })).statusCode).toBe(201);
  });

  it('stays usable after a weak password', async () => {
    const token = await http.auth.setup.issueToken();
    for (const password of ['boss', 'short', 'password1234', 'theboss-boss', 'aaaaaaaaaaaa']) {
      const answer = await setUp({ ...person, token, password });
      expect(answer.statusCode, password).toBe(422);
      expect(answer.json()).toMatchObject({ code: 'user.weakPassword', fields: { password: 'weakPassword' } });
    }
    expect((await setUp({ ...person, token })).statusCode).toBe(201);
  });

  it('lets one in when two use it at the same moment', async () => {
    const token = await http.auth.setup.issueToken();
    const answers = await Promise.all(['one', 'two', 'three'].map((username) => setUp({ ...person, username, token })));
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual(
      [201, 403, 403].map((code) => (code === 403 ? expect.any(Number) : code)),
    );
    expect(await http.store.db.selectFrom('users').select('id').execute()).toHaveLength(1);
  });

  it('limits guesses', async () => {
    const codes = [];
    for (let guess = 0; guess < 55; guess++) codes.push((await setUp({ ...person, token: `guess${guess}` })).statusCode);
    expect(codes.slice(0, 50).every((code) => code === 403)).toBe(true);
    expect(codes.slice(50).every((code) => code === 429)).toBe(true);
  });
});
