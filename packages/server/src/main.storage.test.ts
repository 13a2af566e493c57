import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CentralinoConfig, loadConfig } from './config/config.ts';
import { StartupError } from './config/startup-error.ts';
import { type Centralino, startCentralino, type StartOptions } from './main.ts';
import { openTestStore, type TestStore } from './store/testing.ts';

let store: TestStore;
let dataDir: string;
const running: Centralino[] = [];

beforeEach(async () => {
  store = await openTestStore();
  dataDir = await mkdtemp(join(tmpdir(), 'centralino-main-'));
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function configOf(mode: 'start' | 'demo', env: NodeJS.ProcessEnv = {}): Promise<CentralinoConfig> {
  return loadConfig(mode, {
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    MEDIA_PORT: String(await freePort()),
    CENTRALINO_DATA: dataDir,
    DATABASE_URL: store.url,
    ...env,
  });
}

async function start(config: CentralinoConfig, options: StartOptions = {}): Promise<Centralino> {
  const one = await startCentralino(config, { logger: pino({ level: 'silent' }), ...options });
  running.push(one);
  return one;
}

const signIn = (url: string, username: string, password: string) =>
  fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });

describe('the demo', () => {
  it('has what the demo promises, also after a second start', async () => {
    for (let round = 1; round <= 2; round++) {
      const { url, setupUrl, stop } = await start(await configOf('demo'));
      expect(setupUrl).toBeNull();
      for (const path of ['/healthz', '/readyz', '/openapi.json']) expect((await fetch(url + path)).status, path).toBe(200);

      const admin = await signIn(url, 'admin', 'admin');
      expect(admin.status).toBe(200);
      const cookie = admin.headers.get('set-cookie')?.split(';')[0] ?? '';
      const read = async <T>(path: string) => (await fetch(`${url}/api/v1/${path}`, { headers: { cookie } })).json() as Promise<T>;
      const { users } = await read<{ users: { username: string; name: string; roles: string[] }[] }>('users');
      expect(users.map(({ username, name, roles }) => [username, name, roles])).toEqual([
        ['admin', 'Admin', ['admin']],
        ['op1', 'Operatore 1', ['agent']],
        ['op2', 'Operatore 2', ['agent']],
        ['sup1', 'Supervisore 1', ['supervisor']],
      ]);
      for (const { username } of users) expect((await signIn(url, username, username)).status, username).toBe(200);
      expect(await read('services')).toMatchObject({
        services: [{ code: 'customercare', channels: ['webcall', 'video'], wrapUpMs: 60_000 }],
      });
      expect(await read('skillsets')).toEqual({ skillsets: [{ code: 'customercare', name: 'Customer Care' }] });
      expect(await read('agents')).toMatchObject({ agents: [{ username: 'op1' }, { username: 'op2' }, { username: 'sup1' }] });
      expect(await read('contacts?q=045 2224600')).toMatchObject({
        contacts: [{ firstName: 'Mario', lastName: 'Rossi', tel: [{ value: '0452224600' }] }],
      });
      expect(await read('widgets')).toMatchObject({ widgets: [{ id: 'shop', service: 'customercare', allowedOrigins: ['*'] }] });
      expect((await read<{ pauseReasons: unknown[] }>('pause-reasons')).pauseReasons).toHaveLength(4);
      expect((await read<{ contacts: unknown[] }>('contacts')).contacts).toHaveLength(1);
      await stop();
    }
  });

  it('leaves its accounts shut out of the product', async () => {
    await (await start(await configOf('demo'))).stop();
    const { url } = await start(await configOf('start'));
    expect((await signIn(url, 'admin', 'admin')).status).toBe(422);
  });
});

