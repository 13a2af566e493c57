import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHttp, type TestHttp } from './testing.ts';

type Operation = {
  summary?: string;
  parameters?: { name: string; in: string }[];
  requestBody?: unknown;
  responses: Record<string, { content?: Record<string, unknown> }>;
  security: Record<string, string[]>[];
};
type OpenApi = {
  openapi: string;
  info: { title: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};

let http: TestHttp;
let document: OpenApi;
beforeAll(async () => {
  http = await openTestHttp();
  const answer = await http.app.inject('/openapi.json');
  expect(answer.statusCode).toBe(200);
  document = answer.json<OpenApi>();
});
afterAll(() => http.close());

describe('/openapi.json', () => {
  it('is OpenAPI 3.1 and describes every route of the API', () => {
    expect(document.openapi).toBe('3.1.0');
    const described = Object.entries(document.paths).flatMap(([url, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${url}`),
    );
    const routes = http.app.routeAccess
      .filter(({ method, url }) => method !== 'HEAD' && (url.startsWith('/api/') || /^\/(healthz|readyz)$/.test(url)))
      .map(({ method, url }) => `${method} ${url.replace(/:([a-z]+)/gi, '{$1}')}`);
    expect(described.sort()).toEqual(routes.sort());
  });

  it('says of every operation what it does, what it answers and who may use it', () => {
    for (const [url, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const name = `${method} ${url}`;
        expect(operation.summary, name).toBeTruthy();
        expect(
          Object.keys(operation.responses).some((status) => status.startsWith('2')),
          name,
        ).toBe(true);
        expect(operation.responses['default']?.content ?? {}, name).toHaveProperty(['application/problem+json']);
        if (['post', 'put', 'patch'].includes(method)) expect(operation.requestBody, name).toBeDefined();
        const parameters = (operation.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name);
        expect(parameters, name).toEqual([...url.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
      }
    }
    expect(document.paths['/api/v1/session']?.['post']?.security).toEqual([]);
    expect(document.paths['/api/v1/users']?.['get']?.security).not.toEqual([]);
  });

  it('refers only to what is there, and has nothing that nobody refers to', () => {
    const referred = new Set([...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]));
    expect([...referred].sort()).toEqual(Object.keys(document.components.schemas).sort());
    expect(referred).toContain('InteractionView');
  });
});

describe('/docs', () => {
  it('has everything it needs on this server', async () => {
    const page = await http.app.inject('/docs/');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    expect(page.headers['content-security-policy']).not.toContain("script-src 'self' '");
    const files = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) {
      expect(file).not.toMatch(/^(https?:)?\/\//);
      const answer = await http.app.inject(new URL(file, 'http://localhost/docs/').pathname);
      expect(answer.statusCode, file).toBe(200);
    }
    expect(page.body).not.toMatch(/<script(?![^>]*src=)/);
  });
});
