import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { closeUnread } from './unread.ts';

let server: Server;
let client: Socket;
afterEach(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

/** A server with this answer, and a client that has sent its request. `theirs`: the server's end of the connection. */
async function ask(answer: RequestListener): Promise<{ theirs: Socket }> {
  server = createServer(answer).listen(0, '127.0.0.1');
  closeUnread(server, 100);
  await once(server, 'listening');
  const connected = once(server, 'connection');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => undefined);
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  const [theirs] = (await connected) as [Socket];
  return { theirs };
}

describe('a connection on which nothing moves', () => {
  it('is closed when its answer is not read', async () => {
    const { theirs } = await ask((_request, response) => response.end(Buffer.alloc(64 << 20)));
    client.pause();
    await once(theirs, 'close');
    // What the two systems had in their buffers is all that came.
    let bytes = 0;
    client.on('data', (chunk: Buffer) => (bytes += chunk.length)).resume();
    await once(client, 'close');
    expect(bytes).toBeLessThan(64 << 20);
  });

  it('is closed when its request never comes whole', async () => {
    server = createServer().listen(0, '127.0.0.1');
    closeUnread(server, 100);
    await once(server, 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write('GET / HTTP/1.1\r\n');
    client.resume();
    await once(client, 'close');
  });

  it('stays while its request is worked on, however long, and gets the whole answer', async () => {
    let finish = () => {};
    const { theirs } = await ask((_request, response) => {
      finish = () => response.end('done');
    });
    // The timer has run out twice without a word from either side.
    for (let i = 0; i < 2; i++) await once(theirs, 'timeout');
    finish();
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(answer.toString()).toContain('done');
  });
});
