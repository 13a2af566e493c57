import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Takes upgrade requests of the HTTP server apart, because as soon as anybody listens for them Node hands over all of them:
 * - WebSocket upgrades at `path` go to the answered emitter (which stands in for the server in @fastify/websocket);
 * - WebSocket upgrades elsewhere are refused and their connection is ended, else it would stay open for ever;
 * - other upgrades (Java's HttpClient asks for `h2c` with every plain request) are not for us: RFC 9110 section 7.8 lets a server
 *   ignore them, so that the request is read again without its Upgrade header and answered like any other.
 */
export function takeUpgrades(server: Server, path: string): { relay: EventEmitter; stop(): void } {
  const relay = new EventEmitter();
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      socket.unshift(Buffer.concat([withoutUpgrade(request), head]));
      server.emit('encrypted' in socket ? 'secureConnection' : 'connection', socket);
    } else if (request.method === 'GET' && request.url?.split('?', 1)[0] === path) {
      relay.emit('upgrade', request, socket, head);
    } else {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    }
  };
  server.on('upgrade', onUpgrade);
  return { relay, stop: () => server.removeListener('upgrade', onUpgrade) };
}

/** The head of the request as it came, without what asks for another protocol (and with it what `Connection` named). */
function withoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method ?? 'GET'} ${url ?? '/'} HTTP/${httpVersion}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (/^(upgrade|connection|http2-settings)$/i.test(name)) continue;
    lines.push(`${name}: ${rawHeaders[i + 1] ?? ''}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
