import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { freeUdpPort } from '../test-kit/free-udp-port.ts';
import { silentLogger } from '../test-kit/silent-logger.ts';
import { createMediaPlane } from './index.ts';

const offer = readFileSync(new URL('../test-kit/offers/chromium-156.sdp', import.meta.url), 'utf8');

// Needs no browser, but seconds of its own: it runs with the slow tests, which run one by one.
it('a node gives the memory of closed legs back', async () => {
  const udpPort = await freeUdpPort();
  const plane = await createMediaPlane({ nodes: 1, udpPort, bindAddress: '127.0.0.1', publicAddress: null, logger: silentLogger });
  try {
    const cycles = async (count: number): Promise<number> => {
      for (let i = 0; i < count; i++) {
        await plane.request('createWebRtcLeg', { legId: 'leg', offer, audio: ['opus'], video: true, maxVideoBps: 1_000_000 });
        await plane.request('close', { legId: 'leg' });
      }
      return (await plane.request('info', {})).rssBytes;
    };
    const warm = await cycles(1_200);
    const later = await cycles(2_400);
    // A leg that is kept costs 25 kB or more: 60 MB here.
    expect(later - warm).toBeLessThan(30 * 2 ** 20);
  } finally {
    await plane.close();
  }
});
