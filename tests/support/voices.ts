import type { Page } from 'playwright-core';

/*
 * Voices that can be told apart: instead of a microphone each page has a tone of its own, and an ear that says which tones come in.
 */

/** Goes into a page before its scripts: a microphone that is a tone of `hz`, a camera that is a moving picture. */
export const voiceScript = (hz: number): string => `
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const tracks = [];
  if (wanted.audio) {
    const context = new AudioContext();
    const tone = new OscillatorNode(context, { frequency: ${hz} });
    const out = context.createMediaStreamDestination();
    tone.connect(new GainNode(context, { gain: 0.2 })).connect(out);
    tone.start();
    tracks.push(...out.stream.getTracks());
  }
  if (wanted.video) {
    const canvas = document.createElement('canvas');
    const picture = canvas.getContext('2d');
    setInterval(() => picture.fillRect(Math.random() * 100, Math.random() * 100, 10, 10), 100);
    tracks.push(...canvas.captureStream(10).getTracks());
  }
  return new MediaStream(tracks);
};`;

/**
 * Which of these frequencies come in on the page's newest line now. (Needs `openWindow`, which remembers connections.)
 * A tone counts from −55 dB on: far above what a mix leaves of others.
 */
export function tonesHeard(page: Page, frequencies: readonly number[]): Promise<number[]> {
  return page.evaluate(async (wanted) => {
    interface Ear {
      track: MediaStreamTrack;
      analyser: AnalyserNode;
    }
    const here = window as unknown as { connections?: RTCPeerConnection[]; ear?: Ear };
    const line = (here.connections ?? []).filter((one) => one.connectionState === 'connected').at(-1);
    const track = line?.getReceivers().find((receiver) => receiver.track.kind === 'audio')?.track;
    if (track === undefined) return [];
    if (here.ear?.track !== track) {
      const context = new AudioContext();
      const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
      context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
      here.ear = { track, analyser };
    }
    const { analyser } = here.ear;
    await new Promise((resolve) => setTimeout(resolve, 120));
    const levels = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(levels);
    const bin = (hz: number): number => Math.round((hz * analyser.fftSize) / analyser.context.sampleRate);
    return wanted.filter((hz) => Math.max(...levels.slice(bin(hz) - 1, bin(hz) + 2)) > -55);
  }, frequencies);
}
