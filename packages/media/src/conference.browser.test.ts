import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MediaEvent, MediaSource } from '@centralino/protocol';
import { BrowserLab, type LabPage, type OfferOptions } from '../test-kit/browser-lab.ts';
import { freeUdpPort } from '../test-kit/free-udp-port.ts';
import { silentLogger } from '../test-kit/silent-logger.ts';
import { createMediaPlane, type MediaPlane } from './index.ts';

const lab = new BrowserLab();
let plane: MediaPlane;
let directory: string;
let events: MediaEvent[] = [];
const pages: LabPage[] = [];
const legs = new Set<string>();

beforeAll(async () => {
  const udpPort = await freeUdpPort();
  [plane, , directory] = await Promise.all([
    createMediaPlane({ nodes: 1, udpPort, bindAddress: '127.0.0.1', publicAddress: null, logger: silentLogger }),
    lab.start(),
    mkdtemp(join(tmpdir(), 'recordings-')),
  ]);
  plane.on('event', (event) => events.push(event));
});

afterEach(async () => {
  for (const legId of legs) await plane.request('close', { legId });
  legs.clear();
  for (const opened of pages.splice(0)) await opened.page.close();
  events = [];
});

afterAll(async () => {
  await lab.stop();
  await plane?.close();
  await rm(directory, { recursive: true, force: true });
});

async function connect(legId: string, options: OfferOptions = {}, page?: LabPage): Promise<LabPage> {
  const opened = page ?? (await lab.open());
  if (page === undefined) pages.push(opened);
  const offer = await opened.offer(options);
  legs.add(legId);
  const { answer } = await plane.request('createWebRtcLeg', {
    legId,
    offer,
    audio: ['opus', 'pcmu', 'pcma'],
    video: true,
    maxVideoBps: 1_000_000,
    group: 'talk',
  });
  await opened.answer(answer);
  return opened;
}

const wire = (sink: string, source: MediaSource) => plane.request('wire', { sink, source });

/** Everybody hears all others. */
const conference = (...parties: string[]) =>
  Promise.all(parties.map((sink) => wire(sink, { mix: parties.filter((other) => other !== sink) })));

/** The first event, from now on or already told, for which the test holds. */
function event<T extends MediaEvent['type']>(
  type: T,
  holds: (event: MediaEvent & { type: T }) => boolean = () => true,
): Promise<MediaEvent> {
  return new Promise((resolve, reject) => {
    const fits = (told: MediaEvent): boolean => told.type === type && holds(told as MediaEvent & { type: T });
    const told = events.find(fits);
    if (told !== undefined) return resolve(told);
    const timer = setTimeout(() => reject(new Error(`no ${type}`)), 15_000);
    const listen = (next: MediaEvent): void => {
      if (!fits(next)) return;
      clearTimeout(timer);
      plane.off('event', listen);
      resolve(next);
    };
    plane.on('event', listen);
  });
}

const [low, middle, high] = [440, 1_030, 1_790];

