import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';

/** What one page of the lab measures with getStats. */
export interface PageStats {
  in_audio?: { packets: number; lost: number; energy: number; jitter: number };
  in_video?: { packets: number; lost: number; framesDecoded: number; nacks: number; resent: number };
  out_audio?: { packets: number };
  out_video?: { packets: number; frames: number; nacks: number; targetBps: number; plis: number };
  state: string;
}

const page = `<!doctype html><meta charset="utf-8"><title>lab</title><audio id="a" autoplay></audio><video id="v" autoplay playsinline muted></video>
<script>
let pc;
async function offer({ video = false, codecs = null, directions = {}, gather = false, media = true } = {}) {
  pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  pc.ontrack = (event) => {
    const element = document.getElementById(event.track.kind === 'audio' ? 'a' : 'v');
    element.srcObject = new MediaStream([event.track]);
    element.play().catch(() => {});
  };
  const local = media ? await navigator.mediaDevices.getUserMedia({ audio: true, video: video ? { width: 640, height: 480, frameRate: 30 } : false }) : null;
  const add = (kind) => pc.addTransceiver(local?.getTracks().find((track) => track.kind === kind) ?? kind, { direction: directions[kind] ?? 'sendrecv' });
  const audio = add('audio');
  if (codecs !== null) audio.setCodecPreferences(RTCRtpReceiver.getCapabilities('audio').codecs.filter((codec) => codecs.includes(codec.mimeType.toLowerCase())));
  if (video) add('video');
  await pc.setLocalDescription();
  if (gather && pc.iceGatheringState !== 'complete') await new Promise((resolve) => (pc.onicegatheringstatechange = () => pc.iceGatheringState === 'complete' && resolve()));
  return pc.localDescription.sdp;
}
async function answer(sdp) {
  const connected = new Promise((resolve, reject) => {
    pc.onconnectionstatechange = () => {
      if (pc.connectionState === 'connected') resolve();
      if (pc.connectionState === 'failed') reject(new Error('failed'));
    };
  });
  await pc.setRemoteDescription({ type: 'answer', sdp });
  await connected;
}
async function stats() {
  const found = { state: pc.connectionState };
  (await pc.getStats()).forEach((r) => {
    if (r.type === 'inbound-rtp') found['in_' + r.kind] = { packets: r.packetsReceived, lost: r.packetsLost, energy: r.totalAudioEnergy ?? 0, jitter: r.jitter, framesDecoded: r.framesDecoded ?? 0, nacks: r.nackCount ?? 0, resent: r.retransmittedPacketsReceived ?? 0 };
    if (r.type === 'outbound-rtp') found['out_' + r.kind] = { packets: r.packetsSent, frames: r.framesEncoded ?? 0, nacks: r.nackCount ?? 0, targetBps: r.targetBitrate ?? 0, plis: r.pliCount ?? 0 };
  });
  return found;
}
/** Resolves with the stats as soon as the condition (a function of stats, as text) holds. */
async function until(condition, withinMs) {
  const holds = new Function('s', 'return (' + condition + ')');
  const end = performance.now() + withinMs;
  for (;;) {
    const now = await stats();
    if (holds(now)) return now;
    if (performance.now() > end) throw new Error('not within ' + withinMs + ' ms: ' + condition + ' ' + JSON.stringify(now));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
</script>`;

export interface OfferOptions {
  video?: boolean;
  codecs?: string[];
  directions?: Partial<Record<'audio' | 'video', string>>;
  /** Wait for all candidates; otherwise the offer goes out at once, without any. */
  gather?: boolean;
  media?: boolean;
}

declare function offer(options: OfferOptions): Promise<string>;
declare function answer(sdp: string): Promise<void>;
declare function stats(): Promise<PageStats>;
declare function until(condition: string, withinMs: number): Promise<PageStats>;

export class LabPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  offer(options: OfferOptions = {}): Promise<string> {
    return this.page.evaluate((given) => offer(given), options);
  }
  answer(sdp: string): Promise<void> {
    return this.page.evaluate((given) => answer(given), sdp);
  }
  stats(): Promise<PageStats> {
    return this.page.evaluate(() => stats());
  }
  until(condition: string, withinMs = 15_000): Promise<PageStats> {
    return this.page.evaluate(([c, w]) => until(c, w), [condition, withinMs] as const);
  }
}

/** Real Chromium on a page that offers WebRTC legs: for tests of this package. */
export class BrowserLab {
  #server: Server | null = null;
  #browser: Browser | null = null;
  #url = '';

  async start(): Promise<void> {
    this.#server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page));
    await new Promise<void>((resolve) => this.#server!.listen(0, '127.0.0.1', resolve));
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
    this.#browser = await chromium.launch({
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        '--autoplay-policy=no-user-gesture-required',
      ],
    });
  }

  async open(): Promise<LabPage> {
    const opened = await this.#browser!.newPage();
    await opened.goto(this.#url);
    return new LabPage(opened);
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    this.#server?.close();
    this.#server?.closeAllConnections();
  }
}
