import { sendToOutput } from './sinks.ts';

/**
 * A soft two-note ring on a chosen output, made by WebAudio (no file to load, so it can't be late).
 * Stops when the returned function is called.
 */
export function playRingTone(options: { outputId: string | null; volume: number }): () => void {
  const context = new AudioContext();
  const destination = context.createMediaStreamDestination();
  const element = new Audio();
  element.srcObject = destination.stream;
  const master = context.createGain();
  master.gain.value = Math.min(1, Math.max(0, options.volume)) * 0.4;
  master.connect(destination);
  let stopped = false;

  const note = (frequency: number, at: number, lengthS: number): void => {
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(1, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, at + lengthS);
    gain.connect(master);
    for (const [ratio, share] of [
      [1, 0.7],
      [2, 0.2],
      [3, 0.08],
    ] as const) {
      const oscillator = context.createOscillator();
      const part = context.createGain();
      oscillator.frequency.value = frequency * ratio;
      part.gain.value = share;
      oscillator.connect(part).connect(gain);
      oscillator.start(at);
      oscillator.stop(at + lengthS + 0.05);
    }
  };
  const phrase = (): void => {
    if (stopped || context.state !== 'running') return;
    const at = context.currentTime + 0.02;
    note(659.25, at, 0.5);
    note(523.25, at + 0.22, 0.7);
    note(659.25, at + 0.75, 0.5);
    note(783.99, at + 0.97, 0.9);
  };
  const start = (): void => {
    if (stopped) return;
    void context.resume().then(phrase, () => undefined);
    element.play().catch(() => undefined);
  };
  // A page that nobody has touched since its reload may not sound: the first gesture lets it.
  const onGesture = (): void => {
    if (context.state !== 'running') start();
  };
  document.addEventListener('pointerdown', onGesture);
  document.addEventListener('keydown', onGesture);
  void sendToOutput(element, options.outputId).finally(start);
  const timer = setInterval(phrase, 3_000);

  return () => {
    stopped = true;
    clearInterval(timer);
    document.removeEventListener('pointerdown', onGesture);
    document.removeEventListener('keydown', onGesture);
    element.srcObject = null;
    void context.close();
  };
}
