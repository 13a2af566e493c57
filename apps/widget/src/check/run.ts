import type { Connection } from '../connection/connection.ts';
import { Peer } from '../call/peer.ts';
import { levelMeter, type LevelMeter } from '../devices/level.ts';
import { chooseOutput } from '../devices/sounds.ts';
import type { IceServer, LegStats } from '../types.ts';
import { figuresOf, withServerStats } from './stats.ts';
import type { CheckFacts } from './verdict.ts';

/** Eight seconds of measuring; with setting up and the verdict about ten for the customer. */
export const checkMs = 8_000;
const echoDelayMs = 500;
const sampleEveryMs = 200;

export interface CheckOptions {
  connection: Connection;
  iceServers: IceServer[];
  audioTrack: MediaStreamTrack;
  /** null: no camera, or a call without video. */
  videoTrack: MediaStreamTrack | null;
  video: boolean;
  outputId: string;
  signal: AbortSignal;
  /** Several times a second. `progress` 0..1. */
  onProgress: (facts: CheckFacts, progress: number) => void;
}

/** Sends the customer's voice (and picture) to the server and back, and measures what happens. Resolves with the facts; rejects only when aborted. */
export async function runCheck(options: CheckOptions): Promise<CheckFacts> {
  const { connection, signal, video } = options;
  const facts: CheckFacts = {
    video,
    served: true,
    connected: false,
    microphonePeak: 0,
    echoPeak: 0,
    echoPackets: 0,
    played: false,
    framesSent: video && options.videoTrack !== null ? 0 : null,
    rttMs: null,
    jitterMs: null,
    loss: null,
    path: null,
  };
  const player = new Audio();
  const meters: LevelMeter[] = [];
  const microphone = levelMeter(new MediaStream([options.audioTrack]));
  meters.push(microphone);
  let echo: LevelMeter | null = null;
  let broken = false;
  const peer = new Peer({
    iceServers: options.iceServers,
    video: options.videoTrack !== null,
    audioTrack: options.audioTrack,
    videoTrack: options.videoTrack,
    exchange: async (sdp) => (await connection.request('test.offer', { sdp, delayMs: echoDelayMs })).sdp,
    onState: (state) => {
      if (state === 'connected') facts.connected = true;
      if (state === 'broken') broken = true;
    },
  });
  /** The customer hears themselves; besides, Chromium decodes a remote track only when an element plays it. */
  const play = async (): Promise<void> => {
    player.srcObject = peer.remote.audio;
    const onChosenOutput = await chooseOutput(player, options.outputId);
    await player.play();
    facts.played = onChosenOutput || options.outputId === '';
  };

  const started = performance.now();
  let server: LegStats | null = null;
  let asking = false;
  try {
    const offered = peer.start().catch(() => {
      facts.served = false;
    });
    for (;;) {
      await pause(sampleEveryMs, signal);
      const elapsed = performance.now() - started;
      facts.microphonePeak = Math.max(facts.microphonePeak, microphone.peak());
      if (echo === null && peer.remote.audio.getAudioTracks().length > 0) {
        echo = levelMeter(peer.remote.audio);
        meters.push(echo);
        play().catch(() => undefined);
      }
      if (echo !== null) facts.echoPeak = Math.max(facts.echoPeak, echo.peak());
      if (facts.connected && !asking && elapsed > checkMs / 2) {
        asking = true;
        void connection
          .request('test.stats', {}, 3_000)
          .then(({ stats }) => (server = stats))
          .catch(() => undefined)
          .finally(() => (asking = false));
      }
      const figures = withServerStats(figuresOf((await peer.connection.getStats()).values() as Iterable<never>), server);
      facts.echoPackets = figures.echoPackets;
      if (facts.framesSent !== null) facts.framesSent = figures.framesSent;
      facts.rttMs = figures.rttMs;
      facts.jitterMs = figures.jitterMs;
      facts.loss = figures.loss;
      facts.path = figures.path;
      options.onProgress({ ...facts }, Math.min(1, elapsed / checkMs));
      if (elapsed >= checkMs || !facts.served || broken) break;
    }
    if (facts.served) await offered;
    return { ...facts };
  } finally {
    for (const meter of meters) meter.stop();
    player.srcObject = null;
    peer.close();
    connection.request('test.close', {}).catch(() => undefined);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', aborted);
      resolve();
    }, ms);
    const aborted = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', aborted, { once: true });
  });
}
