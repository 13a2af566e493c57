import { describe, expect, it } from 'vitest';
import { RtpReceiver } from './rtp-receiver.ts';
import type { RtpHeader } from './rtp.ts';

const header = (sequence: number, timestamp: number, ssrc = 5): RtpHeader => ({
  marker: false,
  payloadType: 111,
  sequence: sequence & 0xffff,
  timestamp: timestamp >>> 0,
  ssrc,
  payloadOffset: 12,
});

describe('RtpReceiver', () => {
  it('counts loss per interval and altogether, over the wrap (RFC 3550 A.3)', () => {
    const receiver = new RtpReceiver(48_000);
    expect(receiver.report(0)).toBeNull();
    for (let i = 0; i < 100; i++) if (i % 10 !== 5) receiver.onPacket(header(65_500 + i, i * 960), i * 20);
    const first = receiver.report(2_000)!;
    expect(first.interval).toEqual({ expected: 100, lost: 10 });
    expect(first.block).toMatchObject({ ssrc: 5, fractionLost: 25, cumulativeLost: 10, highestSequence: 65_500 + 99 });
    for (let i = 100; i < 150; i++) receiver.onPacket(header(65_500 + i, i * 960), i * 20);
    const second = receiver.report(3_000)!;
    expect(second.interval).toEqual({ expected: 50, lost: 0 });
    expect(second.block).toMatchObject({ fractionLost: 0, cumulativeLost: 10 });
  });

  it('takes back a loss when the packet comes late', () => {
    const receiver = new RtpReceiver(90_000);
    for (const sequence of [1, 2, 4]) receiver.onPacket(header(sequence, 0), 0);
    expect(receiver.report(1_000)!.block.cumulativeLost).toBe(1);
    receiver.onPacket(header(3, 0), 30);
    expect(receiver.report(2_000)!.block).toMatchObject({ cumulativeLost: 0, fractionLost: 0 });
  });

  it('measures jitter as RFC 3550 A.8 does: none for a steady stream, also over the timestamp wrap', () => {
    const steady = new RtpReceiver(48_000);
    for (let i = 0; i < 200; i++) steady.onPacket(header(i, 0xffff_ff00 + i * 960), 1_000 + i * 20);
    expect(steady.jitterMs).toBeLessThan(0.05);
    const shaky = new RtpReceiver(48_000);
    for (let i = 0; i < 500; i++) shaky.onPacket(header(i, i * 960), i * 20 + (i % 2) * 8);
    // Every step deviates by 8 ms: the estimate converges to it.
    expect(shaky.jitterMs).toBeCloseTo(8, 1);
  });

  it('does not take a pause of the sender for jitter', () => {
    const receiver = new RtpReceiver(48_000);
    for (let i = 0; i < 50; i++) receiver.onPacket(header(i, i * 960), i * 20);
    for (let i = 50; i < 100; i++) receiver.onPacket(header(i, i * 960), i * 20 + 5_000);
    expect(receiver.jitterMs).toBeLessThan(0.1);
  });

  it('tells the sender when its last report came (LSR, DLSR)', () => {
    const receiver = new RtpReceiver(48_000);
    receiver.onPacket(header(1, 0), 0);
    expect(receiver.report(10)!.block).toMatchObject({ lastSr: 0, delaySinceLastSr: 0 });
    receiver.onSenderReport(5, 0x1234_5678, 0x9abc_def0, 1_000);
    receiver.onSenderReport(99, 1, 1, 1_100);
    expect(receiver.report(1_500)!.block).toMatchObject({ lastSr: 0x5678_9abc, delaySinceLastSr: 32_768 });
  });

  it('starts again with a new SSRC', () => {
    const receiver = new RtpReceiver(48_000);
    receiver.onPacket(header(1, 0), 0);
    receiver.onPacket(header(50, 0), 20);
    receiver.onPacket(header(30_000, 0, 6), 40);
    expect(receiver.report(1_000)!).toMatchObject({ block: { ssrc: 6, cumulativeLost: 0 }, interval: { expected: 1, lost: 0 } });
  });
});
