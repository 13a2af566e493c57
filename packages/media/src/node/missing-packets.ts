import { sequenceDistance } from './rtp.ts';

interface Missing {
  sinceMs: number;
  askedAtMs: number;
  asked: number;
}

const giveUpAfterMs = 800;
const maxAsked = 6;
/** A longer gap is an outage: a key frame repairs it, repeating everything would only jam the line again. */
const maxGap = 128;

/** Finds gaps in an incoming stream and says which packets to ask for again, and when. */
export class MissingPackets {
  readonly #missing = new Map<number, Missing>();
  #ssrc: number | null = null;
  #highest = 0;

  /** Notes an arrival. Answers whether the gap before it is too long to be repaired packet by packet. */
  onPacket(ssrc: number, sequence: number, nowMs: number): boolean {
    if (this.#ssrc !== ssrc) {
      this.#ssrc = ssrc;
      this.#highest = sequence;
      this.#missing.clear();
      return false;
    }
    const distance = sequenceDistance(this.#highest, sequence);
    if (distance <= 0) {
      this.#missing.delete(sequence);
      return false;
    }
    const outage = distance - 1 > maxGap;
    if (outage) this.#missing.clear();
    else
      for (let step = 1; step < distance; step++)
        this.#missing.set((this.#highest + step) & 0xffff, { sinceMs: nowMs, askedAtMs: -Infinity, asked: 0 });
    this.#highest = sequence;
    return outage;
  }

  /** Packets to ask for now: at once, then once per round trip, a few times. In the order in which they went missing. */
  due(nowMs: number, rttMs: number): number[] {
    if (this.#missing.size === 0) return [];
    const pauseMs = Math.max(20, rttMs * 1.2);
    const due: number[] = [];
    for (const [sequence, missing] of this.#missing) {
      if (missing.asked >= maxAsked || nowMs - missing.sinceMs > giveUpAfterMs) this.#missing.delete(sequence);
      else if (nowMs - missing.askedAtMs >= pauseMs) {
        missing.askedAtMs = nowMs;
        missing.asked++;
        due.push(sequence);
      }
    }
    return due;
  }
}
