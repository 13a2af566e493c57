import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MediaEvent, MediaSource } from '@centralino/protocol';
import { BrowserLab, type LabPage, type OfferOptions } from '../test-kit/browser-lab.ts';
import { createMediaPlane, type MediaPlane } from './index.ts';
import { LossyRelay } from '../test-kit/lossy-relay.ts';
import { freeUdpPort } from '../test-kit/free-udp-port.ts';
import { silentLogger } from '../test-kit/silent-logger.ts';

const lab = new BrowserLab();
let plane: MediaPlane;
let udpPort: number;
let events: MediaEvent[] = [];
const pages: LabPage[] = [];
const legs = new Set<string>();

beforeAll(async () => {
  udpPort = await freeUdpPort();
  [plane] = await Promise.all([
    createMediaPlane({ nodes: 1, udpPort, bindAddress: '0.0.0.0', publicAddress: null, logger: silentLogger }),
    lab.start(),
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
});

const openPage = async (): Promise<LabPage> => {
  const opened = await lab.open();
  pages.push(opened);
  return opened;
};

async function connect(legId: string, page: LabPage, options: OfferOptions = {}): Promise<string> {
  const offer = await page.offer(options);
  legs.add(legId);
  const { answer } = await plane.request('createWebRtcLeg', {
    legId,
    offer,
    audio: ['opus', 'pcmu', 'pcma'],
    video: true,
    maxVideoBps: 1_500_000,
    group: 'talk',
  });
  await page.answer(answer);
  return offer;
}

const wire = (sink: string, source: MediaSource) => plane.request('wire', { sink, source });

/** The first event, from now on or already told, for which the test holds. */
function event(holds: (event: MediaEvent) => boolean, withinMs = 15_000): Promise<MediaEvent> {
  return new Promise((resolve, reject) => {
    const told = events.find(holds);
    if (told !== undefined) return resolve(told);
    const timer = setTimeout(() => reject(new Error(`no such event in ${withinMs} ms`)), withinMs);
    const listen = (next: MediaEvent): void => {
      if (!holds(next)) return;
      clearTimeout(timer);
      plane.off('event', listen);
      resolve(next);
    };
    plane.on('event', listen);
  });
}

describe('a WebRTC leg', () => {
  it('whose microphone sends nothing but zeros is told, and that it is heard again', { timeout: 60_000 }, async () => {
    const page = await openPage();
    await connect('quiet', page, { toneHz: 440 });
    const told = (trouble: string) => event((one) => one.type === 'leg.quality' && one.trouble === trouble, 30_000);
    await told('none');
    // The headset's own switch: the track goes on, with a tone of no frequency.
    await page.page.evaluate('oscillator.frequency.value = 0');
    await told('silence');
    events = [];
    await page.page.evaluate('oscillator.frequency.value = 440');
    await told('none');
  });

  it('sends one’s own voice back (echo), from an offer without candidates', async () => {
    const page = await openPage();
    const offer = await connect('echo', page, { video: true });
    expect(offer).not.toMatch(/a=candidate/);
    await wire('echo', { echo: true, delayMs: 300 });
    const heard = await page.until(
      's.in_audio && s.in_audio.energy > 0.001 && s.in_audio.packets > 100 && s.in_video && s.in_video.framesDecoded > 10',
    );
    expect(heard.in_audio!.lost).toBe(0);
    const { stats, heard: received } = await plane.request('stats', { legId: 'echo' });
    expect(received?.audioPeak).toBeGreaterThan(0.05);
    expect(received?.videoFrames).toBeGreaterThan(10);
    expect(stats.silentMs).toBeLessThan(200);
    expect(stats.path).toBe('udp');
  });

  it('bridges two browsers with audio and video, nothing lost', async () => {
    const [anna, bruno] = [await openPage(), await openPage()];
    await Promise.all([connect('anna', anna, { video: true }), connect('bruno', bruno, { video: true, gather: true })]);
    await Promise.all([wire('anna', { leg: 'bruno' }), wire('bruno', { leg: 'anna' })]);
    for (const page of [anna, bruno]) {
      const seen = await page.until('s.in_video && s.in_video.framesDecoded > 40 && s.in_audio.packets > 150 && s.in_audio.energy > 0.001');
      expect(seen.in_audio!.lost).toBe(0);
      expect(seen.in_video!.lost).toBe(0);
    }
  });

  it('holds with music and comes back: same connection, nothing lost', async () => {
    const [customer, agent] = [await openPage(), await openPage()];
    await Promise.all([connect('customer', customer, { video: true }), connect('agent', agent, { video: true })]);
    await Promise.all([wire('customer', { leg: 'agent' }), wire('agent', { leg: 'customer' })]);
    const before = await customer.until('s.in_video && s.in_video.framesDecoded > 10 && s.in_audio.packets > 50');
    await Promise.all([wire('customer', { player: 'music' }), wire('agent', null)]);
    const held = await customer.until(
      `s.in_audio.packets > ${before.in_audio!.packets + 100} && s.in_audio.energy > ${before.in_audio!.energy}`,
    );
    expect(held.in_audio!.lost).toBe(0);
    await Promise.all([wire('customer', { leg: 'agent' }), wire('agent', { leg: 'customer' })]);
    const back = await customer.until(
      `s.in_audio.packets > ${held.in_audio!.packets + 100} && s.in_video.framesDecoded > ${held.in_video!.framesDecoded + 20}`,
    );
    expect(back.in_audio!.lost).toBe(0);
    expect(back.in_video!.lost).toBe(0);
    expect(events.filter((told) => told.type === 'leg.state' && told.state === 'connected')).toHaveLength(2);
  });

  it('comes back after a page reload with wiring and statistics kept', async () => {
    const [customer, agent] = [await openPage(), await openPage()];
    await Promise.all([connect('c', customer), connect('a', agent)]);
    await Promise.all([wire('c', { leg: 'a' }), wire('a', { leg: 'c' })]);
    await agent.until('s.in_audio && s.in_audio.packets > 50');
    await customer.page.reload();
    // A page that goes says so (DTLS close_notify).
    await event((told) => told.type === 'leg.state' && told.legId === 'c' && told.state === 'closed');
    await connect('c', customer);
    await customer.until('s.in_audio && s.in_audio.packets > 50 && s.in_audio.energy > 0');
    const heardBefore = (await agent.stats()).in_audio!;
    const heard = await agent.until(`s.in_audio.packets > ${heardBefore.packets + 50}`);
    expect(heard.in_audio!.lost).toBe(0);
    const { stats } = await plane.request('close', { legId: 'c' });
    expect(stats!.audioPacketsIn).toBeGreaterThan(100);
    expect(stats!.mos).toBeGreaterThan(4);
    expect(await plane.request('close', { legId: 'c' })).toEqual({ stats: null });
  });

  it('tells silence and sound, and that a closed tab is silent', async () => {
    const page = await openPage();
    await connect('s', page);
    await event((told) => told.type === 'leg.quality' && told.legId === 's' && told.stats.audioPacketsIn > 10);
    await page.page.evaluate('pc.getSenders()[0].replaceTrack(null)');
    const silent = await event((told) => told.type === 'leg.silent');
    expect((silent as { silentMs: number }).silentMs).toBeGreaterThanOrEqual(700);
    expect((silent as { silentMs: number }).silentMs).toBeLessThan(1_000);
    const quiet = await event((told) => told.type === 'leg.quality' && told.trouble === 'noMedia');
    expect((quiet as { stats: { silentMs: number } }).stats.silentMs).toBeGreaterThanOrEqual(3_000);
    await page.page.evaluate(
      'navigator.mediaDevices.getUserMedia({ audio: true }).then((m) => pc.getSenders()[0].replaceTrack(m.getTracks()[0]))',
    );
    await event((told) => told.type === 'leg.sound');
    events = [];
    await page.page.close();
    await event((told) => told.type === 'leg.silent' || (told.type === 'leg.state' && told.state === 'closed'));
  });

  it('keeps the first transport while a second one does not come up', async () => {
    const page = await openPage();
    await connect('k', page);
    const elsewhere = await openPage();
    await plane.request('createWebRtcLeg', {
      legId: 'k',
      offer: await elsewhere.offer(),
      audio: ['opus'],
      video: false,
      maxVideoBps: 1_000_000,
    });
    await wire('k', { player: 'comfort' });
    const heard = await page.until('s.in_audio && s.in_audio.packets > 50 && s.in_audio.energy > 0');
    expect(heard.in_audio!.lost).toBe(0);
    expect(events.filter((told) => told.type === 'leg.state' && told.state === 'closed')).toEqual([]);
  });

  it.each(['pcmu', 'pcma'] as const)('speaks %s: player and bridge; another codec is refused', async (codec) => {
    const [one, two, opus] = [await openPage(), await openPage(), await openPage()];
    await connect('one', one, { codecs: [`audio/${codec}`] });
    await wire('one', { player: 'music' });
    await one.until('s.in_audio && s.in_audio.packets > 50 && s.in_audio.energy > 0.0001');
    await Promise.all([connect('two', two, { codecs: [`audio/${codec}`] }), connect('opus', opus)]);
    await wire('two', { leg: 'one' });
    const heard = await two.until('s.in_audio && s.in_audio.packets > 50 && s.in_audio.energy > 0.0001');
    expect(heard.in_audio!.lost).toBe(0);
    await expect(wire('two', { leg: 'opus' })).rejects.toMatchObject({ code: 'media.noCodec' });
    const still = (await two.stats()).in_audio!.packets;
    await two.until(`s.in_audio.packets > ${still + 25}`);
  });

  it('answers one-way and inactive sections', async () => {
    const [camera, screen] = [await openPage(), await openPage()];
    await connect('camera', camera, { video: true, directions: { video: 'sendonly' } });
    await connect('screen', screen, { video: true, directions: { audio: 'inactive', video: 'recvonly' }, media: false });
    expect(await camera.page.evaluate('pc.getTransceivers().map((t) => t.currentDirection)')).toEqual(['sendrecv', 'sendonly']);
    expect(await screen.page.evaluate('pc.getTransceivers().map((t) => t.currentDirection)')).toEqual(['inactive', 'recvonly']);
    await wire('screen', { leg: 'camera' });
    await screen.until('s.in_video && s.in_video.framesDecoded > 20');
  });

  it('refuses sections that it does not take up, and says so properly', async () => {
    const page = await openPage();
    await page.offer({ video: true });
    await page.page.evaluate("pc.createDataChannel('x'); pc.addTransceiver('video')");
    const offer = await page.page.evaluate<string>('pc.setLocalDescription().then(() => pc.localDescription.sdp)');
    legs.add('refused');
    const { answer } = await plane.request('createWebRtcLeg', {
      legId: 'refused',
      offer,
      audio: ['opus'],
      video: false,
      maxVideoBps: 1_000_000,
    });
    await page.answer(answer);
    expect(answer.match(/^m=\w+ \d+/gm)).toEqual(['m=audio 9', 'm=video 0', 'm=video 0', 'm=application 0']);
    // The browser drops refused sections.
    expect(await page.page.evaluate('pc.getTransceivers().map((t) => t.currentDirection)')).toEqual(['sendrecv']);
  });

  it('limits video to what was configured', async () => {
    const page = await openPage();
    const offer = await page.offer({ video: true });
    legs.add('slow');
    const { answer } = await plane.request('createWebRtcLeg', { legId: 'slow', offer, audio: ['opus'], video: true, maxVideoBps: 150_000 });
    await page.answer(answer);
    const sent = await page.until('s.out_video && s.out_video.frames > 60 && s.out_video.targetBps <= 150000');
    expect(sent.out_video!.targetBps).toBeGreaterThan(20_000);
  });

  it('repairs lost video by NACK in both directions', async () => {
    const relay = new LossyRelay(udpPort);
    const relayPort = await relay.listen();
    try {
      const [anna, bruno] = [await openPage(), await openPage()];
      for (const [legId, page] of [
        ['anna', anna],
        ['bruno', bruno],
      ] as const) {
        const offer = await page.offer({ video: true });
        legs.add(legId);
        const { answer } = await plane.request('createWebRtcLeg', { legId, offer, audio: ['opus'], video: true, maxVideoBps: 1_000_000 });
        await page.answer(
          answer
            .replace(/a=candidate:.* typ host\r\n/g, '')
            .replace('a=end-of-candidates', `a=candidate:1 1 UDP 5 127.0.0.1 ${relayPort} typ host\r\n$&`),
        );
      }
      await Promise.all([wire('anna', { leg: 'bruno' }), wire('bruno', { leg: 'anna' })]);
      await anna.until('s.in_video && s.in_video.framesDecoded > 10');
      let seen = 0;
      // Every 15th packet of video (large ones) is lost, on both ways.
      relay.drop = (packet) => packet.length > 400 && ++seen % 15 === 0;
      const from = (await anna.stats()).in_video!.framesDecoded;
      const after = await anna.until(`s.in_video.framesDecoded > ${from + 80} && s.in_video.nacks > 3`, 25_000);
      // What the browser asked for came: next to nothing stays lost.
      expect(after.in_video!.lost).toBeLessThan(after.in_video!.packets * 0.02);
      const sent = await anna.until('s.out_video.nacks > 3');
      expect(sent.out_video!.frames).toBeGreaterThan(60);
    } finally {
      relay.close();
    }
  });
});
