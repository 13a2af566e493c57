import { describe, expect, it } from 'vitest';
import { isRtcp, parseRtp, sequenceDistance } from './rtp.ts';

describe('parseRtp', () => {
  it('reads the fixed header and skips CSRC list and header extension', () => {
    const packet = Buffer.from('92ef1234000000ff0a0b0c0d' + '1111111122222222' + 'bede0001aabbccdd' + '99', 'hex');
    expect(parseRtp(packet)).toEqual({
      marker: true,
      payloadType: 0x6f,
      sequence: 0x1234,
      timestamp: 0xff,
      ssrc: 0x0a0b0c0d,
      payloadOffset: 28,
    });
  });

  it.each([
    '',
    '80',
    '806f123400000000',
    '406f12340000000000000001',
    '906f12340000000000000001',
    '906f12340000000000000001bede0009',
    '8f6f12340000000000000001',
  ])('refuses what is no complete RTP packet: %s', (hex) => expect(parseRtp(Buffer.from(hex, 'hex'))).toBeNull());

  it('tells RTCP by its packet type, also when the RTP marker bit is set', () => {
    expect(isRtcp(Buffer.from('80c8000600000001', 'hex'))).toBe(true);
    expect(isRtcp(Buffer.from('80ef000600000001', 'hex'))).toBe(false);
  });

  it('measures distances over the wrap', () => {
    expect(sequenceDistance(65_535, 0)).toBe(1);
    expect(sequenceDistance(0, 65_535)).toBe(-1);
    expect(sequenceDistance(10, 20)).toBe(10);
  });
});
