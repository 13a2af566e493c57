import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** One Chromium with fake camera and microphone (a beep every second, a moving picture). */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
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

/** Remembers every RTCPeerConnection of the page, so that tests can ask the browser itself what flows. */
const rememberConnections = (): void => {
  const remembered: RTCPeerConnection[] = [];
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...args: ConstructorParameters<typeof RTCPeerConnection>) {
      super(...args);
      remembered.push(this);
    }
  };
  (window as unknown as { connections: RTCPeerConnection[] }).connections = remembered;
};

/** A window of its own (own cookies and storage) with a page that lets its media be measured. */
export async function openWindow(browser: Browser, url: string): Promise<Page> {
  const context: BrowserContext = await browser.newContext({
    permissions: ['microphone', 'camera'],
    viewport: { width: 1280, height: 720 },
  });
  await context.addInitScript(rememberConnections);
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

/** Waits until the page both sends and hears audio that it did not hear before; answers how long that took. */
export async function audioBothWays(page: Page, options: { timeoutMs?: number } = {}): Promise<number> {
  const started = Date.now();
  const handle = await page.waitForFunction(
    async () => {
      const all = (window as unknown as { connections?: RTCPeerConnection[] }).connections ?? [];
      const memory = window as unknown as { heard?: { energy: number; packetsIn: number; packetsOut: number; at: RTCPeerConnection } };
      const live = all.filter((connection) => connection.connectionState === 'connected').at(-1);
      if (!live) return false;
      const now = { energy: 0, packetsIn: 0, packetsOut: 0, at: live };
      for (const report of (await live.getStats()).values()) {
        if (report.type === 'inbound-rtp' && report.kind === 'audio') {
          now.energy += report.totalAudioEnergy ?? 0;
          now.packetsIn += report.packetsReceived ?? 0;
        }
        if (report.type === 'outbound-rtp' && report.kind === 'audio') now.packetsOut += report.packetsSent ?? 0;
      }
      const before = memory.heard;
      if (before === undefined || before.at !== live) {
        memory.heard = now;
        return false;
      }
      const flows = now.energy > before.energy && now.packetsIn >= before.packetsIn + 25 && now.packetsOut >= before.packetsOut + 25;
      if (flows) delete memory.heard;
      return flows;
    },
    undefined,
    { timeout: options.timeoutMs ?? 15_000, polling: 100 },
  );
  await handle.dispose();
  return Date.now() - started;
}

/** Waits until `frames` more video frames have been decoded than now. */
export async function videoComesIn(page: Page, frames = 15, timeoutMs = 15_000): Promise<void> {
  const before = (await mediaCounts(page)).framesDecoded;
  await page.waitForFunction(
    async ({ wanted }) => {
      const all = (window as unknown as { connections?: RTCPeerConnection[] }).connections ?? [];
      let decoded = 0;
      for (const connection of all.filter((one) => one.connectionState === 'connected')) {
        for (const report of (await connection.getStats()).values()) {
          if (report.type === 'inbound-rtp' && report.kind === 'video') decoded += report.framesDecoded ?? 0;
        }
      }
      return decoded >= wanted;
    },
    { wanted: before + frames },
    { timeout: timeoutMs, polling: 100 },
  );
}
