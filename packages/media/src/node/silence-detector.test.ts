import { describe, expect, it } from 'vitest';
import { toneFrame } from '../../test-kit/tones.ts';
import { encodeALaw, encodeMuLaw } from './g711.ts';
import { OpusEncoder } from './opus-codec.ts';
import { SilenceDetector } from './silence-detector.ts';

const zeros = (): Int16Array => new Int16Array(960);
/** The faintest noise that a converter makes: one step of the 16-bit scale, up or down. */
const faint = (frame: number): Int16Array => Int16Array.from({ length: 960 }, (_, i) => ((i * 7919 + frame * 104_729) % 3) - 1);

/** Speaks frames of 20 ms in Opus. */
function speaker(detector: SilenceDetector) {
  const encoder = new OpusEncoder();
  let frames = 0;
  return {
    say(ms: number, frame: (index: number) => Int16Array): number {
      for (const end = frames + ms / 20; frames < end; frames += 1) detector.packet('opus', encoder.encode(frame(frames)), frames * 20);
      return detector.silentForMs(frames * 20);
    },
  };
}

describe('SilenceDetector', () => {
  it('hears that a microphone is switched off, and on again with the first word', () => {
    const { say } = speaker(new SilenceDetector());
    expect(say(3_000, (frame) => toneFrame(440, frame))).toBe(0);
    const silent = say(16_000, zeros);
    expect(silent).toBeGreaterThanOrEqual(15_000);
    expect(silent).toBeLessThanOrEqual(17_000);
    expect(say(200, (frame) => toneFrame(440, frame))).toBe(0);
  });

  it('hears one short word in a long silence', () => {
    const { say } = speaker(new SilenceDetector());
    say(10_000, zeros);
    say(300, (frame) => toneFrame(200, frame));
    expect(say(6_000, zeros)).toBeLessThan(7_000);
  });

  it('knows a microphone that never sent anything else', () => {
    expect(speaker(new SilenceDetector()).say(20_000, zeros)).toBeGreaterThanOrEqual(19_000);
  });

  it('takes the faintest noise of a quiet room for a microphone that is on', () => {
    expect(speaker(new SilenceDetector()).say(20_000, faint)).toBe(0);
  });

  it('knows nothing of a new stream', () => {
    const detector = new SilenceDetector();
    speaker(detector).say(20_000, zeros);
    detector.restart();
    expect(detector.silentForMs(20_000)).toBe(0);
  });

  it.each([
    ['pcmu', encodeMuLaw],
    ['pcma', encodeALaw],
  ] as const)('reads %s', (codec, encode) => {
    const detector = new SilenceDetector();
    const packet = (sample: (index: number) => number): Uint8Array => Uint8Array.from({ length: 160 }, (_, i) => encode(sample(i)));
    for (let atMs = 0; atMs < 16_000; atMs += 20)
      detector.packet(
        codec,
        packet(() => 0),
        atMs,
      );
    expect(detector.silentForMs(16_000)).toBe(16_000);
    detector.packet(
      codec,
      packet((i) => (i % 8) * 40),
      16_020,
    );
    expect(detector.silentForMs(16_020)).toBe(0);
  });
});
