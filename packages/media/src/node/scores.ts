import type { Note, Score, Voice } from './synthesiser.ts';

/** Equal temperament: MIDI note number to Hz. */
const hz = (midi: number): number => 440 * 2 ** ((midi - 69) / 12);

const pad: Voice = {
  partials: [
    { ratio: 1, gain: 1 },
    { ratio: 1, gain: 0.7, detuneHz: 0.6 },
    { ratio: 2, gain: 0.22, detuneHz: -0.4 },
    { ratio: 3, gain: 0.06 },
  ],
  attackS: 1.1,
  releaseS: 1.4,
  decayS: null,
};

const string: Voice = {
  partials: [
    { ratio: 1, gain: 1 },
    { ratio: 2, gain: 0.42 },
    { ratio: 3, gain: 0.16 },
    { ratio: 4, gain: 0.07 },
  ],
  attackS: 0.008,
  releaseS: 0.25,
  decayS: 0.55,
};

const bell: Voice = {
  partials: [
    { ratio: 1, gain: 1 },
    { ratio: 2.005, gain: 0.25 },
    { ratio: 3.01, gain: 0.1 },
  ],
  attackS: 0.02,
  releaseS: 0.6,
  decayS: 1.1,
};

const bass: Voice = {
  partials: [
    { ratio: 1, gain: 1 },
    { ratio: 2, gain: 0.35 },
    { ratio: 3, gain: 0.12 },
  ],
  attackS: 0.05,
  releaseS: 0.5,
  decayS: 2.2,
};

/** Eight bars of four seconds: D maj9, B min7, G maj7, A sus, D/F♯, E min9, G maj7, A7 sus → D. [bass, chord, arpeggio, melody] */
const bars: readonly { bass: number; chord: number[]; arpeggio: number[]; melody: [beat: number, midi: number][] }[] = [
  {
    bass: 50,
    chord: [57, 61, 64],
    arpeggio: [62, 66, 69, 73, 76, 73, 69, 66],
    melody: [
      [1, 81],
      [4, 78],
    ],
  },
  {
    bass: 47,
    chord: [57, 62, 66],
    arpeggio: [59, 62, 66, 69, 74, 69, 66, 62],
    melody: [
      [2, 76],
      [5, 74],
    ],
  },
  {
    bass: 43,
    chord: [55, 59, 66],
    arpeggio: [59, 62, 66, 71, 74, 71, 66, 62],
    melody: [
      [1, 78],
      [3, 76],
      [6, 74],
    ],
  },
  {
    bass: 45,
    chord: [57, 62, 64],
    arpeggio: [57, 62, 64, 69, 74, 69, 64, 62],
    melody: [
      [2, 73],
      [4, 76],
    ],
  },
  {
    bass: 54,
    chord: [57, 62, 69],
    arpeggio: [62, 66, 69, 74, 78, 74, 69, 66],
    melody: [
      [1, 81],
      [4, 83],
      [6, 81],
    ],
  },
  {
    bass: 52,
    chord: [55, 59, 66],
    arpeggio: [64, 67, 71, 74, 78, 74, 71, 67],
    melody: [
      [2, 78],
      [5, 76],
    ],
  },
  {
    bass: 43,
    chord: [59, 62, 66],
    arpeggio: [62, 66, 67, 71, 74, 71, 67, 66],
    melody: [
      [1, 74],
      [4, 71],
    ],
  },
  {
    bass: 45,
    chord: [57, 62, 67],
    arpeggio: [57, 62, 64, 67, 69, 67, 64, 62],
    melody: [
      [1, 73],
      [3, 74],
    ],
  },
];

const barS = 4;

function musicNotes(): Note[] {
  const notes: Note[] = [];
  bars.forEach((bar, index) => {
    const atS = index * barS;
    const last = index === bars.length - 1;
    notes.push({ atS, forS: barS - 0.6, hz: hz(bar.bass), gain: 0.15, voice: bass });
    // The last chord ends early: the loop begins again out of silence.
    for (const midi of bar.chord) notes.push({ atS, forS: last ? barS - 1.6 : barS - 0.9, hz: hz(midi), gain: 0.045, voice: pad });
    bar.arpeggio.forEach((midi, step) => {
      if (last && step > 5) return;
      notes.push({ atS: atS + step * 0.5 + (step % 2) * 0.02, forS: 0.9, hz: hz(midi), gain: step === 0 ? 0.1 : 0.075, voice: string });
    });
    for (const [beat, midi] of bar.melody) notes.push({ atS: atS + beat * 0.5, forS: 1.2, hz: hz(midi), gain: 0.055, voice: bell });
  });
  return notes;
}

/** Music on hold: a soft progression for pad, plucked strings and bells, 32 s. Composed for this program: no rights of others. */
export const music: Score = { seconds: bars.length * barS, notes: musicNotes(), room: 0.22 };

const glow: Voice = {
  partials: [
    { ratio: 1, gain: 1 },
    { ratio: 1, gain: 0.8, detuneHz: 1.1 },
    { ratio: 2, gain: 0.12 },
  ],
  attackS: 0.35,
  releaseS: 1.2,
  decayS: null,
};

/** "Please hold on": two gentle falling tones every four seconds. Unlike music it says that somebody is just coming back. */
export const comfort: Score = {
  seconds: 8,
  room: 0.3,
  notes: [
    { atS: 0.1, forS: 0.6, hz: hz(69), gain: 0.12, voice: glow },
    { atS: 1.0, forS: 0.9, hz: hz(64), gain: 0.12, voice: glow },
    { atS: 4.1, forS: 0.6, hz: hz(69), gain: 0.09, voice: glow },
    { atS: 5.0, forS: 0.9, hz: hz(64), gain: 0.09, voice: glow },
  ],
};

const tone: Voice = { partials: [{ ratio: 1, gain: 1 }], attackS: 0.005, releaseS: 0.005, decayS: null };

/** The Italian ringing tone (ITU-T E.180 supplement 2): 425 Hz, one second on, four seconds off. */
export const ringback: Score = { seconds: 5, room: 0, notes: [{ atS: 0, forS: 0.995, hz: 425, gain: 0.16, voice: tone }] };

/** "This call is recorded": 1400 Hz for half a second, the frequency that is used for it in most countries. */
export const warning: Score = { seconds: 0.5, room: 0, notes: [{ atS: 0.02, forS: 0.46, hz: 1_400, gain: 0.16, voice: tone }] };

export const scores = { music, comfort, ringback, warning } as const;
export type PlayerName = keyof typeof scores;
