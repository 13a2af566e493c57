import { Problem } from '@centralino/protocol';
import type { LightMyRequestResponse } from 'fastify';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPublic } from './access.ts';
import { ask, openTestHttp, type SignedIn, type TestHttp } from './testing.ts';

let http: TestHttp;
let admin: SignedIn;
let address: string;

beforeAll(async () => {
  http = await openTestHttp();
  http.app.get('/broken', { config: isPublic }, async () => {
    throw new Error('password=hunter2 in /etc/centralino');
  });
  address = await http.app.listen({ host: '127.0.0.1', port: 0 });
  admin = await http.signIn('boss', ['admin']);
});
afterAll(() => http.close());

/** Every error is a problem document, and tells nothing of the inside. */
function expectProblem(answer: LightMyRequestResponse, status: number, code: string): Problem {
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(answer.statusCode).toBe(status);
  const problem = Problem.parse(answer.json());
  expect(problem).toMatchObject({ status, code, type: `/errors/${code}` });
  expect(answer.body).not.toMatch(/node_modules|\.ts:|\.js:|at Object|FST_|stack/);
  return problem;
}

const createUser = (payload: string | object, contentType = 'application/json') =>
  ask(http.app, admin, {
    method: 'POST',
    url: '/api/v1/users',
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    headers: { 'content-type': contentType },
  });

describe('errors', () => {
  it('answers an unknown address', async () => {
    expectProblem(await http.app.inject('/no/such/thing'), 404, 'request.notFound');
    expectProblem(await http.app.inject('/api/v1/nothing'), 404, 'request.notFound');
    expectProblem(await http.app.inject({ method: 'PUT', url: '/api/v1/session', payload: {} }), 404, 'request.notFound');
  });

  it('answers an address that is no URL', async () => {
    expectProblem(await http.app.inject('/api/v1/contacts/%zz'), 400, 'request.invalid');
  });

  it('answers malformed JSON, an empty body and a body of the wrong type', async () => {
    expect(expectProblem(await createUser('{"username": '), 400, 'request.invalid').detail).toContain('JSON');
    expectProblem(await createUser(''), 400, 'request.invalid');
    expectProblem(await createUser('[]'), 400, 'request.invalid');
    expectProblem(await createUser('null'), 400, 'request.invalid');
    expectProblem(await createUser('{"__proto__": {"admin": true}}'), 400, 'request.invalid');
  });

  it('answers content types that nobody reads here', async () => {
    expectProblem(await createUser('<user/>', 'application/xml'), 415, 'request.unsupportedMediaType');
    expectProblem(await createUser('username=a', 'application/x-www-form-urlencoded'), 415, 'request.unsupportedMediaType');
    expectProblem(await createUser('{}', 'text/plain'), 400, 'request.invalid');
  });

  it('names each wrong field with a code', async () => {
    const problem = expectProblem(
      await createUser({ username: 'x', name: '', roles: ['king'], skills: [{ skillset: 'UPPER', level: 99 }] }),
      400,
      'request.invalid',
    );
    expect(problem.fields).toEqual({
      username: 'tooShort',
      name: 'required',
      password: 'required',
      'roles.0': 'notAllowed',
      'skills.0.skillset': 'invalid',
      'skills.0.level': 'tooLarge',
    });
  });

  it('does not repeat thousands of wrong fields', async () => {
    const answer = await createUser({ username: 'mass', name: 'm', password: 'p', roles: Array.from({ length: 5_000 }, () => 'king') });
    expectProblem(answer, 400, 'request.invalid');
    expect(answer.body.length).toBeLessThan(5_000);
  });

  it('checks the query and the path', async () => {
    const query = await ask(http.app, admin, { method: 'GET', url: '/api/v1/interactions?limit=9999&state=flying' });
    expect(expectProblem(query, 400, 'request.invalid').fields).toEqual({ limit: 'tooLarge', state: 'notAllowed' });
    expectProblem(await ask(http.app, admin, { method: 'GET', url: '/api/v1/interactions?cursor=nonsense' }), 400, 'request.invalid');
    expectProblem(await ask(http.app, admin, { method: 'GET', url: "/api/v1/contacts/x';drop" }), 400, 'request.invalid');
    expectProblem(await ask(http.app, admin, { method: 'GET', url: '/api/v1/contacts/nobody' }), 404, 'contact.unknown');
  });

  it('says nothing about an error that nobody expected, and logs it', async () => {
    const problem = expectProblem(await http.app.inject('/broken'), 500, 'server.error');
    expect(problem.detail).toBeUndefined();
    expect(http.logged.some((line) => line.includes('hunter2'))).toBe(true);
  });

  it('reads a body of 10 MB to its end, keeps none of it, and answers', async () => {
    const body = JSON.stringify({ username: 'a'.repeat(10 * 1024 * 1024) });
    for (const headers of [{ cookie: admin.cookie, 'x-csrf-token': admin.csrfToken }, {}]) {
      const answer = await fetch(`${address}/api/v1/users`, {
        method: 'POST',
        body,
        headers: { ...headers, 'content-type': 'application/json' },
      });
      const problem = Problem.parse(await answer.json());
      expect(problem.code).toBe('cookie' in headers ? 'request.tooLarge' : 'auth.required');
    }
    const signIn = await fetch(`${address}/api/v1/session`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(signIn.status).toBe(413);
    expect(signIn.headers.get('content-type')).toBe('application/problem+json');
  });

  it('answers what is not even HTTP', async () => {
    const { hostname, port } = new URL(address);
    const answer = await new Promise<string>((resolve, reject) => {
      let received = '';
      const socket = connect({ host: hostname, port: Number(port) }, () => socket.write('hello, is anybody there?\r\n\r\n'));
      socket.on('data', (data) => (received += data.toString()));
      socket.on('end', () => resolve(received));
      socket.on('error', reject);
    });
    expect(answer).toContain('HTTP/1.1 400 Bad Request');
    expect(Problem.parse(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).code).toBe('request.invalid');
  });
});
