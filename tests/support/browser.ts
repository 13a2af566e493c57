import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
// Playwright drives a stock Firefox by WebDriver BiDi; in a version of its own: 1.62 sets the values of fields behind React's back instead of typing
// them, and later ones begin each window with a command (emulation.setMediaFeaturesOverride) that Firefox ESR 153 does not know.
import { firefox } from 'playwright-firefox-bidi';

/** One Chromium with fake camera and microphone (a beep every second, a moving picture). */
export function launchBrowser(options: { popupBlocker?: boolean } = {}): Promise<Browser> {
  return chromium.launch({
    // Tests have the browser's popup blocker switched off, people have not.
    ...(options.popupBlocker === true ? { ignoreDefaultArgs: ['--disable-popup-blocking'] } : {}),
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

/** One stock Firefox with fake camera and microphone (a steady tone, a moving picture). */
export async function launchFirefox(): Promise<Browser> {
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    executablePath: process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr',
    firefoxUserPrefs: {
      'media.navigator.streams.fake': true,
      // Nobody is there to answer the question for microphone and camera.
      'media.navigator.permission.disabled': true,
    },
  });
  return browser as unknown as Browser;
}

/** Remembers every RTCPeerConnection of the page (and of the frame in which the widget runs), so that tests can ask the browser itself what flows. */
const rememberConnections = (): void => {
  const page = window.frameElement?.hasAttribute('data-centralino') ? window.parent : window;
  const home = page as unknown as { connections?: RTCPeerConnection[] };
  const remembered = (home.connections ??= []);
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...args: ConstructorParameters<typeof RTCPeerConnection>) {
      super(...args);
      remembered.push(this);
    }
  };
};

/** Says a pure tone instead of the microphone, and shows a moving picture instead of the camera: who is heard where can be told by the frequency, which `window.say(hz)` changes. */
const sayTone = (hz: number): void => {
  let oscillator: OscillatorNode | null = null;
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const tracks: MediaStreamTrack[] = [];
    if (wanted?.audio) {
      const context = new AudioContext();
      oscillator = new OscillatorNode(context, { frequency: hz });
      const out = new MediaStreamAudioDestinationNode(context);
      oscillator.connect(new GainNode(context, { gain: 0.3 })).connect(out);
      oscillator.start();
      tracks.push(...out.stream.getTracks());
    }
    if (wanted?.video) {
      const canvas = document.createElement('canvas');
      const picture = canvas.getContext('2d');
      setInterval(() => picture?.fillRect(Math.random() * 100, Math.random() * 100, 10, 10), 100);
      tracks.push(...canvas.captureStream(10).getTracks());
    }
    return new MediaStream(tracks);
  };
  // The widget asks with the methods of its own frame.
  const page = window.frameElement?.hasAttribute('data-centralino') ? window.parent : window;
  (page as unknown as { say: (hz: number) => void }).say = (now) => {
    hz = now;
    if (oscillator !== null) oscillator.frequency.value = now;
  };
};

/** Changes the tone of a window that was opened with one. */
export const say = (page: Page, hz: number): Promise<void> =>
  page.evaluate((now) => (window as unknown as { say: (hz: number) => void }).say(now), hz);

/** What a window does before its page: a script of the test's, or a tone (in Hz) in the place of the microphone. */
export type Beginning = string | number;

