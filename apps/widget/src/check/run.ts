import type { Connection } from '../connection/connection.ts';
import { Peer } from '../call/peer.ts';
import { chooseOutput } from '../devices/sounds.ts';
import type { IceServer, Reply } from '../types.ts';
import { figuresOf, withServerStats } from './stats.ts';
import type { CheckFacts } from './verdict.ts';

/** Eight seconds of measuring; with setting up and the verdict about ten for the customer. */
export const checkMs = 8_000;
const echoDelayMs = 500;
const sampleEveryMs = 200;
const askEveryMs = 1_000;

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
    heardPeak: 0,
    echoPeak: 0,
    echoPackets: 0,
    played: false,
    framesSeen: video && options.videoTrack !== null ? 0 : null,
    rttMs: null,
    jitterMs: null,
    loss: null,
    path: null,
  };
  const player = new Audio();
  let playing = false;
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
  const server: Partial<Reply<'test.stats'>> = {};
  let asking = false;
  let nextAskAt = started;
  /** What arrives at the server decides: the page's own meters stand still where the browser lets no AudioContext run. */
  const ask = (): void => {
    if (asking || !facts.connected || performance.now() < nextAskAt) return;
    asking = true;
    nextAskAt = performance.now() + askEveryMs;
    void connection
      .request('test.stats', {}, 3_000)
      .then((reply) => Object.assign(server, reply))
      .catch(() => undefined)
      .finally(() => (asking = false));
  };
  try {
    const offered = peer.start().catch(() => {
      facts.served = false;
    });
    for (;;) {
      await pause(sampleEveryMs, signal);
      const elapsed = performance.now() - started;
      if (!playing && peer.remote.audio.getAudioTracks().length > 0) {
        playing = true;
        play().catch(() => undefined);
      }
      ask();
      const figures = withServerStats(figuresOf((await peer.connection.getStats()).values() as Iterable<never>), server.stats ?? null);
      facts.echoPackets = figures.echoPackets;
      facts.echoPeak = Math.max(facts.echoPeak, figures.echoLevel);
      facts.heardPeak = Math.max(facts.heardPeak, server.heard?.audioPeak ?? 0);
      if (facts.framesSeen !== null) facts.framesSeen = server.heard?.videoFrames ?? figures.framesSent;
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
