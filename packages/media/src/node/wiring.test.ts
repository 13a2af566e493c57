import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AudioCodec } from '@centralino/protocol';
import { EchoLine } from './echo-line.ts';
import { EchoMeter } from './echo-meter.ts';
import { encodeMuLaw } from './g711.ts';
import { Mixes } from './mixes.ts';
import { OpusEncoder } from './opus-codec.ts';
import { Players } from './players.ts';
import { silentLogger } from '../../test-kit/silent-logger.ts';
import type { MediaKind, RtpHeader } from './rtp.ts';
import type { Feed, PacketSink, WebRtcLeg } from './webrtc-leg.ts';
import { Wiring } from './wiring.ts';

const header: RtpHeader = { marker: false, payloadType: 111, sequence: 1, timestamp: 1, ssrc: 1, payloadOffset: 12 };

/** A leg without a browser: keeps what it is told to send. */
class FakeLeg {
  readonly id: string;
  audioCodec: AudioCodec | null = 'opus';
  readonly sinks = new Set<PacketSink>();
  feed: Feed | null = null;
  readonly heard: string[] = [];
  keyFrames = 0;
  switches = 0;
  constructor(id: string) {
    this.id = id;
  }
  speak(text: string): void {
    for (const sink of this.sinks) sink.forward('audio', header, Buffer.from(text), 0);
  }
  forward(_kind: MediaKind, _header: RtpHeader, packet: Buffer): void {
    this.heard.push(packet.toString());
  }
  switchSource(): void {
    this.switches++;
  }
  requestKeyFrame(): void {
    this.keyFrames++;
  }
}

describe('Wiring', () => {
  let legs: Map<string, FakeLeg>;
  let players: Players;
  let wiring: Wiring;
  const add = (id: string): FakeLeg => {
    const leg = new FakeLeg(id);
    legs.set(id, leg);
    wiring.onUp(leg as unknown as WebRtcLeg);
    return leg;
  };

  beforeEach(() => {
    vi.useFakeTimers();
    legs = new Map();
    players = new Players();
    const known = legs as unknown as Map<string, WebRtcLeg>;
    wiring = new Wiring({ legs: known, players, mixes: new Mixes(known), logger: silentLogger });
  });
  afterEach(() => {
    players.close();
    vi.useRealTimers();
  });

  it('is one-way: each leg hears what it is wired to, until it is wired elsewhere', () => {
    const [a, b, c] = [add('a'), add('b'), add('c')];
    wiring.wire('a', { leg: 'b' });
    b.speak('from b');
    a.speak('from a');
    wiring.wire('a', { leg: 'c' });
    b.speak('b again');
    c.speak('from c');
    wiring.wire('a', null);
    c.speak('c again');
    expect(a.heard).toEqual(['from b', 'from c']);
    expect(b.heard).toEqual([]);
  });

  it('counts as soon as both legs are there, in any order', () => {
    wiring.wire('a', { leg: 'b' });
    const a = add('a');
    const b = add('b');
    b.speak('hello');
    expect(a.heard).toEqual(['hello']);
    wiring.onClosed('b');
    legs.delete('b');
    wiring.onClosed('b');
    add('b').speak('back');
    expect(a.heard).toEqual(['hello', 'back']);
  });

  it('forgets the wire of a leg that was closed', () => {
    const b = add('b');
    add('a');
    wiring.wire('a', { leg: 'b' });
    legs.get('a')!.feed?.stop();
    legs.delete('a');
    wiring.onClosed('a');
    const again = add('a');
    b.speak('secret');
    expect(again.heard).toEqual([]);
  });

  it('asks the new source for two key frames, at once and after 300 ms, also when it re-attaches', () => {
    add('a');
    const b = add('b');
    wiring.wire('a', { leg: 'b' });
    expect(b.keyFrames).toBe(1);
    vi.advanceTimersByTime(300);
    expect(b.keyFrames).toBe(2);
    wiring.onUp(b as unknown as WebRtcLeg);
    vi.advanceTimersByTime(300);
    expect(b.keyFrames).toBe(4);
  });

  it('the same wire again changes nothing: no switch, no key frame', () => {
    const a = add('a');
    const b = add('b');
    wiring.wire('a', { leg: 'b' });
    vi.advanceTimersByTime(300);
    const [switches, keyFrames] = [a.switches, b.keyFrames];
    wiring.wire('a', { leg: 'b' });
    vi.advanceTimersByTime(300);
    expect([a.switches, b.keyFrames]).toEqual([switches, keyFrames]);
  });

  it('refuses legs of different codecs, and leaves the former wire as it was', () => {
    const a = add('a');
    const b = add('b');
    const c = add('c');
    c.audioCodec = 'pcmu';
    wiring.wire('a', { leg: 'b' });
    expect(() => wiring.wire('a', { leg: 'c' })).toThrow(expect.objectContaining({ code: 'media.noCodec' }));
    b.speak('still here');
    expect(a.heard).toEqual(['still here']);
  });

  it('changes the parties of a mix without a switch, also when one of them comes or goes', () => {
    const a = add('a');
    const b = add('b');
    wiring.wire('a', { mix: ['b', 'c'] });
    const { switches, feed } = a;
    expect(b.sinks.size).toBe(1);
    const c = add('c');
    expect(c.sinks.size).toBe(1);
    wiring.wire('a', { mix: ['c', 'b'] });
    wiring.wire('a', { mix: ['c'] });
    vi.advanceTimersByTime(60);
    expect([b.sinks.size, c.sinks.size]).toEqual([0, 1]);
    legs.delete('c');
    wiring.onClosed('c');
    vi.advanceTimersByTime(60);
    expect([a.switches, a.feed]).toEqual([switches, feed]);
    expect(c.sinks.size).toBe(0);
    wiring.wire('a', { leg: 'b' });
    expect(a.switches).toBe(switches + 1);
    b.speak('plain');
    expect(a.heard.at(-1)).toBe('plain');
  });

  it('a mix joins what a plain wire refuses: different codecs', () => {
    add('a');
    add('b').audioCodec = 'pcma';
    expect(() => wiring.wire('a', { leg: 'b' })).toThrow(expect.objectContaining({ code: 'media.noCodec' }));
    expect(() => wiring.wire('a', { mix: ['b'] })).not.toThrow();
  });

  it('a leg that comes with another codec than its wire is silent instead of noise', () => {
    const a = add('a');
    wiring.wire('a', { leg: 'late' });
    const late = new FakeLeg('late');
    late.audioCodec = 'pcma';
    legs.set('late', late);
    wiring.onUp(late as unknown as WebRtcLeg);
    late.speak('noise');
    expect(a.heard).toEqual([]);
  });
});

