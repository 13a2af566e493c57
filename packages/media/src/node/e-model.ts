/**
 * Conversational quality after ITU-T G.107 (E-model) with the defaults of its table 3, reduced to what a media node can measure:
 * R = 93.2 − Id − Ie,eff. Echo, noise and loudness stay at their defaults.
 */
export interface Quality {
  /** Transmission rating factor, 0..100. */
  r: number;
  /** Mean opinion score, 1..4.5. */
  mos: number;
}

export interface LineMeasures {
  rttMs: number | null;
  jitterMs: number;
  /** Fraction of audio packets lost in the worse direction, 0..1. */
  loss: number;
}

/** G.107 clause 7.1 with default values of all parameters other than delay, loss and codec. */
const ratingWithoutImpairment = 93.2;
/** One 20 ms packet, and the encoder's and decoder's own delay. */
const codecDelayMs = 25;
/** Packet-loss robustness Bpl. G.113 appendix I gives 25.1 for G.711 with concealment; it has no figure for Opus: the lower value is the cautious one. */
const lossRobustness = 10;

export function estimateQuality(line: LineMeasures): Quality {
  // The line has two halves (sender → server → receiver) and this node sees one: its round trip, not half of it, is the way mouth to ear.
  const oneWayMs = (line.rttMs ?? 0) + 2 * line.jitterMs + codecDelayMs;
  // Delay impairment Id in the piecewise linear form of Cole and Rosenbluth (2001) for G.107 clause 7.4.
  const delayImpairment = 0.024 * oneWayMs + (oneWayMs > 177.3 ? 0.11 * (oneWayMs - 177.3) : 0);
  // Effective equipment impairment, G.107 clause 7.5 (equation 7-29) with Ie = 0 and random loss (BurstR = 1).
  const lossPercent = line.loss * 100;
  const lossImpairment = (95 * lossPercent) / (lossPercent + lossRobustness);
  const r = Math.min(100, Math.max(0, ratingWithoutImpairment - delayImpairment - lossImpairment));
  return { r, mos: mosOf(r) };
}

/** G.107 annex B. */
export function mosOf(r: number): number {
  if (r <= 0) return 1;
  if (r >= 100) return 4.5;
  // The cubic dips just below 1 for R under 6.5.
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
}
