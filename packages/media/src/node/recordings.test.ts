import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MediaEvent } from '@centralino/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOgg } from '../../test-kit/read-ogg.ts';
import { silentLogger } from '../../test-kit/silent-logger.ts';
import { joined, levelOf, rtpPacket, ToneLeg, toneFrame } from '../../test-kit/tones.ts';
import { Mixes } from './mixes.ts';
import { OggOpusWriter, opusFilling } from './ogg-opus.ts';
import { OpusDecoder, OpusEncoder, opusPacketSamples } from './opus-codec.ts';
import { RecordingFile } from './recording-file.ts';
import { RecordingTimeline } from './recording-timeline.ts';
import { RecordingTrack } from './recording-track.ts';
import { Recordings } from './recordings.ts';
import { parseRtp } from './rtp.ts';
import type { WebRtcLeg } from './webrtc-leg.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'recordings-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const frames = (count: number, hz = 440): Buffer[] => {
  const encoder = new OpusEncoder();
  return Array.from({ length: count }, (_, i) => encoder.encode(toneFrame(hz, i)));
};
const decode = (packets: Buffer[]): Int16Array => {
  const decoder = new OpusDecoder();
  return joined(packets.map((packet) => decoder.decode(packet)));
};

describe('OggOpusWriter', () => {
  it('makes pages that a strict reader takes: one a second, the last one marked', () => {
    const writer = new OggOpusWriter();
    const packets = frames(120);
    const pages = [writer.head(), ...packets.map((packet) => writer.write(packet)), writer.end()].filter((page) => page !== null);
    const read = readOgg(Buffer.concat(pages));
    expect(read.packets).toEqual(packets);
    expect(read).toMatchObject({ samples: 120 * 960 - 312, ended: true, pages: 5 });
    // Cut off after any page, it is still a file.
    const cut = readOgg(Buffer.concat(pages.slice(0, -1)));
    expect(cut).toMatchObject({ samples: 100 * 960 - 312, ended: false });
  });

  it('writes packets of any length', () => {
    const writer = new OggOpusWriter();
    // TOC 0x78: one frame of 20 ms.
    const packets = [1, 254, 255, 256, 510, 1_275].map((length) => Buffer.alloc(length, 0x78));
    const pages = [writer.head(), ...packets.map((packet) => writer.write(packet)), writer.end()].filter((page) => page !== null);
    expect(readOgg(Buffer.concat(pages)).packets).toEqual(packets);
    const many = new OggOpusWriter();
    const big = Array.from({ length: 60 }, () => Buffer.alloc(1_275, 0x78));
    const bigPages = [many.head(), ...big.map((packet) => many.write(packet)), many.end()].filter((page) => page !== null);
    expect(readOgg(Buffer.concat(bigPages)).packets).toHaveLength(60);
  });

  it('fills gaps with what decodes to exactly as many samples of silence', () => {
    const filling = [...opusFilling(48_000 + 600)].map((packet) => Buffer.from(packet));
    expect(filling.reduce((sum, packet) => sum + opusPacketSamples(packet), 0)).toBe(48_600);
    const samples = decode(filling);
    expect(samples).toHaveLength(48_600);
    expect(Math.max(...samples)).toBe(0);
    expect([...opusFilling(100)]).toEqual([]);
  });
});

describe('RecordingTimeline', () => {
  const at = (timeline: RecordingTimeline, timestamp: number, atMs: number, ssrc = 1): number =>
    timeline.place({ ssrc, timestamp: timestamp >>> 0, samples: 960 }, atMs);

  it('goes by timestamps, over their wrap and in any order', () => {
    const timeline = new RecordingTimeline(48_000);
    const from = 2 ** 32 - 960;
    expect([at(timeline, from, 0), at(timeline, from + 1_920, 40), at(timeline, from + 960, 41), at(timeline, from + 2_880, 60)]).toEqual([
      0, 1_920, 960, 2_880,
    ]);
  });

  it('goes by our clock where the sender’s does not go on', () => {
    const timeline = new RecordingTimeline(48_000);
    at(timeline, 0, 0);
    expect(at(timeline, 77_777, 3_000, 2)).toBe(144_000);
    expect(at(timeline, 77_777 + 960, 3_020, 2)).toBe(144_960);
    // The same stream, but its clock jumped.
    expect(at(timeline, 9_000_000, 3_040, 2)).toBe(145_920);
  });

  it('leaves pauses out', () => {
    const timeline = new RecordingTimeline(48_000);
    at(timeline, 0, 0);
    timeline.pause();
    expect(timeline.at(5_000)).toBe(960);
    expect(at(timeline, 480_000, 10_000)).toBe(960);
    expect(timeline.at(10_040)).toBe(960 + 1_920);
  });
});

