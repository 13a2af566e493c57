import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';

/**
 * Checks that the UDP port is to be had. The native library opens it with the first leg only, and would then just find no candidate;
 * a wrong port should show when the program starts.
 */
export function probeUdpPort(port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ port, address, exclusive: true }, () => socket.close(() => resolve()));
  });
}
