import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildNack,
  buildPli,
  buildReceiverReport,
  buildRemb,
  buildSenderReport,
  buildSourceDescription,
  fromNtp,
  ntpMiddle,
  parseRtcp,
  toNtp,
  type ReportBlock,
} from './rtcp.ts';

const block: ReportBlock = {
  ssrc: 0x11223344,
  fractionLost: 0x40,
  cumulativeLost: -2,
  highestSequence: 0x00010203,
  jitter: 0x55,
  lastSr: 0xaabbccdd,
  delaySinceLastSr: 0x8000,
};
const blockHex = '11223344' + '40fffffe' + '00010203' + '00000055' + 'aabbccdd' + '00008000';

describe('RTCP bytes', () => {
  it('SR: RFC 3550 section 6.4.1', () => {
    const sender = { ntpSeconds: 0xe0000001, ntpFraction: 0x80000000, rtpTimestamp: 0x01020304, packets: 7, octets: 560 };
    const packet = buildSenderReport(0x0a0b0c0d, sender, [block]);
    expect(packet.toString('hex')).toBe('81c8000c' + '0a0b0c0d' + 'e000000180000000' + '01020304' + '00000007' + '00000230' + blockHex);
    expect(parseRtcp(packet)).toEqual([{ type: 'sr', ssrc: 0x0a0b0c0d, sender, blocks: [block] }]);
  });

  it('RR: RFC 3550 section 6.4.2, also empty', () => {
    expect(buildReceiverReport(1, [block]).toString('hex')).toBe('81c90007' + '00000001' + blockHex);
    expect(buildReceiverReport(1, []).toString('hex')).toBe('80c90001' + '00000001');
    expect(parseRtcp(buildReceiverReport(1, [block, block]))).toEqual([{ type: 'rr', ssrc: 1, blocks: [block, block] }]);
  });

  it('SDES with CNAME, padded to 32 bits with at least one zero: RFC 3550 section 6.5', () => {
    expect(buildSourceDescription(1, 'abc').toString('hex')).toBe('81ca0003' + '00000001' + '0103616263' + '000000');
    expect(buildSourceDescription(1, 'ab').toString('hex')).toBe('81ca0003' + '00000001' + '01026162' + '00000000');
    expect(buildSourceDescription(1, 'a').toString('hex')).toBe('81ca0002' + '00000001' + '010161' + '00');
  });

  it('REMB: exponent and mantissa', () => {
    // 1 500 000 = 187 500 · 2^3; 187 500 = 0x2dc6c.
    expect(buildRemb(1, 1_500_000, [2]).toString('hex')).toBe('8fce0005' + '00000001' + '00000000' + '52454d42' + '010edc6c' + '00000002');
    expect(buildRemb(1, 200_000, [2]).subarray(16, 20).toString('hex')).toBe('01030d40');
  });

  it('PLI and NACK: RFC 4585 sections 6.3.1 and 6.2.1', () => {
    expect(buildPli(1, 2).toString('hex')).toBe('81ce0002' + '00000001' + '00000002');
    expect(buildNack(1, 2, [65_535, 0, 15]).toString('hex')).toBe('81cd0003' + '00000001' + '00000002' + 'ffff' + '8001');
    expect(buildNack(1, 2, [10, 27]).toString('hex')).toBe('81cd0004' + '00000001' + '00000002' + '000a0000' + '001b0000');
  });

  it('every NACK tells exactly the packets it was made for', () => {
    fc.assert(
      fc.property(fc.nat(65_535), fc.uniqueArray(fc.nat(500), { minLength: 1, maxLength: 60 }), (start, offsets) => {
        const sequences = offsets.sort((a, b) => a - b).map((offset) => (start + offset) & 0xffff);
        expect(parseRtcp(buildNack(1, 2, sequences))).toEqual([{ type: 'nack', ssrc: 1, mediaSsrc: 2, sequences }]);
      }),
    );
  });

  it('takes compound packets apart and survives any bytes', () => {
    const compound = Buffer.concat([buildReceiverReport(1, [block]), buildSourceDescription(1, 'x'), buildPli(1, 2)]);
    expect(parseRtcp(compound).map((part) => part.type)).toEqual(['rr', 'pli']);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parseRtcp(Buffer.from(bytes))));
    fc.assert(
      fc.property(fc.nat(compound.length - 1), fc.nat(255), fc.nat(compound.length), (at, value, end) => {
        const broken = Buffer.from(compound);
        broken[at] = value;
        parseRtcp(broken.subarray(0, end));
      }),
    );
  });

  it('NTP: there and back, and the middle 32 bits', () => {
    const unixMs = 1_795_000_000_123.5;
    const { ntpSeconds, ntpFraction } = toNtp(unixMs);
    expect(ntpSeconds).toBe(4_003_988_800);
    expect(fromNtp(ntpSeconds, ntpFraction)).toBeCloseTo(unixMs, 2);
    expect(ntpMiddle(0x1234_5678, 0x9abc_def0)).toBe(0x5678_9abc);
  });
});