describe('RecordingTrack', () => {
  const trackOf = (codec: 'opus' | 'pcmu' | 'pcma'): RecordingTrack => {
    const extension = codec === 'opus' ? 'ogg' : 'wav';
    const file = new RecordingFile({ directory, name: 'r', extension, onError: (error) => expect.unreachable(error.message) });
    return new RecordingTrack({ legId: 'a', codec, offsetMs: 0, file });
  };
  const give = (track: RecordingTrack, index: number, payload: Uint8Array, step: number): void => {
    const packet = rtpPacket({ sequence: index, timestamp: index * step, ssrc: 1, payload });
    track.packet(parseRtp(packet)!, payload, index * 20);
  };

  it('puts packets in order and fills what was lost, so that time is right', async () => {
    const track = trackOf('opus');
    const packets = frames(150);
    // 40 to 89 are lost; 10 and 11 come in the wrong order, 12 twice.
    const order = [
      ...Array(10).keys(),
      11,
      10,
      12,
      12,
      ...Array.from({ length: 27 }, (_, i) => i + 13),
      ...Array.from({ length: 60 }, (_, i) => i + 90),
    ];
    for (const index of order) give(track, index, packets[index]!, 960);
    const file = await track.finish(null);
    expect(file).toMatchObject({ ms: Math.round((150 * 960 - 312) / 48), filledMs: 1_000, offsetMs: 0, path: join(directory, 'r.ogg') });
    const read = readOgg(readFileSync(file!.path));
    expect(read.packets.slice(0, 40)).toEqual(packets.slice(0, 40));
    expect(read.packets.slice(-60)).toEqual(packets.slice(-60));
    const samples = decode(read.packets);
    expect(levelOf(samples.subarray(10 * 960, 38 * 960), 440)).toBeCloseTo(-10.5, 0);
    expect(levelOf(samples.subarray(55 * 960, 88 * 960), 440)).toBeLessThan(-60);
    expect(levelOf(samples.subarray(95 * 960), 440)).toBeCloseTo(-10.5, 0);
  });

  it('ends when the leg’s time ends, not with its last packet', async () => {
    const track = trackOf('opus');
    frames(10).forEach((packet, index) => give(track, index, packet, 960));
    expect(await track.finish(2_000)).toMatchObject({ ms: Math.round(2_000 + 0 - 312 / 48), filledMs: 1_800 });
  });

  it.each([
    ['pcmu', 7, 0xff],
    ['pcma', 6, 0xd5],
  ] as const)('writes %s as WAV of the right kind', async (codec, tag, silence) => {
    const track = trackOf(codec);
    const payload = (index: number): Uint8Array => new Uint8Array(160).fill(index);
    for (const index of [0, 1, 2, 5, 6]) give(track, index, payload(index), 160);
    const file = await track.finish(null);
    expect(file).toMatchObject({ ms: 140, filledMs: 40, path: join(directory, 'r.wav') });
    const wav = readFileSync(file!.path);
    expect([wav.toString('latin1', 0, 4), wav.readUInt32LE(4), wav.toString('latin1', 8, 16)]).toEqual([
      'RIFF',
      wav.length - 8,
      'WAVEfmt ',
    ]);
    expect([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(34)]).toEqual([tag, 1, 8_000, 8]);
    expect([wav.toString('latin1', 50, 54), wav.readUInt32LE(54), wav.length]).toEqual(['data', 7 * 160, 58 + 7 * 160]);
    expect([...Array(7).keys()].map((index) => wav[58 + index * 160])).toEqual([0, 1, 2, silence, silence, 5, 6]);
  });
});

