import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask, goodPassword, openTestHttp, type TestHttp } from './testing.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openTestHttp();
  await http.app.ready();
});
afterAll(() => http.close());

it('writes no password and no token into the log, whatever goes wrong', async () => {
  const secrets: string[] = [goodPassword, 'a wrong password', 'brand new password'];
  const setupToken = (await http.auth.setup.issueToken()) ?? '';
  secrets.push(setupToken);
  const boss = { username: 'boss', name: 'Boss', password: goodPassword };
  await http.app.inject({ method: 'POST', url: '/api/v1/setup', payload: { ...boss, token: 'wrong-setup-token' } });
  secrets.push('wrong-setup-token');
  await http.app.inject({ method: 'POST', url: '/api/v1/setup', payload: { ...boss, token: setupToken } });
  const admin = await http.signIn('second', ['admin']);
  secrets.push(admin.token, admin.csrfToken);

  await http.app.inject({ method: 'POST', url: '/api/v1/session', payload: { username: 'boss', password: 'a wrong password' } });
  await http.app.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: `{"username": "boss", "password": "${goodPassword}"`,
    headers: { 'content-type': 'application/json' },
  });
  await ask(http.app, admin, {
    method: 'PATCH',
    url: `/api/v1/users/${admin.id}`,
    payload: { password: 'brand new password', roles: ['nonsense'] },
  });
  await ask(http.app, admin, { method: 'PATCH', url: `/api/v1/users/${admin.id}`, payload: { password: 'brand new password' } });
  await ask(http.app, admin, { url: '/api/v1/contacts?q=private%20person' });
  // An unexpected failure in the middle of a request with a password.
  http.refuse(new Error('the engine broke'));
  const broken = await ask(http.app, admin, {
    method: 'POST',
    url: '/api/v1/users',
    payload: { ...boss, username: 'third', roles: ['agent'] },
  });
  expect(broken.statusCode).toBe(500);
  http.app.log.error(
    { password: goodPassword, headers: { cookie: admin.cookie }, request: { headers: { 'x-csrf-token': admin.csrfToken } } },
    'a request was logged',
  );

  const log = http.logged.join('');
  expect(log).toContain('Sign-in refused');
  expect(log).toContain('the engine broke');
  expect(log).toContain('[secret]');
  for (const secret of [...secrets, 'private', 'argon2id$']) expect(log.includes(secret), secret).toBe(false);
});