describe('EchoLine', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('gives packets back after the delay, in order, and nothing after it was stopped', () => {
    const leg = new FakeLeg('e');
    const echo = new EchoLine(leg as unknown as WebRtcLeg, 100);
    const speak = (text: string): void => {
      for (const sink of leg.sinks) sink.forward('audio', header, Buffer.from(text), performance.now());
    };
    speak('one');
    vi.advanceTimersByTime(60);
    speak('two');
    expect(leg.heard).toEqual([]);
    vi.advanceTimersByTime(45);
    expect(leg.heard).toEqual(['one']);
    vi.advanceTimersByTime(60);
    expect(leg.heard).toEqual(['one', 'two']);
    speak('three');
    echo.stop();
    vi.advanceTimersByTime(500);
    expect(leg.heard).toEqual(['one', 'two']);
    expect(leg.sinks.size).toBe(0);
  });
});

describe('EchoMeter', () => {
  const packet = (samples: number[]): Buffer => Buffer.concat([Buffer.alloc(12), Buffer.from(samples.map(encodeMuLaw))]);

  it('hears the loudest moment of the audio and counts whole pictures', () => {
    const meter = new EchoMeter('pcmu');
    expect(meter.heard).toEqual({ audioPeak: 0, videoFrames: 0 });
    meter.take('audio', header, packet(Array<number>(160).fill(0)));
    expect(meter.heard.audioPeak).toBeLessThan(0.001);
    meter.take('audio', header, packet(Array.from({ length: 160 }, (_, i) => 8_192 * Math.sin(i / 4))));
    meter.take('audio', header, packet(Array<number>(160).fill(0)));
    expect(meter.heard.audioPeak).toBeCloseTo(0.25, 1);
    meter.take('video', header, Buffer.alloc(100));
    meter.take('video', { ...header, marker: true }, Buffer.alloc(100));
    expect(meter.heard.videoFrames).toBe(1);
    meter.close();
  });

  it('takes silence in Opus for silence, speech for speech, and what is no Opus for nothing', () => {
    const encoder = new OpusEncoder();
    const opus = (samples: Int16Array): Buffer => Buffer.concat([Buffer.alloc(12), encoder.encode(samples)]);
    const meter = new EchoMeter('opus');
    for (let i = 0; i < 10; i++) meter.take('audio', header, opus(new Int16Array(960)));
    meter.take('audio', header, Buffer.from('not even twelve'));
    expect(meter.heard.audioPeak).toBeLessThan(0.005);
    const tone = Int16Array.from({ length: 960 }, (_, i) => 10_000 * Math.sin((i / 960) * 2 * Math.PI * 8));
    for (let i = 0; i < 10; i++) meter.take('audio', header, opus(tone));
    expect(meter.heard.audioPeak).toBeGreaterThan(0.2);
    meter.close();
    encoder.close();
  });
});

describe('Players', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('plays fifty frames a second on one clock, late timers or not, and stops when asked', async () => {
    const players = new Players();
    const leg = new FakeLeg('p');
    // Encoding goes on between the timers.
    const feed = players.feed('ringback', leg as unknown as WebRtcLeg);
    await vi.advanceTimersByTimeAsync(1_000);
    leg.heard.length = 0;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(leg.heard.length).toBeGreaterThanOrEqual(499);
    expect(leg.heard.length).toBeLessThanOrEqual(501);
    feed.stop();
    leg.heard.length = 0;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(leg.heard).toEqual([]);
    players.close();
  });
});
