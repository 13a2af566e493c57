import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { GuardedClient } from './guarded-request.ts';
import { createTargetGuard, isPublicAddress } from './target-guard.ts';

describe('the guard', () => {
  it.each([
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:0a00:0001',
    '::127.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2001::1',
    'localhost',
    '',
  ])('takes %s for no public address', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each(['8.8.8.8', '93.184.216.34', '172.32.0.1', '192.167.255.255', '2a00:1450:4002::1', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8'])(
    'takes %s for a public address',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  const resolving = (allowed: string[], addresses: string[]) => {
    const guard = createTargetGuard(allowed, (_name, done) =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      ),
    );
    return new Promise((resolve) =>
      guard.lookup('crm.example', { all: true }, (error, found) => resolve(error === null ? found : error.message)),
    );
  };

  it('looks at every address of a name', async () => {
    expect(await resolving([], ['8.8.8.8'])).toEqual([{ address: '8.8.8.8', family: 4 }]);
    expect(await resolving([], ['8.8.8.8', '10.0.0.1'])).toContain('crm.example is at 10.0.0.1');
    expect(await resolving([], [])).toBe('crm.example has no address');
    expect(await resolving(['10.0.0.0/8'], ['10.1.2.3'])).toEqual([{ address: '10.1.2.3', family: 4 }]);
    expect(await resolving(['CRM.example'], ['10.1.2.3'])).toEqual([{ address: '10.1.2.3', family: 4 }]);
    expect(await resolving(['10.0.0.0/16', 'other.example'], ['10.1.2.3'])).toContain('not a public address');
    expect(await resolving(['fd00::/8'], ['fd12::1'])).toEqual([{ address: 'fd12::1', family: 6 }]);
  });

  it('looks at addresses that are no names, in every spelling that a URL knows', () => {
    const { checkHost } = createTargetGuard(['127.0.0.1']);
    expect(() => checkHost('127.0.0.1')).not.toThrow();
    expect(() => checkHost('crm.example')).not.toThrow();
    for (const url of ['http://127.0.0.2', 'http://0x7f.2', 'http://2130706434', 'http://[::ffff:10.0.0.1]', 'http://0177.0.0.2']) {
      expect(() => checkHost(new URL(url).hostname), url).toThrow(expect.objectContaining({ code: 'target.refused' }));
    }
    expect(() => checkHost('[::ffff:127.0.0.1]')).not.toThrow();
  });
});

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
}

const client = (allowed: string[] = ['127.0.0.0/8']): GuardedClient => {
  const made = new GuardedClient(createTargetGuard(allowed));
  closing.push(() => made.close());
  return made;
};
const get = (url: string) => ({ method: 'GET' as const, url, headers: {}, body: null, connectTimeoutMs: 500, responseTimeoutMs: 300 });

describe('a guarded request', () => {
  it('never reaches an address that is not allowed', async () => {
    let reached = 0;
    const url = await serve((_request, response) => response.end(String(reached++)));
    await expect(client([]).send(get(url))).rejects.toMatchObject({ kind: 'refused' });
    await expect(client([]).send(get(url.replace('127.0.0.1', 'localhost')))).rejects.toMatchObject({ kind: 'refused' });
    expect(reached).toBe(0);
    expect(await client().send(get(url))).toMatchObject({ status: 200, body: '0' });
  });

  it('follows no redirect and cuts a long answer', async () => {
    const hits: string[] = [];
    const url = await serve((request, response) => {
      hits.push(request.url ?? '');
      if (request.url === '/long') response.end('x'.repeat(100_000));
      else response.writeHead(302, { location: '/elsewhere' }).end('moved');
    });
    expect(await client().send(get(url))).toMatchObject({ status: 302, body: 'moved' });
    expect(hits).toEqual(['/']);
    const { body } = await client().send(get(`${url}long`));
    expect(body).toHaveLength(8_192);
  });

  it('tells a server that is not there from one that does not answer, and one that breaks off', async () => {
    const gone = createTcpServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as { port: number };
    gone.close();
    await once(gone, 'close');
    await expect(client().send(get(`http://127.0.0.1:${port}/`))).rejects.toMatchObject({ kind: 'connect' });
    const silent = await serve(() => {});
    await expect(client().send(get(silent))).rejects.toMatchObject({ kind: 'responseTimeout' });
    const endless = await serve((_request, response) => void response.writeHead(200).write('…'));
    await expect(client().send(get(endless))).rejects.toMatchObject({ kind: 'responseTimeout' });
    expect(await client().open(get(endless))).toMatchObject({ status: 200 });
    const rude = await serve((request) => request.socket.destroy());
    await expect(client().send(get(rude))).rejects.toMatchObject({ kind: 'broken' });
  });

  it('knows the status as soon as the headers came; the body ends by itself, and the oldest of too many is cut', async () => {
    const url = await serve((_request, response) => void response.writeHead(200).write('drip'));
    const asking = client();
    const patient = { ...get(url), responseTimeoutMs: 60_000 };
    const heads = [];
    for (let n = 0; n < 17; n += 1) heads.push(await asking.open(patient));
    expect(await heads[0]?.body).toMatchObject({ text: 'drip', failed: { kind: 'broken' } });
    asking.close();
    for (const { body } of heads) expect((await body).failed).not.toBeNull();
  });
});
