import { sendToOutput } from './sinks.ts';

/** A page that may not sound (nobody has touched it since it was loaded) keeps its sound suspended; it is not waited for longer. */
const startMs = 1_000;

/**
 * Two short rising tones: the next thing in this ear is a caller. Resolves when they have sounded; false when they could not, for then nobody
 * was warned.
 */
export async function playAutoAnswerTone(outputId: string | null): Promise<boolean> {
  const context = new AudioContext();
  const element = new Audio();
  try {
    const destination = context.createMediaStreamDestination();
    element.srcObject = destination.stream;
    await sendToOutput(element, outputId);
    const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), startMs));
    const started = Promise.all([element.play(), context.resume()]).then(() => true);
    if (!(await Promise.race([started, late]))) return false;
    const at = context.currentTime + 0.02;
    const last = [660, 990].map((frequency, index) => {
      const begins = at + index * 0.2;
      const gain = context.createGain();
      gain.gain.setValueAtTime(0, begins);
      gain.gain.linearRampToValueAtTime(0.25, begins + 0.01);
      gain.gain.setValueAtTime(0.25, begins + 0.13);
      gain.gain.linearRampToValueAtTime(0, begins + 0.15);
      const oscillator = context.createOscillator();
      oscillator.frequency.value = frequency;
      oscillator.connect(gain).connect(destination);
      oscillator.start(begins);
      oscillator.stop(begins + 0.16);
      return oscillator;
    })[1];
    await new Promise<void>((resolve) => last?.addEventListener('ended', () => resolve()));
    return true;
  } catch {
    return false;
  } finally {
    element.srcObject = null;
    void context.close();
  }
}