describe('a conference', () => {
  it('lets everybody hear both others and not themselves; who leaves is not heard; back to two: nothing lost', async () => {
    const [anna, bruno, carla] = await Promise.all([
      connect('a', { toneHz: low }),
      connect('b', { toneHz: middle }),
      connect('c', { toneHz: high }),
    ]);
    await Promise.all([wire('a', { leg: 'b' }), wire('b', { leg: 'a' })]);
    await Promise.all([anna.hears([middle], [low, high]), bruno.hears([low], [middle, high])]);
    await conference('a', 'b', 'c');
    await Promise.all([anna.hears([middle, high], [low]), bruno.hears([low, high], [middle]), carla.hears([low, middle], [high])]);

    // Bruno is muted: he leaves the others' lists, but hears on.
    await Promise.all([wire('a', { mix: ['c'] }), wire('c', { mix: ['a'] })]);
    await Promise.all([anna.hears([high], [low, middle]), bruno.hears([low, high], [middle]), carla.hears([low], [middle, high])]);
    await conference('a', 'b', 'c');
    await anna.hears([middle, high], [low]);

    await wire('c', null);
    await Promise.all([wire('a', { leg: 'b' }), wire('b', { leg: 'a' })]);
    await Promise.all([anna.hears([middle], [low, high]), bruno.hears([low], [middle, high])]);
    const before = (await anna.stats()).in_audio!.packets;
    const heard = await anna.until(`s.in_audio.packets > ${before + 50}`);
    expect(heard.in_audio!.lost).toBe(0);
    expect((await bruno.stats()).in_audio!.lost).toBe(0);
    expect((await carla.stats()).in_audio!.lost).toBe(0);
  });

  it('joins codecs: Opus, µ-law and A-law in one mix, and as a transcoder between two', async () => {
    const [anna, bruno, carla] = await Promise.all([
      connect('a', { toneHz: low }),
      connect('b', { toneHz: middle, codecs: ['audio/pcmu'] }),
      connect('c', { toneHz: high, codecs: ['audio/pcma'] }),
    ]);
    await conference('a', 'b', 'c');
    await Promise.all([anna.hears([middle, high], [low]), bruno.hears([low, high], [middle]), carla.hears([low, middle], [high])]);
    await conference('a', 'b');
    await Promise.all([anna.hears([middle], [low, high]), bruno.hears([low], [middle, high])]);
    for (const page of [anna, bruno]) expect((await page.stats()).in_audio!.lost).toBe(0);
  });

  it('goes on when a party comes back on another transport', async () => {
    const [anna, bruno, carla] = await Promise.all([
      connect('a', { toneHz: low }),
      connect('b', { toneHz: middle }),
      connect('c', { toneHz: high }),
    ]);
    await conference('a', 'b', 'c');
    await anna.hears([middle, high], [low]);
    await bruno.page.reload();
    await anna.hears([high], [low, middle]);
    await connect('b', { toneHz: middle }, bruno);
    await Promise.all([anna.hears([middle, high], [low]), bruno.hears([low, high], [middle]), carla.hears([low, middle], [high])]);
    expect((await anna.stats()).in_audio!.lost).toBe(0);
  });

  it('shows who speaks, with video that begins at once', async () => {
    const [anna, bruno, carla] = await Promise.all([
      connect('a', { video: true, toneHz: low }),
      connect('b', { video: true, toneHz: middle }),
      connect('c', { video: true, canvasWidth: 320, toneHz: high }),
    ]);
    const speak = (page: LabPage, speaks: boolean) => page.page.evaluate(`pc.getSenders()[0].track.enabled = ${speaks}`);
    await Promise.all([speak(bruno, true), speak(carla, false)]);
    await conference('a', 'b', 'c');
    // Nobody has to wait for a picture; one's own is never among them. The browsers tell the pictures apart by their width.
    const [first] = await Promise.all([
      anna.until('s.in_video && s.in_video.framesDecoded > 20 && s.in_video.frameWidth > 320 && s.in_audio.packets > 100'),
      bruno.until('s.in_video && s.in_video.framesDecoded > 20'),
      carla.until('s.in_video && s.in_video.framesDecoded > 20'),
    ]);
    await Promise.all([speak(bruno, false), speak(carla, true)]);
    await anna.until('s.in_video.frameWidth <= 320');
    const after = await anna.until(`s.in_video.framesDecoded > ${first.in_video!.framesDecoded + 60} && s.in_video.frameWidth <= 320`);
    expect((await bruno.stats()).in_video!.lost).toBe(0);
    expect(after.in_video!.lost).toBe(0);
    expect(after.in_audio!.lost).toBe(0);
  });
});

