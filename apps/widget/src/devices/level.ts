import { audioContext } from './audio-context.ts';

export interface LevelMeter {
  /** Loudest moment since the last call, 0..1 (linear amplitude). */
  peak(): number;
  stop(): void;
}

/** Measures how loud a stream is. */
export function levelMeter(stream: MediaStream): LevelMeter {
  const context = audioContext();
  const source = context.createMediaStreamSource(stream);
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    peak() {
      analyser.getFloatTimeDomainData(samples);
      let peak = 0;
      for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
      return peak;
    },
    stop() {
      source.disconnect();
    },
  };
}

/** Amplitude as people see loudness: -60 dB is empty, 0 dB is full. */
export function levelOf(peak: number): number {
  if (peak <= 0.001) return 0;
  return Math.min(1, (20 * Math.log10(peak) + 60) / 60);
}
