import { sendToOutput } from './sinks.ts';

/** Frequencies of a telephone's keys (ITU-T Q.23): row and column. */
const rows = [697, 770, 852, 941];
const columns = [1209, 1336, 1477, 1633];
const layout = ['123A', '456B', '789C', '*0#D'];

export function keyFrequencies(digit: string): readonly [number, number] | null {
  for (const [row, keys] of layout.entries()) {
    const column = keys.indexOf(digit.toUpperCase());
    const low = rows[row];
    const high = columns[column];
    if (digit.length === 1 && low !== undefined && high !== undefined) return [low, high];
  }
  return null;
}

const lengthS = 0.13;

/** The sound of a telephone's key, for who presses it: soft and short. */
export function playKeyTone(digit: string, outputId: string | null): void {
  const frequencies = keyFrequencies(digit);
  if (frequencies === null) return;
  const context = new AudioContext();
  const destination = context.createMediaStreamDestination();
  const element = new Audio();
  element.srcObject = destination.stream;
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, context.currentTime);
  gain.gain.linearRampToValueAtTime(0.09, context.currentTime + 0.01);
  gain.gain.setValueAtTime(0.09, context.currentTime + lengthS - 0.02);
  gain.gain.linearRampToValueAtTime(0, context.currentTime + lengthS);
  gain.connect(destination);
  for (const frequency of frequencies) {
    const oscillator = context.createOscillator();
    oscillator.frequency.value = frequency;
    oscillator.connect(gain);
    oscillator.start();
    oscillator.stop(context.currentTime + lengthS);
  }
  void sendToOutput(element, outputId).finally(() => element.play().catch(() => undefined));
  setTimeout(() => {
    element.srcObject = null;
    void context.close();
  }, 600);
}