describe('telephone events', () => {
  it('tells each key that a browser presses, once, and the other side loses nothing by it', async () => {
    const [anna, bruno] = await Promise.all([connect('a'), connect('b')]);
    await Promise.all([wire('a', { leg: 'b' }), wire('b', { leg: 'a' })]);
    await bruno.until('s.in_audio && s.in_audio.packets > 50');
    await anna.page.evaluate("pc.getSenders()[0].dtmf.insertDTMF('15#A', 100, 70)");
    await event('leg.dtmf', (told) => told.digit === 'A');
    expect(events.flatMap((told) => (told.type === 'leg.dtmf' ? [`${told.legId}${told.digit}`] : []))).toEqual(['a1', 'a5', 'a#', 'aA']);
    const before = (await bruno.stats()).in_audio!.packets;
    const heard = await bruno.until(`s.in_audio.packets > ${before + 50}`);
    expect(heard.in_audio!.lost).toBe(0);
  });

  it('tells one key for one long press (longer than an event can say)', async () => {
    const anna = await connect('a');
    await anna.page.evaluate("pc.getSenders()[0].dtmf.insertDTMF('89', 3000, 70)");
    await event('leg.dtmf', (told) => told.digit === '9');
    expect(events.flatMap((told) => (told.type === 'leg.dtmf' ? [told.digit] : []))).toEqual(['8', '9']);
  });

  it.each([{}, { codecs: ['audio/pcmu', 'audio/telephone-event'] }])('sends keys to a browser (%j), which hears them', async (options) => {
    const anna = await connect('a', { ...options, toneHz: low });
    await wire('a', { player: 'comfort' });
    await anna.until('s.in_audio && s.in_audio.packets > 50');
    await plane.request('dtmf', { legId: 'a', digits: '1', toneMs: 1_500 });
    await anna.hears([697, 1_209], [770, 1_336]);
    await plane.request('dtmf', { legId: 'a', digits: '5', toneMs: 1_500 });
    await anna.hears([770, 1_336], [697, 1_209]);
    const before = (await anna.stats()).in_audio!.packets;
    const heard = await anna.until(`s.in_audio.packets > ${before + 120}`);
    expect(heard.in_audio!.lost).toBe(0);
  });

  it('refuses to send where they were not negotiated', async () => {
    await connect('a', { codecs: ['audio/opus'] });
    await expect(plane.request('dtmf', { legId: 'a', digits: '1' })).rejects.toMatchObject({ code: 'media.noDtmf' });
    await expect(plane.request('dtmf', { legId: 'nobody', digits: '1' })).rejects.toMatchObject({ code: 'leg.unknown' });
  });
});

/** So long they talk, in ms of sound that has come through: what is to be found in the files afterwards. */
const talkFor = (ms: number, ...heard: LabPage[]): Promise<unknown> => Promise.all(heard.map((page) => page.heardFor(ms)));

