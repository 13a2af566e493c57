import { describe, expect, it } from 'vitest';
import { joined, levelOf, rtpPacket, ToneLeg, toneFrame } from '../../test-kit/tones.ts';
import { OpusEncoder } from './opus-codec.ts';
import { Voice } from './voice.ts';

const hz = 440;
/** A tone of this frequency and amplitude 0.3 steps by at most so much from sample to sample. */
const largestStepOfTone = 0.3 * 32_767 * 2 * Math.PI * (hz / 48_000);
const largestStep = (samples: Int16Array): number =>
  samples.reduce((most, sample, i) => (i === 0 ? 0 : Math.max(most, Math.abs(sample - samples[i - 1]!))), 0);

/** Plays a tone whose packets arrive with these delays (ms; null = lost), turn by turn. */
function play(delays: (number | null)[], turns: number): (Int16Array | null)[] {
  const leg = new ToneLeg('a', hz);
  const voice = new Voice(leg.asLeg);
  const encoder = new OpusEncoder();
  const arrivals = delays
    .map((delay, sequence) => {
      const payload = encoder.encode(toneFrame(hz, sequence));
      return {
        atMs: delay === null ? Infinity : sequence * 20 + delay,
        packet: rtpPacket({ sequence, timestamp: sequence * 960, ssrc: 1, payload }),
      };
    })
    .sort((a, b) => a.atMs - b.atMs);
  const frames: (Int16Array | null)[] = [];
  for (let turn = 0; turn < turns; turn++) {
    while (arrivals.length > 0 && arrivals[0]!.atMs <= turn * 20) leg.send('audio', arrivals.shift()!.packet);
    voice.turn();
    frames.push(voice.frame);
  }
  voice.stop();
  encoder.close();
  return frames;
}
const steady = (length: number): number[] => new Array<number>(length).fill(0);

describe('Voice', () => {
  it('plays what comes in time as it is, from the second packet on', () => {
    const frames = play(steady(100), 100);
    expect(frames.findIndex((frame) => frame !== null)).toBe(1);
    const samples = joined(frames.slice(10).map((frame) => frame!));
    expect(levelOf(samples, hz)).toBeCloseTo(-10.5, 0);
    expect(largestStep(samples)).toBeLessThan(largestStepOfTone * 1.2);
  });

  it('learns how late packets come on this line, and then plays without a break', () => {
    // Up to 70 ms late, in no order that repeats soon; always in the order in which they were sent.
    let latest = 0;
    const delays = Array.from({ length: 400 }, (_, i) => {
      latest = Math.max(latest, i * 20 + ((i * 7_919) % 71));
      return latest - i * 20;
    });
    const frames = play(delays, 400);
    const samples = joined(frames.slice(200).map((frame) => frame ?? new Int16Array(960)));
    expect(levelOf(samples, hz)).toBeCloseTo(-10.5, 0);
    expect(largestStep(samples)).toBeLessThan(largestStepOfTone * 1.5);
  });

  it('gives the delay back when the line is good again', () => {
    const delays = [...steady(50), ...new Array<number>(3).fill(100), ...steady(500)];
    // The burst left frames in reserve: the last packet is heard later by them. After ten seconds they are gone.
    const frames = play(delays, 600);
    const last = frames.findLastIndex((frame) => frame !== null);
    expect(last).toBeLessThanOrEqual(552 + 1 + 5 + 1);
    const samples = joined(frames.slice(100, 540).map((frame) => frame!));
    // Two frames fade into each other: a tone may be louder or softer for a moment, but it never breaks.
    expect(largestStep(samples)).toBeLessThan(largestStepOfTone * 1.5);
  });

  it('bridges lost packets', () => {
    const frames = play(
      steady(200).map((_, i) => (i % 17 === 16 ? null : 0)),
      200,
    );
    const samples = joined(frames.slice(10).map((frame) => frame!));
    expect(levelOf(samples, hz)).toBeGreaterThan(-12);
    expect(largestStep(samples)).toBeLessThan(largestStepOfTone * 3);
  });

  it('fades out when the sender stops, and fades in when it speaks again', () => {
    const delays = [...steady(50), ...new Array<null>(50).fill(null), ...steady(50)];
    const frames = play(delays, 150);
    expect(frames.slice(60, 100).every((frame) => frame === null)).toBe(true);
    const samples = joined(frames.map((frame) => frame ?? new Int16Array(960)).slice(5, 140));
    expect(largestStep(samples)).toBeLessThan(largestStepOfTone * 2);
    expect(levelOf(samples.subarray(-20 * 960), hz)).toBeCloseTo(-10.5, 0);
  });
});
