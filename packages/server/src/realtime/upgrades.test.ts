import { createServer, request, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeUpgrades } from './upgrades.ts';

let server: Server;
let port: number;
let relayed: string[];

beforeEach(async () => {
  server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => response.end(`${incoming.method} ${incoming.url} ${Buffer.concat(chunks).toString()}`));
  });
  relayed = [];
  takeUpgrades(server, '/ws').relay.on('upgrade', (incoming, socket) => {
    relayed.push(incoming.url);
    socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())));

/** Everything that the server says until it closes the connection. */
const talk = (text: string) =>
  new Promise<string>((resolve, reject) => {
    let heard = '';
    connect(port, '127.0.0.1', function (this: Socket) {
      this.write(text);
    })
      .on('data', (data) => (heard += data.toString()))
      .on('close', () => resolve(heard))
      .on('error', reject);
  });
const upgrade = (path: string, method = 'GET') =>
  talk(`${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);

describe('upgrades', () => {
  it('of WebSockets at the address go on', async () => {
    expect(await upgrade('/ws')).toContain('101');
    expect(await upgrade('/ws?x=1')).toContain('101');
    expect(relayed).toEqual(['/ws', '/ws?x=1']);
  });

  it.each(['/', '/ws/', '/wss', '/api/v1/session'])('of WebSockets at %s are refused and the connection is ended', async (path) => {
    expect(await upgrade(path)).toContain('404');
    expect(relayed).toEqual([]);
  });

  it('with another method are refused', async () => {
    expect(await upgrade('/ws', 'POST')).toContain('404');
  });

  it('to another protocol are ignored: the request is answered, with its body', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const sent = request(
        {
          port,
          host: '127.0.0.1',
          path: '/api',
          method: 'POST',
          headers: { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQCAAAAAAIAAAAA' },
        },
        (response) => {
          let text = '';
          response.on('data', (data: Buffer) => (text += data.toString())).on('end', () => resolve(text));
        },
      );
      sent.on('error', reject);
      sent.end('the body');
    });
    expect(answer).toBe('POST /api the body');
  });
});
