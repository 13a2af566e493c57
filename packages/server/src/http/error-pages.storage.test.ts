import { errorAdvice, errorRegistry } from '@centralino/protocol';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorReference } from './error-pages.ts';
import { openTestHttp, type TestHttp } from './testing.ts';

let http: TestHttp;
beforeAll(async () => {
  http = await openTestHttp();
});
afterAll(() => http?.close());

describe('the page of an error', () => {
  it('is where the problem document says, and tells what to do', async () => {
    const problem = (await http.app.inject('/api/v1/nothing')).json<{ type: string; code: string; title: string }>();
    const answer = await http.app.inject(problem.type);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    for (const text of [problem.code, problem.title, errorAdvice['request.notFound'].split('`')[0]!]) expect(answer.body).toContain(text);
  });

  it('exists for every code, and for nothing else', async () => {
    const list = await http.app.inject('/errors');
    for (const code of Object.keys(errorRegistry)) {
      expect(list.body).toContain(`href="/errors/${code}"`);
      expect((await http.app.inject(`/errors/${code}`)).statusCode, code).toBe(200);
    }
    for (const none of ['constructor', '<script>', '%00', 'style.cs']) {
      expect((await http.app.inject(`/errors/${encodeURIComponent(none)}`)).statusCode, none).toBe(404);
    }
  });

  it('stands in the reference, too (after a change: npx vitest run -u packages/server/src/http/error-pages)', async () => {
    await expect(errorReference()).toMatchFileSnapshot(fileURLToPath(new URL('../../../../docs/reference/errors.md', import.meta.url)));
  });
});
