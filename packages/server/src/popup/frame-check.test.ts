import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createTargetGuard, GuardedClient } from '../net/index.ts';
import { allowsFraming, createFrameCheck, impersonal } from './frame-check.ts';

const desk = 'https://desk.example.com';

describe('whether a page may be shown in the desk', () => {
  it.each([
    [null, null, true],
    [null, 'DENY', false],
    [null, 'SameOrigin', false],
    [null, 'ALLOW-FROM https://desk.example.com', true],
    ["frame-ancestors 'none'", null, false],
    ["default-src 'self'; frame-ancestors 'self'", null, false],
    ["frame-ancestors 'self' https://desk.example.com", 'DENY', true],
    ['frame-ancestors desk.example.com:443', null, true],
    ['frame-ancestors desk.example.com:8443', null, false],
    ['frame-ancestors https://*.example.com', null, true],
    ['frame-ancestors https://*.example.org', null, false],
    ['frame-ancestors *', null, true],
    ["script-src 'self'", 'deny', false],
  ])('%s, %s: %s', (csp, xFrameOptions, allowed) => {
    expect(allowsFraming({ csp, xFrameOptions }, desk)).toBe(allowed);
  });

  it.each([
    ['https://crm.example/app/card.php?n=0452224600#top', 'https://crm.example/app/card.php'],
    ['https://crm.example/customers/0452224600/card', 'https://crm.example/customers/'],
    ['https://crm.example/customers/%2B39045/card', 'https://crm.example/customers/'],
    ['https://crm.example/mail/mario@example.com', 'https://crm.example/mail/'],
    ['https://crm.example/v2/of-rossi/card', 'https://crm.example/v2/'],
    ['https://crm.example/v2/12', 'https://crm.example/v2/'],
    ['https://crm.example', 'https://crm.example/'],
  ])('is asked of %s without what says who calls', (url, asked) => expect(impersonal(url, ['Rossi', 'al'])).toBe(asked));

  it('is asked of the page that it moved to; a sign-in that strangers are sent to says nothing about the page', async () => {
    const methods = new Set<string | undefined>();
    const server = createServer((request, response) => {
      methods.add(request.method);
      if (request.url === '/moved') return response.writeHead(301, { location: '/new' }).end();
      if (request.url === '/app') return response.writeHead(302, { location: '/new', 'x-frame-options': 'DENY' }).end();
      if (request.url === '/noHead') return response.writeHead(405).end();
      if (request.url === '/lost') return response.writeHead(404).end();
      if (request.url === '/round') return response.writeHead(308, { location: '/round' }).end();
      response.setHeader('x-frame-options', 'DENY').end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const client = new GuardedClient(createTargetGuard(['127.0.0.1']));
    const check = createFrameCheck(client, { deskOrigin: desk });
    const pages = ['moved', 'app', 'round', 'noHead', 'lost'].map((page) => check(`http://127.0.0.1:${port}/${page}`));
    expect(await Promise.all(pages)).toEqual(['refused', 'unknown', 'unknown', 'unknown', 'unknown']);
    expect(methods).toEqual(new Set(['HEAD']));
    await new Promise((resolve) => server.close(resolve));
    client.close();
  });

  it('is asked of the page once, without what is about a caller; unknown where nobody may be asked, unreachable where nobody answers', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.setHeader('x-frame-options', 'DENY').end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/card`;
    const client = new GuardedClient(createTargetGuard(['127.0.0.1']));
    const check = createFrameCheck(client, { deskOrigin: desk });
    expect(await Promise.all([check(`${url}?n=1`), check(`${url}?n=2`)])).toEqual(['refused', 'refused']);
    expect(asked).toEqual(['HEAD /card']);
    const guarded = createFrameCheck(new GuardedClient(createTargetGuard([])), { deskOrigin: desk });
    expect(await guarded(url)).toBe('unknown');
    client.close();
    await new Promise((resolve) => server.close(resolve));
    expect(await createFrameCheck(client, { deskOrigin: desk })(`${url}/gone`)).toBe('unreachable');
  });
});
