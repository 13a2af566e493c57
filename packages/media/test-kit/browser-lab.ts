import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright-core';

/** What one page of the lab measures with getStats. */
export interface PageStats {
  in_audio?: { packets: number; lost: number; energy: number; jitter: number };
  in_video?: { packets: number; lost: number; framesDecoded: number; frameWidth: number; nacks: number; resent: number };
  out_audio?: { packets: number };
  out_video?: { packets: number; frames: number; nacks: number; targetBps: number; plis: number };
  state: string;
}

const page = `<!doctype html><meta charset="utf-8"><title>lab</title><audio id="a" autoplay></audio><video id="v" autoplay playsinline muted></video>
<script>
let pc, context, analyser, oscillator;
/** A pure tone instead of the microphone: who hears what can be told by the frequency. */
function tone(hz) {
  context ??= new AudioContext();
  oscillator = new OscillatorNode(context, { frequency: hz });
  const volume = new GainNode(context, { gain: 0.3 });
  const out = new MediaStreamAudioDestinationNode(context);
  oscillator.connect(volume).connect(out);
  oscillator.start();
  return out.stream.getAudioTracks()[0];
}
function drawing(width) {
  const canvas = Object.assign(document.createElement('canvas'), { width, height: (width * 3) / 4 });
  const pen = canvas.getContext('2d');
  let turn = 0;
  setInterval(() => {
    pen.fillStyle = 'hsl(' + (turn += 7) + ' 80% 50%)';
    pen.fillRect((turn * 3) % width, 0, width / 4, canvas.height);
  }, 50);
  return canvas.captureStream(20).getVideoTracks()[0];
}
function listenTo(stream) {
  context ??= new AudioContext();
  analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
  context.createMediaStreamSource(stream).connect(analyser);
}
/** Level in dB of each frequency in what this page hears. */
function levels(frequencies) {
  const bins = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(bins);
  const hzPerBin = context.sampleRate / analyser.fftSize;
  return frequencies.map((hz) => { const at = Math.round(hz / hzPerBin); return Math.max(...bins.slice(at - 2, at + 3)); });
}
/** Waits until the page hears the one and not the other, in five looks in a row. */
async function hears(present, absent, withinMs) {
  const end = performance.now() + withinMs;
  let good = 0;
  for (;;) {
    const now = analyser ? levels([...present, ...absent]) : [];
    const fits = now.length > 0 && now.every((level, i) => (i < present.length ? level > -55 : level < -75));
    good = fits ? good + 1 : 0;
    if (good === 5) return now;
    if (performance.now() > end) throw new Error('not within ' + withinMs + ' ms: hears ' + present + ' and not ' + absent + ': ' + now.map((level) => level.toFixed(0)));
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}
/** Waits until a frequency is heard, be it for a moment. */
async function notices(hz, withinMs) {
  const end = performance.now() + withinMs;
  while (!analyser || levels([hz])[0] < -50) {
    if (performance.now() > end) throw new Error('not within ' + withinMs + ' ms: notices ' + hz);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
/** Plays a recording: its length, and the level of each frequency at a moment of it. */
async function play(base64, type, atSeconds, frequencies) {
  const element = new Audio('data:' + type + ';base64,' + base64);
  await new Promise((resolve, reject) => { element.onloadedmetadata = resolve; element.onerror = () => reject(new Error('cannot be played: ' + element.error?.message)); });
  const { duration } = element;
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  context ??= new AudioContext();
  const decoded = await context.decodeAudioData(bytes.buffer);
  const samples = decoded.getChannelData(0);
  const from = Math.round(atSeconds * decoded.sampleRate), count = Math.round(0.4 * decoded.sampleRate);
  const found = frequencies.map((hz) => {
    let re = 0, im = 0;
    for (let i = 0; i < count; i++) {
      const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / count);
      re += weight * (samples[from + i] ?? 0) * Math.cos((2 * Math.PI * hz * i) / decoded.sampleRate);
      im += weight * (samples[from + i] ?? 0) * Math.sin((2 * Math.PI * hz * i) / decoded.sampleRate);
    }
    return 20 * Math.log10((4 * Math.hypot(re, im)) / count + 1e-9);
  });
  return { seconds: Number.isFinite(duration) ? duration : decoded.duration, decodedSeconds: decoded.duration, levels: found };
}
async function offer({ toneHz = null, canvasWidth = null, video = false, codecs = null, directions = {}, gather = false, media = true } = {}) {
  pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  pc.ontrack = (event) => {
    const element = document.getElementById(event.track.kind === 'audio' ? 'a' : 'v');
    element.srcObject = new MediaStream([event.track]);
    element.play().catch(() => {});
    if (event.track.kind === 'audio') listenTo(new MediaStream([event.track]));
  };
  const local = media ? await navigator.mediaDevices.getUserMedia({ audio: true, video: video ? { width: 640, height: 480, frameRate: 30 } : false }) : null;
  const track = (kind) => (kind === 'audio' && toneHz !== null ? tone(toneHz) : kind === 'video' && canvasWidth !== null ? drawing(canvasWidth) : (local?.getTracks().find((found) => found.kind === kind) ?? kind));
  const add = (kind) => pc.addTransceiver(track(kind), { direction: directions[kind] ?? 'sendrecv' });
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
    if (r.type === 'inbound-rtp') found['in_' + r.kind] = { packets: r.packetsReceived, lost: r.packetsLost, energy: r.totalAudioEnergy ?? 0, jitter: r.jitter, framesDecoded: r.framesDecoded ?? 0, frameWidth: r.frameWidth ?? 0, nacks: r.nackCount ?? 0, resent: r.retransmittedPacketsReceived ?? 0 };
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
  /** Send a drawn picture of this width instead of the camera: who sees whom can be told by the width. */
  canvasWidth?: number;
  /** Send this tone instead of the microphone. */
  toneHz?: number;
}

declare function offer(options: OfferOptions): Promise<string>;
declare function answer(sdp: string): Promise<void>;
declare function stats(): Promise<PageStats>;
declare function hears(present: number[], absent: number[], withinMs: number): Promise<number[]>;
declare function notices(hz: number, withinMs: number): Promise<void>;
declare function play(base64: string, type: string, atSeconds: number, frequencies: number[]): Promise<Played>;
declare function until(condition: string, withinMs: number): Promise<PageStats>;

/** `levels`: in dB, of the frequencies asked for. */
export interface Played {
  seconds: number;
  decodedSeconds: number;
  levels: number[];
}

/** An error of the page, with a stack of this process: the test runner looks for the files of a stack. */
async function here<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const [message] = (error as Error).message.split('\n');
    throw new Error(message, { cause: error });
  }
}

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
  /** Waits until these frequencies are in what the page hears, and those are not. */
  hears(present: number[], absent: number[], withinMs = 15_000): Promise<number[]> {
    return here(this.page.evaluate(([p, a, w]) => hears(p, a, w), [present, absent, withinMs] as const));
  }
  /** Waits until this frequency is in what the page hears, be it for a moment. */
  notices(hz: number, withinMs = 5_000): Promise<void> {
    return here(this.page.evaluate(([f, w]) => notices(f, w), [hz, withinMs] as const));
  }
  /** Opens a recording as the browser does. */
  play(file: Buffer, type: string, atSeconds: number, frequencies: number[]): Promise<Played> {
    return here(this.page.evaluate(([b, t, s, f]) => play(b, t, s, f), [file.toString('base64'), type, atSeconds, frequencies] as const));
  }
  /** Waits until so much more sound (in packets of 20 ms) has come to the page: time as the media tells it, however busy the machine. */
  async heardFor(ms: number): Promise<void> {
    const packets = ((await this.stats()).in_audio?.packets ?? 0) + Math.ceil(ms / 20);
    await this.until(`s.in_audio?.packets >= ${packets}`, ms + 15_000);
  }
  until(condition: string, withinMs = 15_000): Promise<PageStats> {
    return here(this.page.evaluate(([c, w]) => until(c, w), [condition, withinMs] as const));
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
