/** 8 kHz ↔ 48 kHz by a windowed-sinc low-pass of the telephone band, in polyphase form. */
const factor = 6;
const tapsPerPhase = 12;
const taps = factor * tapsPerPhase;
const cutoffHz = 3_700;

/** Hamming-windowed sinc at 48 kHz with a gain of 1. */
const lowPass = ((): Float64Array => {
  const kernel = new Float64Array(taps);
  const middle = (taps - 1) / 2;
  let sum = 0;
  for (let i = 0; i < taps; i++) {
    const x = ((i - middle) * 2 * cutoffHz) / 48_000;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    kernel[i] = sinc * (0.54 - 0.46 * Math.cos((2 * Math.PI * i) / (taps - 1)));
    sum += kernel[i]!;
  }
  return kernel.map((value) => value / sum);
})();

const clip = (value: number): number => Math.max(-32_768, Math.min(32_767, Math.round(value)));

/** 8 kHz → 48 kHz. Keeps the end of the block before: blocks join without a seam. */
export class UpSampler {
  #history = new Float64Array(tapsPerPhase - 1);

  process(input: Int16Array): Int16Array {
    const line = new Float64Array(this.#history.length + input.length);
    line.set(this.#history);
    line.set(input, this.#history.length);
    const out = new Int16Array(input.length * factor);
    for (let i = 0; i < input.length; i++) {
      const newest = i + this.#history.length;
      for (let phase = 0; phase < factor; phase++) {
        let sum = 0;
        for (let k = 0; k < tapsPerPhase; k++) sum += lowPass[phase + k * factor]! * line[newest - k]!;
        out[i * factor + phase] = clip(sum * factor);
      }
    }
    this.#history = line.slice(line.length - this.#history.length);
    return out;
  }
}

/** 48 kHz → 8 kHz; takes blocks of a multiple of six samples. */
export class DownSampler {
  #history = new Float64Array(taps - 1);

  process(input: Int16Array): Int16Array {
    const line = new Float64Array(this.#history.length + input.length);
    line.set(this.#history);
    line.set(input, this.#history.length);
    const out = new Int16Array(Math.floor(input.length / factor));
    for (let i = 0; i < out.length; i++) {
      const newest = i * factor + this.#history.length;
      let sum = 0;
      for (let k = 0; k < taps; k++) sum += lowPass[k]! * line[newest - k]!;
      out[i] = clip(sum);
    }
    this.#history = line.slice(line.length - this.#history.length);
    return out;
  }
}