describe('Recordings', () => {
  let legs: Map<string, ToneLeg>;
  let mixes: Mixes;
  let recordings: Recordings;
  let events: MediaEvent[];
  let warned: string[];
  const speak = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      for (const leg of legs.values()) leg.speak();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  beforeEach(() => {
    const add = (id: string, hz: number): [string, ToneLeg] => [id, new ToneLeg(id, hz)];
    legs = new Map([add('a', 440), add('b', 1_030)]);
    const known = legs as unknown as Map<string, WebRtcLeg>;
    mixes = new Mixes(known);
    events = [];
    warned = [];
    const warn = ({ id }: WebRtcLeg): number => warned.push(id);
    recordings = new Recordings({ legs: known, mixes, logger: silentLogger, emit: (event) => events.push(event), warn });
  });
  afterEach(async () => {
    await recordings.close();
    mixes.close();
  });

  it('has no complete file before the end, and then all of them, with names of their own', async () => {
    recordings.start({ recordingId: 'r', legs: ['a', 'b'], directory });
    await speak(10);
    expect(readdirSync(directory).sort()).toEqual(['r.a.ogg.part', 'r.b.ogg.part', 'r.mixed.ogg.part']);
    const { files } = await recordings.stop('r');
    expect(readdirSync(directory).sort()).toEqual(['r.a.ogg', 'r.b.ogg', 'r.mixed.ogg']);
    for (const file of files) expect(readOgg(readFileSync(file.path)).ended).toBe(true);
    recordings.start({ recordingId: 'r', legs: ['a'], directory });
    await speak(3);
    // Never over an earlier recording.
    expect((await recordings.stop('r')).files.map((file) => file.path)).toEqual([
      join(directory, 'r.a.2.ogg'),
      join(directory, 'r.mixed.2.ogg'),
    ]);
    expect(mixes.load).toEqual({ decoders: 0, encoders: 0 });
    for (const leg of legs.values()) expect(leg.sinks.size).toBe(0);
  });

  it('follows the legs that it is told', async () => {
    recordings.start({ recordingId: 'r', legs: ['a'], directory });
    await speak(10);
    recordings.start({ recordingId: 'r', legs: ['a', 'b'], directory });
    await speak(10);
    const { files } = await recordings.stop('r');
    const b = files.find((file) => file.legId === 'b')!;
    expect(b.offsetMs).toBeGreaterThanOrEqual(180);
    expect(files.find((file) => file.legId === 'a')!.ms).toBeGreaterThan(b.ms + 150);
  });

  it('has a mix as long as the recording ran, also when the process stood still for a while', async () => {
    const startedAt = performance.now();
    recordings.start({ recordingId: 'r', legs: ['a', 'b'], directory });
    await speak(5);
    const until = performance.now() + 1_000;
    while (performance.now() < until);
    await speak(5);
    const ranMs = performance.now() - startedAt;
    const { files } = await recordings.stop('r');
    const mixed = files.find((file) => file.legId === null)!;
    expect(Math.abs(mixed.ms - ranMs)).toBeLessThan(200);
    expect(mixed.filledMs).toBeGreaterThan(800);
    expect(Math.abs(readOgg(readFileSync(mixed.path)).samples / 48 - mixed.ms)).toBeLessThan(1);
  });

  it('warns each leg once, when it is announced', async () => {
    recordings.start({ recordingId: 'q', legs: ['a', 'b'], directory });
    expect(warned).toEqual([]);
    recordings.start({ recordingId: 'r', legs: ['a', 'c'], directory, announce: true });
    recordings.pause('r');
    recordings.start({ recordingId: 'r', legs: ['a', 'b', 'c'], directory, announce: true });
    recordings.resume('r');
    expect(warned).toEqual(['a', 'b']);
    // It comes up later.
    legs.set('c', new ToneLeg('c', 700));
    recordings.onLegs();
    recordings.onLegs();
    expect(warned).toEqual(['a', 'b', 'c']);
  });

  it('tells once that the disk refuses, and goes on living', async () => {
    const notADirectory = join(directory, 'file');
    writeFileSync(notADirectory, '');
    recordings.start({ recordingId: 'r', legs: ['a', 'b'], directory: notADirectory });
    await speak(5);
    expect(events).toEqual([{ type: 'record.failed', recordingId: 'r', detail: expect.stringMatching(/EEXIST|ENOTDIR/) }]);
    expect(await recordings.stop('r')).toEqual({ files: [] });
    await expect(recordings.stop('r')).rejects.toMatchObject({ code: 'recording.unknown' });
    expect(() => recordings.start({ recordingId: 'q', legs: ['a'], directory: 'relative' })).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });
});