describe('the product', () => {
  it('starts without accounts and prints a link for the first administrator, a new one at each start', async () => {
    const first = await start(await configOf('start'));
    expect(first.setupUrl).toMatch(new RegExp(`^${first.url}/desk/setup#token=[A-Za-z0-9_-]{43}$`));
    expect((await signIn(first.url, 'admin', 'admin')).status).toBe(401);
    await first.stop();

    const second = await start(await configOf('start'));
    const setUp = (link: string | null) =>
      fetch(`${second.url}/api/v1/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token: link?.split('#token=')[1], username: 'boss', name: 'Boss', password: 'correct horse battery' }),
      });
    expect((await setUp(first.setupUrl)).status).toBe(403);
    expect((await setUp(second.setupUrl)).status).toBe(201);
    await second.stop();

    expect((await start(await configOf('start'))).setupUrl).toBeNull();
  });

  it('ends in order: told sockets, then no port, and its data can be used again at once', async () => {
    const config = await configOf('demo');
    const one = await start(config);
    const socket = new (await import('ws')).WebSocket(`${one.url.replace('http', 'ws')}/ws`);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await Promise.all([one.stop(), one.stop()]);
    expect((await closed)[0]).toBe(1001);
    await expect(fetch(`${one.url}/healthz`)).rejects.toThrow();
    expect((await fetch(`${(await start(config)).url}/readyz`)).status).toBe(200);
  });

  it('waits for the media port while the node of a killed server still ends', async () => {
    const config = await configOf('start');
    const udp = createSocket('udp4').bind(config.media.port, '127.0.0.1');
    await once(udp, 'listening');
    const messages: string[] = [];
    const stream = new Writable({
      write(line: Buffer, _encoding, done) {
        messages.push((JSON.parse(line.toString()) as { msg: string }).msg);
        if (messages.at(-1)?.includes('Waiting for UDP port') === true) udp.close();
        done();
      },
    });
    await start(config, { logger: pino(stream) });
    expect(messages.filter((text) => text.startsWith(`Waiting for UDP port ${config.media.port}`))).toHaveLength(1);
  });
});

describe('a start that cannot be', () => {
  const refusal = async (config: CentralinoConfig): Promise<string> => {
    const error: unknown = await start(config, { mediaPortWaitMs: 0 }).then(
      () => new Error('it started'),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(StartupError);
    return (error as Error).message;
  };

  it('says which port is taken', async () => {
    const config = await configOf('start');
    const tcp = createServer().listen(config.port, '127.0.0.1');
    await once(tcp, 'listening');
    expect(await refusal(config)).toMatch(new RegExp(`^Port ${config.port} is in use .* set PORT`));
    tcp.close();
    const udp = createSocket('udp4').bind(config.media.port, '127.0.0.1');
    await once(udp, 'listening');
    expect(await refusal(config)).toMatch(new RegExp(`^UDP port ${config.media.port} is in use .* set MEDIA_PORT`));
    udp.close();
    await once(udp, 'close');
    // Nothing of the refused starts is left over.
    await start(config);
  });

  it('says what is wrong with the data directory', async () => {
    const file = join(dataDir, 'file');
    await writeFile(file, '');
    expect(await refusal(await configOf('start', { CENTRALINO_DATA: file }))).toMatch(/it is a file.*CENTRALINO_DATA/);
    expect(await refusal(await configOf('start', { CENTRALINO_DATA: join(file, 'below') }))).toMatch(/ENOTDIR.*CENTRALINO_DATA/);
  });

  it('says that the address is not one of this machine, or that the certificate is none', async () => {
    expect(await refusal(await configOf('start', { HOST: '192.0.2.250' }))).toMatch(/192\.0\.2\.250 is not an address.*HOST/);
    expect(await refusal(await configOf('start', { TLS_CERT: process.execPath, TLS_KEY: process.execPath }))).toMatch(
      /TLS_CERT and TLS_KEY/,
    );
  });

  it('says which database refuses it, without its password', async () => {
    const url = new URL(store.url);
    url.password = 'hunter2';
    const message = await refusal(await configOf('start', { DATABASE_URL: url.href }));
    expect(message).toContain('DATABASE_URL');
    expect(message).not.toContain('hunter2');
  });
});