describe('a recording', () => {
  it('has each leg and the mix, in files that Chromium plays for as long as the talk was', async () => {
    const [anna, bruno] = await Promise.all([connect('a', { toneHz: low }), connect('b', { toneHz: middle, codecs: ['audio/pcmu'] })]);
    await conference('a', 'b');
    const warning = 1_400;
    await Promise.all([anna.hears([middle], [warning]), bruno.hears([low], [warning])]);
    const warned = Promise.all([anna.notices(warning), bruno.notices(warning)]);
    const from = performance.now();
    await plane.request('record.start', { recordingId: 'r1', legs: ['a', 'b'], directory, announce: true });
    await talkFor(2_000, anna, bruno);
    // The tone was heard once, and the others again after it; it is in none of the files.
    await warned;
    await Promise.all([anna.hears([middle], [warning]), bruno.hears([low], [warning])]);
    await plane.request('record.pause', { recordingId: 'r1' });
    const paused = performance.now();
    await talkFor(1_000, anna, bruno);
    const resumed = performance.now();
    await plane.request('record.resume', { recordingId: 'r1' });
    await talkFor(1_500, anna, bruno);
    const { files } = await plane.request('record.stop', { recordingId: 'r1' });
    // At least the sound that was heard between the commands, at most the time from before the first to after the last of them.
    const mostMs = paused - from + performance.now() - resumed;
    expect(files.map((file) => file.legId ?? 'mixed').sort()).toEqual(['a', 'b', 'mixed']);
    const tones = { a: [low], b: [middle], mixed: [low, middle] };
    for (const file of files) {
      expect(file.ms).toBeGreaterThan(3_400);
      expect(file.ms).toBeLessThan(mostMs + 100);
      expect(file.filledMs).toBeLessThan(300);
      // A sine with the amplitude 0.3.
      expect(file.energy).toBeGreaterThan(0.01);
      const type = file.path.endsWith('.wav') ? 'audio/wav' : 'audio/ogg';
      const present = tones[(file.legId ?? 'mixed') as keyof typeof tones];
      const absent = [low, middle, warning].filter((hz) => !present.includes(hz));
      const played = await anna.play(await readFile(file.path), type, 0.3, [...present, ...absent]);
      expect(Math.abs(played.seconds * 1_000 - file.ms)).toBeLessThan(60);
      played.levels.forEach((level, i) => (i < present.length ? expect(level).toBeGreaterThan(-30) : expect(level).toBeLessThan(-50)));
    }
    expect((await readdir(directory)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('goes on over a new transport of a leg, with silence for the time between', async () => {
    const anna = await connect('a', { toneHz: low });
    const carla = await connect('c', { toneHz: high });
    await conference('a', 'c');
    await carla.hears([low], [high]);
    await plane.request('record.start', { recordingId: 'r2', legs: ['a', 'c'], directory });
    const from = performance.now();
    await talkFor(1_000, carla);
    await anna.page.reload();
    await connect('a', { toneHz: middle }, anna);
    await carla.hears([middle], [low, high]);
    const back = performance.now();
    await talkFor(1_000, carla);
    const { files } = await plane.request('record.stop', { recordingId: 'r2' });
    const ofAnna = files.filter((file) => file.legId === 'a');
    expect(ofAnna).toHaveLength(1);
    // The time away is in the file, and at least the sound that was heard after it.
    expect(ofAnna[0]!.ms).toBeGreaterThan(back - from + 1_000 - 400);
    expect(ofAnna[0]!.ms).toBeLessThan(performance.now() - from + 400);
    const bytes = await readFile(ofAnna[0]!.path);
    const early = await carla.play(bytes, 'audio/ogg', 0.3, [low, middle]);
    expect(early.levels[0]).toBeGreaterThan(-30);
    expect(early.levels[1]).toBeLessThan(-50);
    const late = await carla.play(bytes, 'audio/ogg', ofAnna[0]!.ms / 1_000 - 0.6, [low, middle]);
    expect(late.levels[0]).toBeLessThan(-50);
    expect(late.levels[1]).toBeGreaterThan(-30);
  });

  it('whose node is killed leaves files that can be played, and says so', async () => {
    const udpPort = await freeUdpPort();
    const fragile = await createMediaPlane({ nodes: 1, udpPort, bindAddress: '127.0.0.1', publicAddress: null, logger: silentLogger });
    try {
      const [anna, bruno] = [await lab.open(), await lab.open()];
      pages.push(anna, bruno);
      for (const [legId, page, codec, toneHz] of [
        ['a', anna, 'opus', low],
        ['b', bruno, 'pcma', middle],
      ] as const) {
        const offer = await page.offer({ toneHz });
        const { answer } = await fragile.request('createWebRtcLeg', {
          legId,
          offer,
          audio: [codec],
          video: false,
          maxVideoBps: 1,
          group: 'g',
        });
        await page.answer(answer);
      }
      await fragile.request('record.start', { recordingId: 'r3', legs: ['a', 'b'], directory });
      // Nothing is wired here: they are recorded, but hear nobody.
      await Promise.all([anna, bruno].map((page) => page.until('s.out_audio?.packets >= 175', 20_000)));
      const lost = new Promise((resolve) => fragile.on('nodeLost', resolve));
      process.kill((await fragile.info())[0]!.pid!, 'SIGKILL');
      expect(await lost).toEqual({ legIds: ['a', 'b'], recordingIds: ['r3'] });
      await expect(fragile.request('record.stop', { recordingId: 'r3' })).rejects.toMatchObject({ code: 'recording.unknown' });
      const left = (await readdir(directory)).filter((name) => name.startsWith('r3.')).sort();
      expect(left).toEqual(['r3.a.ogg.part', 'r3.b.wav.part', 'r3.mixed.ogg.part']);
      for (const name of left) {
        const type = name.includes('.wav') ? 'audio/wav' : 'audio/ogg';
        const played = await anna.play(await readFile(join(directory, name)), type, 0.5, [name.includes('.b.') ? middle : low]);
        // A second at most is still in memory, and a page begins when the first packet after it is there.
        expect(played.seconds).toBeGreaterThan(1.4);
        expect(played.levels[0]).toBeGreaterThan(-30);
      }
    } finally {
      await fragile.close();
    }
  });
});
