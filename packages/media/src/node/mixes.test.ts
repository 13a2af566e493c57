import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { joined, levelOf, rtpPacket, ToneLeg, toneFrame } from '../../test-kit/tones.ts';
import { decodeMuLaw } from './g711.ts';
import { Mixes } from './mixes.ts';
import { OpusDecoder, OpusEncoder } from './opus-codec.ts';
import type { WebRtcLeg } from './webrtc-leg.ts';

const [low, middle, high] = [440, 1_030, 1_790];
const decodeOpus = (payloads: Buffer[]): Int16Array => {
  const decoder = new OpusDecoder();
  const samples = joined(payloads.map((payload) => decoder.decode(payload)));
  decoder.close();
  return samples;
};
/** The largest step from one sample to the next: a click is one that no tone of the signal can make. */
const largestStep = (samples: Int16Array): number =>
  samples.reduce((most, sample, i) => (i === 0 ? 0 : Math.max(most, Math.abs(sample - samples[i - 1]!))), 0);

describe('Mixes', () => {
  let legs: Map<string, ToneLeg>;
  let mixes: Mixes;
  const add = (id: string, hz: number, amplitude?: number): ToneLeg => {
    const leg = new ToneLeg(id, hz, amplitude);
    legs.set(id, leg);
    return leg;
  };
  const talk = async (frames: number, silent: ToneLeg[] = []): Promise<void> => {
    for (let i = 0; i < frames; i++) {
      for (const leg of legs.values()) if (!silent.includes(leg)) leg.speak();
      await vi.advanceTimersByTimeAsync(20);
    }
  };
  const heardBy = (leg: ToneLeg): Int16Array => decodeOpus(leg.heard.map(({ payload }) => payload));

  beforeEach(() => {
    vi.useFakeTimers();
    legs = new Map();
    mixes = new Mixes(legs as unknown as Map<string, WebRtcLeg>);
  });
  afterEach(() => {
    mixes.close();
    vi.useRealTimers();
  });

  it('sums the named legs, and never the listener itself', async () => {
    const [a, b, c] = [add('a', low), add('b', middle), add('c', high)];
    for (const leg of [a, b, c]) mixes.feed(['a', 'b', 'c'], leg.asLeg);
    await talk(60);
    const own = new Map([
      [a, low],
      [b, middle],
      [c, high],
    ]);
    for (const [leg, hz] of own) {
      const samples = heardBy(leg).subarray(-24_000);
      for (const other of [low, middle, high].filter((one) => one !== hz)) expect(levelOf(samples, other)).toBeCloseTo(-10.5, 0);
      expect(levelOf(samples, hz)).toBeLessThan(-60);
    }
  });

  it('sends 50 packets a second with a sequence number and a timestamp each', async () => {
    const a = add('a', low);
    add('b', middle);
    mixes.feed(['b'], a.asLeg);
    await talk(50);
    expect(a.heard.length).toBeGreaterThanOrEqual(49);
    a.heard.slice(1).forEach(({ header }, i) => {
      const before = a.heard[i]!.header;
      expect([(header.sequence - before.sequence) & 0xffff, (header.timestamp - before.timestamp) >>> 0]).toEqual([1, 960]);
    });
  });

  it('decodes each leg once and encodes each sum once, and gives everything back', async () => {
    const [a, b] = [add('a', low), add('b', middle)];
    const [c, d] = [add('c', high), add('d', high)];
    const feeds = [mixes.feed(['b', 'c'], a.asLeg), mixes.feed(['a', 'c'], b.asLeg), mixes.feed(['b', 'a'], c.asLeg)];
    // One who only listens in hears what another one hears.
    feeds.push(mixes.feed(['a', 'b'], d.asLeg));
    expect(mixes.load).toEqual({ decoders: 3, encoders: 3 });
    await talk(5);
    expect(d.heard.map(({ payload }) => payload.toString('hex'))).toEqual(c.heard.map(({ payload }) => payload.toString('hex')));
    for (const feed of feeds) feed.stop();
    expect(mixes.load).toEqual({ decoders: 0, encoders: 0 });
    for (const leg of legs.values()) expect(leg.sinks.size).toBe(0);
  });

  it('makes three loud voices softer instead of cutting them off', async () => {
    const a = add('a', low);
    add('b', middle, 0.9);
    add('c', high, 0.9);
    mixes.feed(['b', 'c'], a.asLeg);
    await talk(60);
    const samples = heardBy(a).subarray(-24_000);
    // Cut off, two tones make new ones at their sums and differences.
    for (const product of [high - middle, 2 * middle - high + 1_000, 2 * high - middle])
      expect(levelOf(samples, product)).toBeLessThan(-35);
    expect(levelOf(samples, middle)).toBeGreaterThan(-9);
    expect(levelOf(samples, high)).toBeGreaterThan(-9);
  });

  it('lets a leg join and leave without a click, in one stream', async () => {
    const a = add('a', low);
    add('b', middle);
    add('c', high);
    const feed = mixes.feed(['b'], a.asLeg);
    await talk(30);
    feed.update(['b', 'c']);
    await talk(30);
    feed.update(['c']);
    await talk(30);
    expect(new Set(a.heard.map(({ header }) => header.ssrc)).size).toBe(1);
    const samples = heardBy(a);
    const part = (from: number): Int16Array => samples.subarray(from * 960, (from + 20) * 960);
    expect(levelOf(part(8), high)).toBeLessThan(-60);
    expect(levelOf(part(38), middle)).toBeCloseTo(-10.5, 0);
    expect(levelOf(part(38), high)).toBeCloseTo(-10.5, 0);
    expect(levelOf(part(68), middle)).toBeLessThan(-55);
    // Both tones together step by at most 0.3 · 32767 · 2π · (1030 + 1790) / 48000 = 3629.
    expect(largestStep(samples.subarray(9_600))).toBeLessThan(4_000);
  });

  it('hears who comes later, and a leg that was made anew under its name', async () => {
    const a = add('a', low);
    const feed = mixes.feed(['b'], a.asLeg);
    await talk(10);
    add('b', middle);
    feed.update(['b']);
    await talk(30);
    legs.delete('b');
    feed.update(['b']);
    await talk(10);
    add('b', high);
    feed.update(['b']);
    await talk(40);
    const samples = heardBy(a);
    expect(levelOf(samples.subarray(20 * 960, 38 * 960), middle)).toBeCloseTo(-10.5, 0);
    expect(levelOf(samples.subarray(-20 * 960), high)).toBeCloseTo(-10.5, 0);
    expect(mixes.load).toEqual({ decoders: 1, encoders: 1 });
  });

  it('joins codecs', async () => {
    const [a, b] = [add('a', low), add('b', middle)];
    b.audioCodec = 'pcmu';
    const pcmu = (frame: number): Buffer => Buffer.from(Array.from({ length: 160 }, (_, i) => ((frame * 160 + i) % 8 < 4 ? 0x90 : 0x10)));
    let sent = 0;
    b.speak = () => {
      const frame = sent++;
      b.send('audio', rtpPacket({ sequence: frame, timestamp: frame * 160, ssrc: 5, payload: pcmu(frame), payloadType: 0 }));
    };
    mixes.feed(['b'], a.asLeg);
    mixes.feed(['a'], b.asLeg);
    await talk(60);
    const heard = joined(b.heard.map(({ payload }) => Int16Array.from(payload, decodeMuLaw)));
    expect(b.heard[5]!.payload).toHaveLength(160);
    expect((b.heard[6]!.header.timestamp - b.heard[5]!.header.timestamp) >>> 0).toBe(160);
    expect(levelOf(heard.subarray(-6_400), low, 8_000)).toBeCloseTo(-10.5, 0);
    expect(heardBy(a).length).toBeGreaterThan(48_000);
  });

  it('shows who speaks, asks for two key frames at a switch, and lets everybody see someone else', async () => {
    const [a, b, c] = [add('a', low, 0.01), add('b', middle, 0.3), add('c', high, 0.3)];
    for (const leg of [a, b, c]) leg.sendsVideo = true;
    for (const leg of [a, b, c]) mixes.feed(['a', 'b', 'c'], leg.asLeg);
    const video = (leg: ToneLeg, text: string): void =>
      leg.send('video', rtpPacket({ sequence: 1, timestamp: 1, ssrc: 9, payload: Buffer.from(text) }));
    const film = (): void => [a, b, c].forEach((leg) => video(leg, leg.id));
    // At first: the first of the others.
    film();
    expect([a.seen, b.seen, c.seen]).toEqual([['b'], ['a'], ['a']]);
    await talk(50, [c]);
    await talk(100, [c]);
    film();
    expect([a.seen.at(-1), b.seen.at(-1), c.seen.at(-1)]).toEqual(['b', 'a', 'b']);
    const asked = c.keyFrames;
    await talk(30, [b]);
    film();
    expect(a.seen.at(-1)).toBe('b');
    await talk(90, [b]);
    film();
    expect([a.seen.at(-1), b.seen.at(-1), c.seen.at(-1)]).toEqual(['c', 'c', 'b']);
    // For a and for b, two each.
    expect(c.keyFrames - asked).toBe(4);
  });
});

describe('the Opus codecs', () => {
  it('are many at once, without one writing into another', () => {
    const encoders = Array.from({ length: 150 }, () => new OpusEncoder());
    const decoders = encoders.map(() => new OpusDecoder());
    const out = encoders.map((): Int16Array[] => []);
    for (let frame = 0; frame < 10; frame++)
      encoders.forEach((encoder, i) => out[i]!.push(decoders[i]!.decode(encoder.encode(toneFrame(300 + i * 10, frame)))));
    for (const i of [0, 75, 149]) expect(levelOf(joined(out[i]!.slice(4)), 300 + i * 10)).toBeCloseTo(-10.5, 0);
    for (const codec of [...encoders, ...decoders]) codec.close();
  });

  it('conceal a lost frame with sound of the same pitch', () => {
    const [encoder, decoder] = [new OpusEncoder(), new OpusDecoder()];
    for (let frame = 0; frame < 20; frame++) decoder.decode(encoder.encode(toneFrame(440, frame)));
    const concealed = decoder.conceal();
    expect(concealed).toHaveLength(960);
    expect(levelOf(concealed, 440)).toBeGreaterThan(-20);
    expect(decoder.decode(Buffer.from('ff', 'hex'))).toHaveLength(0);
  });
});
