import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Closes connections on which nothing has moved for so long: of a client that does not read its answer, or that sends nothing more. One
 * whose request is being worked on may be silent, as long as the answer takes. Sockets that became WebSockets look after themselves.
 */
export function closeUnread(server: Server, afterMs: number): void {
  const working = new WeakSet<Socket>();
  server.on('request', ({ socket }, response) => {
    working.add(socket);
    response.once('close', () => working.delete(socket));
  });
  server.setTimeout(afterMs, (socket: Socket) => {
    // What is written and not taken is the client's doing; what is not written yet is ours.
    if (working.has(socket) && socket.writableLength === 0) socket.setTimeout(afterMs);
    else socket.destroy();
  });
}
