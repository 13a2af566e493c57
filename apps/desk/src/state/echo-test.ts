import { CaptureError, captureMicrophone, MediaLeg, sendToOutput, type CaptureFailure } from '@centralino/ui';
import type { Desk } from './desk.ts';

export type EchoVerdict =
  | { kind: 'good' }
  | { kind: 'quiet' }
  | { kind: 'slow'; rttMs: number }
  | { kind: 'noServer' }
  | { kind: 'microphone'; failure: CaptureFailure };

const echoDelayMs = 1_000;
const lengthMs = 6_000;

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

export interface EchoFigures {
  packetsBack: number;
  /** Loudest moment as the server heard it, amplitude 0..1; null: it did not say. */
  heardPeak: number | null;
  /** Of what came back, as the browser counts it (W3C webrtc-stats `totalAudioEnergy`). */
  energyBack: number;
  rttMs: number | null;
}

/** Quieter than -46 dB all the time is a dead or muted microphone, not a shy voice. */
const quietPeak = 0.005;

/** Pure: what the figures of a test mean. A browser that plays nothing may decode nothing: what the server heard counts first. */
export function judgeEcho(figures: EchoFigures): EchoVerdict {
  if (figures.packetsBack === 0) return { kind: 'noServer' };
  if (figures.heardPeak === null ? figures.energyBack < 1e-6 : figures.heardPeak < quietPeak) return { kind: 'quiet' };
  if ((figures.rttMs ?? 0) > 300) return { kind: 'slow', rttMs: Math.round(figures.rttMs ?? 0) };
  return { kind: 'good' };
}

/** Sends one's own voice to the server and back, as a call would go, and says what came of it. Null when it was stopped. */
export async function runEchoTest(desk: Desk, signal: AbortSignal): Promise<EchoVerdict | null> {
  let track: MediaStreamTrack | null = null;
  let leg: MediaLeg | null = null;
  const audio = new Audio();
  try {
    const { choice } = desk.devices.get();
    track = await captureMicrophone(choice.microphoneId);
    await sendToOutput(audio, choice.speakerId);
    leg = new MediaLeg({
      audio: track,
      iceServers: desk.state.get().iceServers,
      offer: async (sdp) => (await desk.realtime.request('test.offer', { sdp, delayMs: echoDelayMs })).sdp,
      onRemote: (stream) => {
        audio.srcObject = stream;
        void audio.play().catch(() => undefined);
      },
    });
    await leg.start();
    await pause(lengthMs, signal);
    if (signal.aborted) return null;
    const totals = await leg.totals();
    const server = await desk.realtime.request('test.stats', {}).catch(() => null);
    return judgeEcho({
      packetsBack: totals.packetsReceived,
      heardPeak: server?.heard?.audioPeak ?? null,
      energyBack: totals.audioEnergyReceived,
      rttMs: server?.stats.rttMs ?? null,
    });
  } catch (error) {
    if (signal.aborted) return null;
    return error instanceof CaptureError ? { kind: 'microphone', failure: error.failure } : { kind: 'noServer' };
  } finally {
    leg?.close();
    track?.stop();
    audio.srcObject = null;
    void desk.realtime.request('test.close', {}).catch(() => undefined);
  }
}