/** A window of its own (own cookies and storage) with a page that lets its media be measured. */
export async function openWindow(browser: Browser, url: string, beginning?: Beginning): Promise<Page> {
  const context: BrowserContext = await browser.newContext({
    // Firefox has no such permissions to give; there a preference stands for them.
    ...(browser.browserType().name() === 'chromium' ? { permissions: ['microphone', 'camera'] } : {}),
    viewport: { width: 1280, height: 720 },
  });
  await context.addInitScript(rememberConnections);
  if (typeof beginning === 'number') await context.addInitScript(sayTone, beginning);
  else if (beginning !== undefined) await context.addInitScript(beginning);
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

export interface MediaCounts {
  audioPacketsIn: number;
  audioPacketsOut: number;
  audioLostIn: number;
  /** Accumulated energy of what was decoded and played. */
  audioEnergyIn: number;
  framesDecoded: number;
  connections: number;
}

/** What the live connections of a page have received and sent so far, as the browser counts it. */
export function mediaCounts(page: Page): Promise<MediaCounts> {
  return page.evaluate(async () => {
    const all = (window as unknown as { connections?: RTCPeerConnection[] }).connections ?? [];
    const live = all.filter((connection) => connection.connectionState === 'connected');
    const counts = { audioPacketsIn: 0, audioPacketsOut: 0, audioLostIn: 0, audioEnergyIn: 0, framesDecoded: 0, connections: live.length };
    for (const connection of live) {
      for (const report of (await connection.getStats()).values()) {
        if (report.type === 'inbound-rtp' && report.kind === 'audio') {
          counts.audioPacketsIn += report.packetsReceived ?? 0;
          counts.audioLostIn += report.packetsLost ?? 0;
          counts.audioEnergyIn += report.totalAudioEnergy ?? 0;
        }
        if (report.type === 'inbound-rtp' && report.kind === 'video') counts.framesDecoded += report.framesDecoded ?? 0;
        if (report.type === 'outbound-rtp' && report.kind === 'audio') counts.audioPacketsOut += report.packetsSent ?? 0;
      }
    }
    return counts;
  });
}

/**
 * Waits until the page both sends and hears audio that it did not hear before: half a second of packets each way with energy in what is
 * heard, on one live connection. Answers how long that took, in ms. (A function given to `waitForFunction` may not be async: a promise counts
 * as true there. So the page itself looks again and again.)
 */
export function audioBothWays(page: Page, options: { timeoutMs?: number } = {}): Promise<number> {
  return page.evaluate(async (timeoutMs) => {
    interface Heard {
      connection: RTCPeerConnection;
      energy: number;
      packetsIn: number;
      packetsOut: number;
    }
    const look = async (): Promise<Heard | null> => {
      const all = (window as unknown as { connections?: RTCPeerConnection[] }).connections ?? [];
      const connection = all.filter((one) => one.connectionState === 'connected').at(-1);
      if (connection === undefined) return null;
      const heard: Heard = { connection, energy: 0, packetsIn: 0, packetsOut: 0 };
      for (const report of (await connection.getStats()).values()) {
        if (report.type === 'inbound-rtp' && report.kind === 'audio') {
          heard.energy += report.totalAudioEnergy ?? 0;
          heard.packetsIn += report.packetsReceived ?? 0;
        }
        if (report.type === 'outbound-rtp' && report.kind === 'audio') heard.packetsOut += report.packetsSent ?? 0;
      }
      return heard;
    };
    const started = performance.now();
    let first: Heard | null = null;
    let last: Heard | null = null;
    while (performance.now() - started < timeoutMs) {
      last = await look();
      if (first === null || last === null || last.connection !== first.connection) first = last;
      else if (last.energy > first.energy && last.packetsIn >= first.packetsIn + 25 && last.packetsOut >= first.packetsOut + 25) {
        return performance.now() - started;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const numbers = (one: Heard | null): unknown => one && { energy: one.energy, packetsIn: one.packetsIn, packetsOut: one.packetsOut };
    throw new Error(
      `no audio both ways within ${timeoutMs} ms: from ${JSON.stringify(numbers(first))} to ${JSON.stringify(numbers(last))}`,
    );
  }, options.timeoutMs ?? 15_000);
}

/** Waits until the page has sent so much more sound (in packets of 20 ms): time as the media tells it, however busy the machine. */
export async function soundSent(page: Page, ms: number): Promise<void> {
  const wanted = (await mediaCounts(page)).audioPacketsOut + Math.ceil(ms / 20);
  const end = performance.now() + ms + 15_000;
  for (let sent = 0; sent < wanted;) {
    sent = (await mediaCounts(page)).audioPacketsOut;
    if (performance.now() > end) throw new Error(`${ms} ms of sound did not go out: ${sent} packets, ${wanted} wanted`);
  }
}

/** Waits until `frames` more video frames have been decoded than now. */
export async function videoComesIn(page: Page, frames = 15, timeoutMs = 15_000): Promise<void> {
  const wanted = (await mediaCounts(page)).framesDecoded + frames;
  await page.evaluate(
    async ({ wanted, timeoutMs }) => {
      const started = performance.now();
      let decoded = 0;
      while (performance.now() - started < timeoutMs) {
        const all = (window as unknown as { connections?: RTCPeerConnection[] }).connections ?? [];
        decoded = 0;
        for (const connection of all.filter((one) => one.connectionState === 'connected')) {
          for (const report of (await connection.getStats()).values()) {
            if (report.type === 'inbound-rtp' && report.kind === 'video') decoded += report.framesDecoded ?? 0;
          }
        }
        if (decoded >= wanted) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`no video within ${timeoutMs} ms: ${decoded} frames decoded, ${wanted} wanted`);
    },
    { wanted, timeoutMs },
  );
}
