import { chromium, type Browser, type Page } from 'playwright-core';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMediaPlane, type MediaPlane } from '@centralino/media';
import { interactionView } from '@centralino/core';
import { browserPage } from './testing/browser-page.ts';
import { startTestServer } from './testing/server.ts';

declare function start(hello: object): Promise<unknown>;
declare function call(): Promise<string>;
declare function offer(legId: string): Promise<void>;
declare function request(type: string, data?: object): Promise<{ interactionId: string }>;

/** What each of the three says: a tone of their own, in Hz. */
const tones = { customer: 440, anna: 1_000, bea: 1_900 };
type Who = keyof typeof tones;

/** Instead of a microphone: a tone. And an ear: which of the tones come out of the page's loudspeaker. */
const voice = (hz: number) => `
navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { frequency: ${hz} });
  const out = context.createMediaStreamDestination();
  tone.connect(new GainNode(context, { gain: 0.2 })).connect(out);
  tone.start();
  const canvas = document.createElement('canvas');
  const picture = canvas.getContext('2d');
  setInterval(() => picture.fillRect(Math.random() * 100, Math.random() * 100, 10, 10), 200);
  return new MediaStream([...out.stream.getTracks(), ...canvas.captureStream(5).getTracks()]);
};
let ear;
window.hears = async (frequencies) => {
  const stream = document.querySelector('audio').srcObject;
  if (!stream) return [];
  if (ear?.stream !== stream) {
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
    context.createMediaStreamSource(stream).connect(analyser);
    ear = { stream, context, analyser };
  }
  await new Promise((resolve) => setTimeout(resolve, 150));
  const levels = new Float32Array(ear.analyser.frequencyBinCount);
  ear.analyser.getFloatFrequencyData(levels);
  const bin = (hz) => Math.round((hz * ear.analyser.fftSize) / ear.context.sampleRate);
  return frequencies.filter((hz) => Math.max(...levels.slice(bin(hz) - 1, bin(hz) + 2)) > -50);
};`;

const startServer = (plane: MediaPlane) => startTestServer({ plane, staticHtml: browserPage });
let browser: Browser;
let plane: MediaPlane;
let server: Awaited<ReturnType<typeof startServer>>;
let pages: Record<Who, Page>;
let id: string;
let cid: string;

const ask = (who: Who, type: string, data: object = {}) => pages[who].evaluate(([t, d]) => request(t, d), [type, data] as const);
const view = (of: string) => interactionView(server.engine.committed, of);
const hears = async (who: Who): Promise<Who[]> => {
  const heard: number[] = await pages[who].evaluate(`hears(${JSON.stringify(Object.values(tones))})`);
  return (Object.keys(tones) as Who[]).filter((one) => heard.includes(tones[one]));
};
/** What each hears now: exactly these. Music has tones of its own, so who listens to it is not asked. */
const hear = async (expected: Partial<Record<Who, Who[]>>) => {
  for (const [who, others] of Object.entries(expected)) {
    await expect.poll(() => hears(who as Who), { timeout: 15_000, message: `what ${who} hears` }).toEqual(others);
  }
};

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--autoplay-policy=no-user-gesture-required'],
  });
  // Two nodes: all legs of a talk and of the consultation about it must come to the same one.
  plane = await createMediaPlane({
    nodes: 2,
    udpPort: 11_460,
    bindAddress: '127.0.0.1',
    publicAddress: null,
    logger: pino({ level: 'silent' }),
  });
});
afterAll(async () => {
  await browser?.close();
  await plane?.close();
});

/** Anna talks with a customer and consults Bea, who has answered. */
beforeEach(async () => {
  server = await startServer(plane);
  const open = async (who: Who): Promise<Page> => {
    const context = await browser.newContext();
    if (who !== 'customer') {
      const cookie = await server.addUser(who);
      await context.addCookies([{ name: 'centralino_session', value: cookie.split('=')[1] ?? '', url: server.origin, httpOnly: true }]);
    }
    await context.addInitScript(voice(tones[who]));
    const page = await context.newPage();
    await page.goto(server.origin);
    return page;
  };
  pages = { customer: await open('customer'), anna: await open('anna'), bea: await open('bea') };
  for (const who of ['anna', 'bea'] as const) await pages[who].evaluate(() => start({ app: 'desk', since: null }));
  await ask('anna', 'presence.set', { presence: { kind: 'ready' } });
  await pages.customer.evaluate(() => start({ app: 'widget', widget: 'shop', language: 'en', token: null }));
  id = await pages.customer.evaluate(() => call());
  await expect.poll(() => view(id)?.state).toBe('offered');
  await ask('anna', 'segment.accept', { interactionId: id, segmentId: `${id}.1` });
  await pages.anna.evaluate((legId) => offer(legId), `${id}.1.a`);
  await expect.poll(() => view(id)?.state).toBe('online');
  ({ interactionId: cid } = await ask('anna', 'segment.consult', {
    interactionId: id,
    segmentId: `${id}.1`,
    to: { kind: 'agent', agentId: 'bea' },
  }));
  await ask('bea', 'segment.accept', { interactionId: cid, segmentId: `${cid}.1` });
  await pages.bea.evaluate((legId) => offer(legId), `${cid}.1.a`);
  await expect.poll(() => view(cid)?.state).toBe('online');
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await server.close();
});

/** Nobody negotiated anything again. */
const oneOfferEach = async () => {
  for (const page of Object.values(pages)) expect(await page.evaluate('seen.offers')).toBe(1);
};

describe('three browsers', () => {
  it('in a consultation two of them hear each other, and change places by a swap', async () => {
    await hear({ anna: ['bea'], bea: ['anna'] });
    await ask('anna', 'consult.swap', { interactionId: cid });
    await hear({ anna: ['customer'], customer: ['anna'] });
    await oneOfferEach();
  });

  it('in a conference each hears both others and not themselves; the last two go on', async () => {
    await ask('anna', 'consult.conference', { interactionId: cid });
    await hear({ customer: ['anna', 'bea'], anna: ['customer', 'bea'], bea: ['customer', 'anna'] });
    await ask('anna', 'segment.mute', { interactionId: id, segmentId: `${id}.2`, muted: true });
    await hear({ customer: ['anna'], anna: ['customer'], bea: ['customer', 'anna'] });
    await ask('anna', 'segment.mute', { interactionId: id, segmentId: `${id}.2`, muted: false });
    await hear({ customer: ['anna', 'bea'] });
    await ask('anna', 'segment.hangUp', { interactionId: id, segmentId: `${id}.1` });
    await hear({ customer: ['bea'], bea: ['customer'] });
    await oneOfferEach();
  });

  it('after a completed consultation the colleague has the customer', async () => {
    await ask('anna', 'consult.complete', { interactionId: cid });
    await hear({ customer: ['bea'], bea: ['customer'] });
    await oneOfferEach();
    await pages.bea.reload();
    await expect.poll(() => view(id)?.segments[1]?.leg.state, { timeout: 15_000 }).toBe('connected');
    await hear({ customer: ['bea'], bea: ['customer'] });
  });
});
