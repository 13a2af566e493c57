import { afterEach, describe, expect, it } from 'vitest';
import { ask, openTestHttp, type TestHttp } from './testing.ts';

let http: TestHttp;
afterEach(() => http.close());

const statuses = async (count: number, request: () => Promise<{ statusCode: number }>): Promise<Record<number, number>> => {
  const seen: Record<number, number> = {};
  for (let n = 0; n < count; n += 1) {
    const { statusCode } = await request();
    seen[statusCode] = (seen[statusCode] ?? 0) + 1;
  }
  return seen;
};

describe('too many requests to the API', () => {
  it('of one session are refused for a moment, those of others are not', async () => {
    http = await openTestHttp({ apiRate: 2 });
    await http.app.ready();
    const anna = await http.signIn('anna', ['agent']);
    const bea = await http.signIn('bea', ['agent']);
    // Six seconds' worth at once.
    const seen = await statuses(20, () => ask(http.app, anna, { url: '/api/v1/session' }));
    expect(seen[200]).toBeGreaterThanOrEqual(12);
    expect(seen[429]).toBeGreaterThan(0);
    // All at once: on a slow machine one alone would come when the time of another request has come.
    const more = await Promise.all(Array.from({ length: 10 }, () => ask(http.app, anna, { url: '/%61pi/v1/session' })));
    const refused = more.find(({ statusCode }) => statusCode === 429)!;
    expect(refused.json()).toMatchObject({ code: 'request.rateLimited', status: 429 });
    expect(refused.headers['retry-after']).toBe('1');
    expect((await ask(http.app, bea, { url: '/api/v1/session' })).statusCode).toBe(200);
    // Only the API is counted: the rest is files.
    expect((await ask(http.app, anna, { url: '/healthz' })).statusCode).toBe(200);
  });

  it('of one address are refused before the database is asked', async () => {
    http = await openTestHttp({ apiRate: 1 });
    await http.app.ready();
    const nobody = (remoteAddress: string) => () => http.app.inject({ url: '/api/v1/session', remoteAddress });
    const seen = await statuses(80, nobody('192.0.2.1'));
    expect(seen[401]).toBeGreaterThanOrEqual(60);
    expect(seen[429]).toBeGreaterThan(0);
    expect(await statuses(1, nobody('192.0.2.2'))).toEqual({ 401: 1 });
  });
});

describe('/readyz', () => {
  it('says no while no media node is up, or when none answers', async () => {
    http = await openTestHttp();
    await http.app.ready();
    const ready = () => http.app.inject({ url: '/readyz' });
    expect((await ready()).statusCode).toBe(200);
    http.media(async () => false);
    expect((await ready()).json()).toMatchObject({ code: 'server.notReady', detail: expect.stringContaining('media') as string });
    http.media(() => Promise.reject(new Error('closed')));
    expect((await ready()).statusCode).toBe(503);
    http.media(() => new Promise(() => undefined));
    expect((await ready()).statusCode).toBe(503);
    expect((await http.app.inject({ url: '/healthz' })).statusCode).toBe(200);
  });

  it('says no, and why, while commits fail, although the database answers', async () => {
    http = await openTestHttp();
    await http.app.ready();
    const ready = () => http.app.inject({ url: '/readyz' });
    http.health.failed('commit', Object.assign(new Error('could not extend file'), { code: '53100' }));
    http.health.worked('lease');
    const answer = await ready();
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ code: 'server.notReady', detail: expect.stringContaining('full') as string });
    http.health.worked('commit');
    expect((await ready()).statusCode).toBe(200);
  });
});
