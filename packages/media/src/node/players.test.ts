import OpusScript from 'opusscript';
import { describe, expect, it } from 'vitest';
import { FrameBank } from './frame-bank.ts';
import { decodeALaw, decodeMuLaw } from './g711.ts';
import { scores } from './scores.ts';
import { render } from './synthesiser.ts';

const rms = (samples: ArrayLike<number>): number =>
  Math.sqrt(Array.from(samples).reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

/** Strength of one frequency in a block (Goertzel), relative to the whole. */
function share(samples: Int16Array, sampleRate: number, hz: number): number {
  let re = 0;
  let im = 0;
  samples.forEach((sample, index) => {
    re += sample * Math.cos((2 * Math.PI * hz * index) / sampleRate);
    im += sample * Math.sin((2 * Math.PI * hz * index) / sampleRate);
  });
  return (2 * (re * re + im * im)) / (samples.length ** 2 * rms(samples) ** 2);
}

const seconds = (name: keyof typeof scores, sampleRate = 8_000): Int16Array[] => [...render(scores[name], sampleRate, sampleRate)];

describe('the players’ scores', () => {
  it('music lasts 30 s or more, sounds in every second of it but the breath before the loop, and never clips', () => {
    const rendered = seconds('music');
    expect(rendered.length).toBeGreaterThanOrEqual(30);
    for (const second of rendered.slice(0, -2)) expect(rms(second)).toBeGreaterThan(400);
    expect(Math.max(...rendered.map((second) => Math.max(...second)))).toBeLessThan(28_000);
  });

  it('music changes: no second is like the next (it is no beep)', () => {
    const rendered = seconds('music');
    for (let i = 1; i < rendered.length; i++) {
      const [a, b] = [rendered[i - 1]!, rendered[i]!];
      const difference = rms(a.map((sample, index) => (sample - b[index]!) / 2));
      expect(difference).toBeGreaterThan(rms(b) * 0.3);
    }
  });

  it('comfort is quiet between its tones, unlike music', () => {
    const blocks = [...render(scores.comfort, 8_000, 800)];
    const levels = blocks.map(rms);
    expect(Math.max(...levels)).toBeGreaterThan(1_500);
    expect(levels.filter((level) => level < 150).length).toBeGreaterThan(8);
  });

  it('ringback has the Italian cadence: 425 Hz, one second on, four off', () => {
    const [on, ...off] = seconds('ringback');
    expect(share(on!, 8_000, 425)).toBeGreaterThan(0.95);
    expect(rms(on!)).toBeGreaterThan(2_000);
    expect(off).toHaveLength(4);
    for (const second of off) expect(rms(second)).toBeLessThan(1);
  });
});

describe('FrameBank', () => {
  it.each(['opus', 'pcmu', 'pcma'] as const)('encodes the whole loop as 20 ms frames of %s that sound like the score', async (codec) => {
    const bank = new FrameBank(scores.ringback, codec);
    expect(bank.length).toBe(250);
    await bank.ready;
    const opus = new OpusScript(48_000, 1);
    const decode = (frame: Buffer): Int16Array => {
      if (codec !== 'opus') return Int16Array.from(frame, codec === 'pcmu' ? decodeMuLaw : decodeALaw);
      const pcm = Buffer.from(opus.decode(frame));
      return new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2);
    };
    const frames = Array.from({ length: 250 }, (_, index) => decode(bank.frame(index)!));
    opus.delete();
    expect(frames[0]!.length).toBe(codec === 'opus' ? 960 : 160);
    expect(rms(frames[25]!)).toBeGreaterThan(2_000);
    expect(rms(frames[150]!)).toBeLessThan(50);
    expect(bank.frame(250 + 25)).toBe(bank.frame(25));
  });
});
