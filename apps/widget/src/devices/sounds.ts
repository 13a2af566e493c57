import { audioContext } from './audio-context.ts';

/** Chooses an output where the browser can (Firefox and Safari: newer versions only). Answers false when that output can't be used. */
export async function chooseOutput(element: HTMLMediaElement, deviceId: string): Promise<boolean> {
  if (typeof element.setSinkId !== 'function') return deviceId === '';
  try {
    await element.setSinkId(deviceId);
    return true;
  } catch {
    return false;
  }
}

export const canChooseOutput = (): boolean => typeof HTMLMediaElement.prototype.setSinkId === 'function';

type Note = { hz: number; atS: number; lengthS: number };
const chimes = {
  preview: [
    { hz: 523.25, atS: 0, lengthS: 0.5 },
    { hz: 659.25, atS: 0.22, lengthS: 0.5 },
    { hz: 783.99, atS: 0.44, lengthS: 0.9 },
  ],
  answered: [
    { hz: 659.25, atS: 0, lengthS: 0.25 },
    { hz: 880, atS: 0.14, lengthS: 0.45 },
  ],
  ended: [
    { hz: 659.25, atS: 0, lengthS: 0.25 },
    { hz: 493.88, atS: 0.16, lengthS: 0.45 },
  ],
} satisfies Record<string, Note[]>;

/** Plays a few soft notes on an output; no sound files, so nothing for a content security policy to forbid. Rejects when it can't be heard. */
export async function playChime(name: keyof typeof chimes, outputId: string): Promise<void> {
  const context = audioContext();
  const destination = context.createMediaStreamDestination();
  const element = new Audio();
  element.srcObject = destination.stream;
  if (!(await chooseOutput(element, outputId)) && outputId !== '') throw new Error('This output can not be used');
  await element.play();
  const start = context.currentTime + 0.05;
  let endS = 0;
  for (const { hz, atS, lengthS } of chimes[name]) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.type = 'sine';
    oscillator.frequency.value = hz;
    gain.gain.setValueAtTime(0, start + atS);
    gain.gain.linearRampToValueAtTime(0.25, start + atS + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, start + atS + lengthS);
    oscillator.connect(gain).connect(destination);
    oscillator.start(start + atS);
    oscillator.stop(start + atS + lengthS);
    endS = Math.max(endS, atS + lengthS);
  }
  await new Promise((resolve) => setTimeout(resolve, (endS + 0.2) * 1000));
  element.srcObject = null;
}
