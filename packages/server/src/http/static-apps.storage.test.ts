import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHttp, type TestHttp } from './testing.ts';

const script = `console.log(${JSON.stringify('x'.repeat(5_000))});`;
const files: Record<string, string> = {
  'desk/dist/app/index.html': '<!doctype html><title>Desk</title>',
  'desk/dist/app/assets/index-Bfs3XkQ9.js': script,
  'desk/dist/app/assets/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'widget/dist/app/loader.js': 'loader()',
  'widget/dist/app/widget.js': script,
  'widget/dist/app/page/index.html': '<!doctype html><title>Contact us</title>',
  'demo/public/shop/index.html': '<!doctype html><title>Shop</title>',
  'sdk/agentdesktop_widget.js': 'sdk()',
  'sdk/agentdesktop_widget_sample.html': '<!doctype html><title>Sample</title>',
  'sdk/agentdesktop_widget_sample.js': 'sample()',
  'secret.txt': 'not for browsers',
};

let http: TestHttp;
let appsDir: string;
beforeAll(async () => {
  appsDir = await mkdtemp(join(tmpdir(), 'centralino-apps-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(appsDir, path)), { recursive: true });
    await writeFile(join(appsDir, path), content);
  }
  http = await openTestHttp({ appsDir, sdkDir: join(appsDir, 'sdk'), demo: true });
  await http.app.ready();
});
afterAll(async () => {
  await http.close();
  await rm(appsDir, { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}) => http.app.inject({ url, headers });

describe('apps', () => {
  it('are where they should be', async () => {
    const root = await get('/');
    expect([root.statusCode, root.headers.location]).toEqual([302, '/desk/']);
    for (const [url, text] of [
      ['/desk/', 'Desk'],
      ['/widget/loader.js', 'loader()'],
      ['/widget/page/?widget=shop', 'Contact us'],
      ['/apps/widget/dist/bundle/loader.js', 'loader()'],
      ['/apps/widget/dist/bundle/widget.js', 'console.log'],
      ['/AD/widget/agentdesktop_widget.js', 'sdk()'],
      ['/demo/shop/', 'Shop'],
    ]) {
      const answer = await get(url ?? '');
      expect(answer.statusCode, url).toBe(200);
      expect(answer.body).toContain(text);
    }
  });

  it('answer the app’s own pages with the app, and missing files with 404', async () => {
    for (const url of ['/desk/setup', '/desk/journey/123']) {
      const answer = await get(url);
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(answer.body).toContain('Desk');
      expect(answer.headers['cache-control']).toBe('no-cache');
    }
    for (const url of ['/desk/assets/gone-12345678.js', '/widget/nothing.js', '/widget/', '/demo/shop/x']) {
      const answer = await get(url);
      expect([answer.statusCode, answer.headers['content-type']], url).toEqual([404, 'application/problem+json']);
    }
  });

  it('are cached for ever when their address changes with their content', async () => {
    const cached = async (url: string) => (await get(url)).headers['cache-control'];
    expect(await cached('/desk/assets/index-Bfs3XkQ9.js')).toContain('immutable');
    expect(await cached('/widget/widget.js?v=1f2e3d4c5b6a')).toContain('immutable');
    expect(await cached('/widget/widget.js')).toBe('no-cache');
    expect(await cached('/desk/assets/logo.svg')).toBe('no-cache');
    expect(await cached('/desk/')).toBe('no-cache');
    expect(await cached('/widget/loader.js')).toBe('public, max-age=300');
  });

  it('let other sites load the widget, and nothing else', async () => {
    const widget = (await get('/widget/loader.js', { origin: 'https://shop.example' })).headers;
    expect(widget['access-control-allow-origin']).toBe('*');
    expect(widget['cross-origin-resource-policy']).toBe('cross-origin');
    for (const url of ['/desk/', '/api/v1/setup', '/openapi.json']) {
      const { headers } = await get(url, { origin: 'https://shop.example' });
      expect(headers['access-control-allow-origin'], url).toBeUndefined();
      expect(headers['cross-origin-resource-policy'], url).toBe('same-origin');
    }
  });

  it('let pages anywhere load the widget SDK’s script', async () => {
    for (const [path, type] of [
      ['agentdesktop_widget.js', 'application/javascript; charset=utf-8'],
      ['agentdesktop_widget_sample.html', 'text/html; charset=utf-8'],
      ['agentdesktop_widget_sample.js', 'application/javascript; charset=utf-8'],
    ]) {
      // `null`: from a sandboxed frame.
      for (const origin of ['https://crm.example', 'null']) {
        const { statusCode, headers } = await get(`/AD/widget/${path}`, { origin });
        expect([statusCode, headers['content-type']], path).toEqual([200, type]);
        expect(headers['access-control-allow-origin']).toBe('*');
        expect(headers['access-control-allow-credentials']).toBeUndefined();
        expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
        expect(headers['x-content-type-options']).toBe('nosniff');
      }
    }
    // A new version reaches every page within minutes.
    expect((await get('/AD/widget/agentdesktop_widget.js')).headers['cache-control']).toBe('public, max-age=300');
    expect((await get('/AD/widget/agentdesktop_widget_sample.html')).headers['cache-control']).toBe('no-cache');
  });

  it('let only the desk show the sample widget in a frame, and nobody the desk', async () => {
    const sample = (await get('/AD/widget/agentdesktop_widget_sample.html')).headers;
    const policy = String(sample['content-security-policy']);
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).not.toContain('unsafe');
    expect(sample['x-frame-options']).toBe('SAMEORIGIN');
    for (const url of ['/desk/', '/demo/shop/', '/widget/loader.js', '/widget/page/', '/api/v1/setup']) {
      const { headers } = await get(url);
      expect(headers['x-frame-options'], url).toBe('DENY');
      expect(headers['content-security-policy'], url).toContain("frame-ancestors 'none'");
    }
  });

  it('run under a policy without inline scripts', async () => {
    const desk = String((await get('/desk/')).headers['content-security-policy']);
    expect(desk).toContain("default-src 'none'");
    expect(desk).toMatch(/script-src 'self'(;|$)/);
    expect(desk).toContain("style-src 'self' 'unsafe-inline'");
    const shop = String((await get('/demo/shop/')).headers['content-security-policy']);
    expect(shop).not.toContain('unsafe');
    expect((await get('/desk/')).headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    expect((await get('/desk/')).headers['strict-transport-security']).toBeUndefined();
  });

  it('come compressed to those who can read it', async () => {
    const url = '/desk/assets/index-Bfs3XkQ9.js';
    const br = await get(url, { 'accept-encoding': 'gzip, deflate, br' });
    expect(br.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(br.rawPayload).toString()).toBe(script);
    const gzip = await get(url, { 'accept-encoding': 'gzip' });
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(script);
    const plain = await get(url);
    expect(plain.body).toBe(script);
    expect(plain.headers['vary']).toBe('accept-encoding');
    const again = await get(url, { 'accept-encoding': 'br', 'if-none-match': String(br.headers['etag']) });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('never leave their folder', async () => {
    for (const path of [
      '/widget/../secret.txt',
      '/widget/..%2f..%2f..%2fsecret.txt',
      '/desk/%2e%2e/%2e%2e/%2e%2e/secret.txt',
      '/desk/..\\..\\..\\secret.txt',
    ]) {
      expect((await get(path)).body, path).not.toContain('not for browsers');
    }
  });
});

describe('without the demo, and before a build', () => {
  it('says what to do', async () => {
    const bare = await openTestHttp({ appsDir: join(appsDir, 'nothing'), sdkDir: join(appsDir, 'nothing') });
    const desk = await bare.app.inject('/desk/');
    expect(desk.statusCode).toBe(404);
    expect(desk.json()).toMatchObject({ detail: expect.stringContaining('npm run build') });
    expect((await bare.app.inject('/AD/widget/agentdesktop_widget.js')).json()).toMatchObject({ code: 'request.notFound' });
    expect((await bare.app.inject('/demo/shop/')).statusCode).toBe(404);
    await bare.close();
  });
});
