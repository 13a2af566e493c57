import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MediaEvent, MediaSource } from '@centralino/protocol';
import { BrowserLab, type LabPage, type OfferOptions } from './browser-lab.test-kit.ts';
import { createMediaPlane, type MediaPlane } from './index.ts';
import { silentLogger } from './testing.test-kit.ts';

const lab = new BrowserLab();
let plane: MediaPlane;
let events: MediaEvent[] = [];
const pages: LabPage[] = [];
const legs = new Set<string>();

beforeAll(async () => {
  [plane] = await Promise.all([
    createMediaPlane({ nodes: 1, udpPort: 11_010, bindAddress: '0.0.0.0', publicAddress: null, logger: silentLogger }),
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
  it('sends one’s own voice back (echo), from an offer without candidates', async () => {
    const page = await openPage();
    const offer = await connect('echo', page);
    expect(offer).not.toMatch(/a=candidate/);
    await wire('echo', { echo: true, delayMs: 300 });
    const heard = await page.until('s.in_audio && s.in_audio.energy > 0.001 && s.in_audio.packets > 100');
    expect(heard.in_audio!.lost).toBe(0);
    const { stats } = await plane.request('stats', { legId: 'echo' });
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
    const silent = await event((told) => told.type === 'leg.silent' && told.legId === 'c');
    expect((silent as { silentMs: number }).silentMs).toBeLessThan(900);
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
});
