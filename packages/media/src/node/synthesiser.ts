/** A small additive synthesiser: renders a score block by block, so that nothing blocks the node that forwards calls meanwhile. */

export interface Voice {
  /** Harmonics: multiple of the note's frequency, loudness, and a slow beat by detuning. */
  partials: readonly { ratio: number; gain: number; detuneHz?: number }[];
  attackS: number;
  releaseS: number;
  /** Time constant of a struck string; null = the note holds its level. */
  decayS: number | null;
}

export interface Note {
  atS: number;
  forS: number;
  hz: number;
  gain: number;
  voice: Voice;
}

export interface Score {
  /** Length of the loop. */
  seconds: number;
  notes: readonly Note[];
  /** Loudness of a soft room around it, 0 = dry. */
  room: number;
}

interface Oscillator {
  gain: number;
  re: number;
  im: number;
  stepRe: number;
  stepIm: number;
}

interface Playing {
  note: Note;
  fromSample: number;
  toSample: number;
  oscillators: Oscillator[];
}

/** Renders the score once, from its beginning to its end, `blockSamples` at a time. */
export function* render(score: Score, sampleRate: number, blockSamples: number): Generator<Int16Array, void> {
  const waiting = [...score.notes].sort((a, b) => a.atS - b.atS);
  const total = Math.round(score.seconds * sampleRate);
  // Two echoes of different length blur into a room.
  const rooms = [0.089, 0.137].map((seconds) => ({ line: new Float64Array(Math.round(seconds * sampleRate)), at: 0 }));
  let playing: Playing[] = [];
  const mix = new Float64Array(blockSamples);
  for (let start = 0; start < total; start += blockSamples) {
    mix.fill(0);
    while (waiting.length > 0 && waiting[0]!.atS * sampleRate < start + blockSamples) playing.push(begin(waiting.shift()!, sampleRate));
    for (const one of playing) addNote(one, mix, start, sampleRate);
    playing = playing.filter((one) => one.toSample > start + blockSamples);
    const block = new Int16Array(blockSamples);
    for (let i = 0; i < blockSamples; i++) {
      let wet = 0;
      for (const room of rooms) {
        const echo = room.line[room.at]!;
        room.line[room.at] = mix[i]! + echo * 0.55;
        room.at = (room.at + 1) % room.line.length;
        wet += echo;
      }
      // tanh keeps a chance sum of many voices from clipping harshly.
      block[i] = Math.round(Math.tanh(mix[i]! + score.room * wet) * 30_000);
    }
    yield block;
  }
}

function begin(note: Note, sampleRate: number): Playing {
  const fromSample = Math.round(note.atS * sampleRate);
  const oscillators: Oscillator[] = [];
  for (const partial of note.voice.partials) {
    const hz = note.hz * partial.ratio + (partial.detuneHz ?? 0);
    // What the sample rate can't carry would come back as a false tone.
    if (hz > sampleRate * 0.42) continue;
    const step = (2 * Math.PI * hz) / sampleRate;
    oscillators.push({ gain: partial.gain * note.gain, re: 1, im: 0, stepRe: Math.cos(step), stepIm: Math.sin(step) });
  }
  return { note, fromSample, toSample: fromSample + Math.round((note.forS + note.voice.releaseS) * sampleRate), oscillators };
}

function addNote(one: Playing, mix: Float64Array, start: number, sampleRate: number): void {
  const { attackS, releaseS, decayS } = one.note.voice;
  const first = Math.max(0, one.fromSample - start);
  const last = Math.min(mix.length, one.toSample - start);
  const decay = decayS === null ? 1 : Math.exp(-1 / (decayS * sampleRate));
  let fall = decayS === null ? 1 : Math.exp(-(start + first - one.fromSample) / (decayS * sampleRate));
  for (let i = first; i < last; i++) {
    const ageS = (start + i - one.fromSample) / sampleRate;
    const rise = ageS < attackS ? 0.5 - 0.5 * Math.cos((Math.PI * ageS) / attackS) : 1;
    const leftS = one.note.forS + releaseS - ageS;
    const release = leftS < releaseS ? 0.5 - 0.5 * Math.cos((Math.PI * Math.max(0, leftS)) / releaseS) : 1;
    let sum = 0;
    for (const o of one.oscillators) {
      sum += o.im * o.gain;
      const re = o.re * o.stepRe - o.im * o.stepIm;
      o.im = o.re * o.stepIm + o.im * o.stepRe;
      o.re = re;
    }
    mix[i]! += sum * rise * release * fall;
    fall *= decay;
  }
}
