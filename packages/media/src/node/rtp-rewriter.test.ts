import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRtp, type RtpHeader } from './rtp.ts';
import { RtpRewriter } from './rtp-rewriter.ts';

const rewriter = (sequence = 0, timestamp = 0, marksSwitch = true): RtpRewriter =>
  new RtpRewriter({ marksSwitch, ssrc: 77, payloadType: 111, clockRate: 48_000, stepTicks: 960, sequence, timestamp });

function packetOf(
  fields: { sequence: number; timestamp: number; ssrc: number; marker?: boolean },
  payload = 'abc',
): { header: RtpHeader; packet: Buffer } {
  // With one header extension of four bytes, as browsers send.
  const packet = Buffer.concat([Buffer.from('906f00000000000000000000bede000110ff0000', 'hex'), Buffer.from(payload)]);
  packet.writeUInt16BE(fields.sequence & 0xffff, 2);
  packet.writeUInt32BE(fields.timestamp >>> 0, 4);
  packet.writeUInt32BE(fields.ssrc, 8);
  if (fields.marker === true) packet[1]! |= 0x80;
  return { header: parseRtp(packet)!, packet };
}

const send = (to: RtpRewriter, fields: Parameters<typeof packetOf>[0], atMs: number): RtpHeader | null => {
  const { header, packet } = packetOf(fields);
  const out = to.rewrite(header, packet, atMs);
  if (out === null) return null;
  expect(out.subarray(12).toString()).toBe('abc');
  expect(out[0]).toBe(0x80);
  return parseRtp(out);
};

describe('RtpRewriter', () => {
  it('goes on without a gap from source to source, with one SSRC and its own payload type', () => {
    const out = rewriter(100, 5_000);
    expect(send(out, { sequence: 9, timestamp: 1_000, ssrc: 1 }, 0)).toMatchObject({
      sequence: 101,
      timestamp: 5_960,
      ssrc: 77,
      payloadType: 111,
      marker: true,
    });
    expect(send(out, { sequence: 10, timestamp: 1_960, ssrc: 1 }, 20)).toMatchObject({ sequence: 102, timestamp: 6_920, marker: false });
    out.switchSource();
    expect(send(out, { sequence: 40_000, timestamp: 77_777, ssrc: 2 }, 40)).toMatchObject({
      sequence: 103,
      timestamp: 7_880,
      marker: true,
    });
    expect(send(out, { sequence: 40_001, timestamp: 78_737, ssrc: 2 }, 60)).toMatchObject({ sequence: 104, timestamp: 8_840 });
  });

  it('leaves the marker of video alone: there it ends a frame', () => {
    const out = rewriter(0, 0, false);
    expect(send(out, { sequence: 1, timestamp: 0, ssrc: 1 }, 0)!.marker).toBe(false);
    expect(send(out, { sequence: 2, timestamp: 0, ssrc: 1, marker: true }, 0)!.marker).toBe(true);
  });

  it('lets the timestamp tell how long the silence between two sources was', () => {
    const out = rewriter();
    const before = send(out, { sequence: 1, timestamp: 0, ssrc: 1 }, 0)!;
    out.switchSource();
    const after = send(out, { sequence: 1, timestamp: 0, ssrc: 2 }, 5_000)!;
    expect(after.timestamp - before.timestamp).toBe(5 * 48_000);
  });

  it('keeps losses and reordering of the source visible', () => {
    const out = rewriter(0);
    send(out, { sequence: 10, timestamp: 0, ssrc: 1 }, 0);
    expect(send(out, { sequence: 13, timestamp: 2_880, ssrc: 1 }, 60)!.sequence).toBe(4);
    expect(send(out, { sequence: 12, timestamp: 1_920, ssrc: 1 }, 61)!.sequence).toBe(3);
    expect(send(out, { sequence: 14, timestamp: 3_840, ssrc: 1 }, 80)!.sequence).toBe(5);
  });

  it('drops late packets from before a switch: their numbers belong to the former source', () => {
    const out = rewriter(0);
    send(out, { sequence: 500, timestamp: 0, ssrc: 1 }, 0);
    out.switchSource();
    send(out, { sequence: 20, timestamp: 9_600, ssrc: 2 }, 20);
    expect(send(out, { sequence: 19, timestamp: 8_640, ssrc: 2 }, 21)).toBeNull();
    expect(send(out, { sequence: 21, timestamp: 10_560, ssrc: 2 }, 40)!.sequence).toBe(3);
  });

  it('takes a new SSRC of the same source for a switch', () => {
    const out = rewriter(0);
    send(out, { sequence: 500, timestamp: 0, ssrc: 1 }, 0);
    expect(send(out, { sequence: 9_000, timestamp: 123_456, ssrc: 3 }, 20)).toMatchObject({ sequence: 2, timestamp: 1_920, marker: true });
  });

  it('counts on over both wraps, however long a source lasts', () => {
    const out = rewriter(65_000, 0xffff_f000);
    let expected = 65_000;
    const header: RtpHeader = { marker: false, payloadType: 96, sequence: 0, timestamp: 0, ssrc: 1, payloadOffset: 0 };
    for (let i = 0; i < 140_000; i++) {
      header.sequence = (60_000 + i) & 0xffff;
      header.timestamp = (i * 960) >>> 0;
      const got = out.rewrite(header, Buffer.alloc(0), i * 20);
      expected = (expected + 1) & 0xffff;
      if (got?.readUInt16BE(2) !== expected) throw new Error(`packet ${i} is not number ${expected}`);
    }
    expect(out.timestampAt(140_000 * 20)! >>> 0).toBe((0xffff_f000 + 960 * 140_001) >>> 0);
  });

  it('never uses a number twice, whatever sources come, get lost and are reordered', () => {
    const source = fc.record({
      start: fc.nat(65_535),
      ts: fc.nat(0xffff_ffff),
      order: fc.array(fc.nat(30), { minLength: 1, maxLength: 40 }),
    });
    fc.assert(
      fc.property(fc.nat(65_535), fc.array(source, { minLength: 1, maxLength: 8 }), (begin, sources) => {
        const out = rewriter(begin);
        const used = new Set<number>();
        sources.forEach((one, index) => {
          out.switchSource();
          for (const step of new Set(one.order)) {
            const got = send(out, { sequence: one.start + step, timestamp: one.ts + step * 960, ssrc: index + 1 }, index * 1_000 + step);
            if (got === null) continue;
            expect(used.has(got.sequence)).toBe(false);
            used.add(got.sequence);
          }
        });
      }),
    );
  });

  it('translates the clock of the present source only', () => {
    const out = rewriter(0, 1_000);
    expect(out.translate(1, 0)).toBeNull();
    send(out, { sequence: 1, timestamp: 500, ssrc: 1 }, 0);
    expect(out.translate(1, 500)).toBe(1_960);
    expect(out.translate(2, 500)).toBeNull();
    out.switchSource();
    expect(out.translate(1, 500)).toBeNull();
  });
});
