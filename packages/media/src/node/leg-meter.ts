import type { LegStats } from '@centralino/protocol';
import { estimateQuality } from './e-model.ts';
import type { MediaKind } from './rtp.ts';

interface Counters {
  packetsIn: number;
  packetsOut: number;
  bytesIn: number;
  bytesOut: number;
  expectedIn: number;
  lostIn: number;
  expectedOut: number;
  lostOut: number;
}

const zero = (): Counters => ({
  packetsIn: 0,
  packetsOut: 0,
  bytesIn: 0,
  bytesOut: 0,
  expectedIn: 0,
  lostIn: 0,
  expectedOut: 0,
  lostOut: 0,
});
const fraction = (lost: number, expected: number): number => (expected <= 0 ? 0 : Math.min(1, Math.max(0, lost / expected)));

export interface Line {
  rttMs: number | null;
  jitterMs: number;
  path: LegStats['path'];
}

/**
 * Counts what one leg sends and receives over its whole life, through all its transports. Packet counts are always those of the whole
 * life; rates, loss, jitter and round trip are those of the last interval, or (in `life`) over everything.
 */
export class LegMeter {
  readonly audio = zero();
  readonly video = zero();
  /** When the last audio packet arrived on the present transport; null before the first one. */
  lastAudioAtMs: number | null = null;

  #before = { audio: zero(), video: zero(), atMs: null as number | null };
  /** The browser reports less often than once a second: its last word on each kind holds until the next. */
  readonly #reportedOut = { audio: { expected: 0, lost: 0 }, video: { expected: 0, lost: 0 } };
  #rates = { bpsIn: 0, bpsOut: 0, lossIn: 0, audioLossIn: 0 };
  #measuredMs = 0;
  #rtt = { last: null as number | null, sumMs: 0, samples: 0 };
  #jitter = { lastMs: 0, sumMs: 0, samples: 0 };

  received(kind: MediaKind, bytes: number): void {
    this[kind].packetsIn++;
    this[kind].bytesIn += bytes;
  }

  sent(kind: MediaKind, bytes: number): void {
    this[kind].packetsOut++;
    this[kind].bytesOut += bytes;
  }

  /** What our own reception report counted. */
  reception(kind: MediaKind, expected: number, lost: number): void {
    this[kind].expectedIn += expected;
    this[kind].lostIn += lost;
  }

  /** What the browser's reception report says about our packets since its report before. */
  reported(kind: MediaKind, expected: number, lost: number): void {
    this[kind].expectedOut += expected;
    this[kind].lostOut += lost;
    this.#reportedOut[kind] = { expected, lost };
  }

  roundTrip(ms: number): void {
    this.#rtt = { last: ms, sumMs: this.#rtt.sumMs + ms, samples: this.#rtt.samples + 1 };
  }

  /** A new transport is up: what the old line was like says nothing about this one. */
  restart(atMs: number): void {
    this.lastAudioAtMs = null;
    this.#rtt.last = null;
    this.#jitter.lastMs = 0;
    this.#reportedOut.audio = { expected: 0, lost: 0 };
    this.#reportedOut.video = { expected: 0, lost: 0 };
    this.#before = { audio: { ...this.audio }, video: { ...this.video }, atMs };
  }

  /** Closes an interval. */
  sample(atMs: number, jitterMs: number): void {
    const { audio, video } = this;
    const before = this.#before;
    const elapsedMs = before.atMs === null ? 0 : atMs - before.atMs;
    if (elapsedMs > 0) {
      const bps = (now: number, then: number): number => Math.round(((now - then) * 8000) / elapsedMs);
      const lost = (kind: MediaKind): number => this[kind].lostIn - before[kind].lostIn;
      const expected = (kind: MediaKind): number => this[kind].expectedIn - before[kind].expectedIn;
      this.#rates = {
        bpsIn: bps(audio.bytesIn + video.bytesIn, before.audio.bytesIn + before.video.bytesIn),
        bpsOut: bps(audio.bytesOut + video.bytesOut, before.audio.bytesOut + before.video.bytesOut),
        lossIn: fraction(lost('audio') + lost('video'), expected('audio') + expected('video')),
        audioLossIn: fraction(lost('audio'), expected('audio')),
      };
      this.#measuredMs += elapsedMs;
    }
    this.#jitter = { lastMs: jitterMs, sumMs: this.#jitter.sumMs + jitterMs, samples: this.#jitter.samples + 1 };
    this.#before = { audio: { ...audio }, video: { ...video }, atMs };
  }

  /** The last interval, with `silentMs` of this very moment. */
  latest(atMs: number, path: LegStats['path']): LegStats {
    const out = this.#reportedOut;
    const audioLossOut = fraction(out.audio.lost, out.audio.expected);
    return this.#stats(atMs, {
      line: { rttMs: this.#rtt.last, jitterMs: this.#jitter.lastMs, path },
      bpsIn: this.#rates.bpsIn,
      bpsOut: this.#rates.bpsOut,
      lossIn: this.#rates.lossIn,
      lossOut: fraction(out.audio.lost + out.video.lost, out.audio.expected + out.video.expected),
      audioLoss: Math.max(this.#rates.audioLossIn, audioLossOut),
    });
  }

  /** The leg's whole life. */
  life(atMs: number, path: LegStats['path']): LegStats {
    const { audio, video } = this;
    const bps = (bytes: number): number => (this.#measuredMs === 0 ? 0 : Math.round((bytes * 8000) / this.#measuredMs));
    return this.#stats(atMs, {
      line: {
        rttMs: this.#rtt.samples === 0 ? null : this.#rtt.sumMs / this.#rtt.samples,
        jitterMs: this.#jitter.samples === 0 ? 0 : this.#jitter.sumMs / this.#jitter.samples,
        path,
      },
      bpsIn: bps(this.#before.audio.bytesIn + this.#before.video.bytesIn),
      bpsOut: bps(this.#before.audio.bytesOut + this.#before.video.bytesOut),
      lossIn: fraction(audio.lostIn + video.lostIn, audio.expectedIn + video.expectedIn),
      lossOut: fraction(audio.lostOut + video.lostOut, audio.expectedOut + video.expectedOut),
      audioLoss: Math.max(fraction(audio.lostIn, audio.expectedIn), fraction(audio.lostOut, audio.expectedOut)),
    });
  }

  #stats(atMs: number, given: { line: Line; bpsIn: number; bpsOut: number; lossIn: number; lossOut: number; audioLoss: number }): LegStats {
    const { line, audioLoss, ...rates } = given;
    return {
      rttMs: line.rttMs,
      jitterMs: line.jitterMs,
      ...rates,
      audioPacketsIn: this.audio.packetsIn,
      audioPacketsOut: this.audio.packetsOut,
      videoPacketsIn: this.video.packetsIn,
      videoPacketsOut: this.video.packetsOut,
      silentMs: this.lastAudioAtMs === null ? null : Math.max(0, atMs - this.lastAudioAtMs),
      ...estimateQuality({ rttMs: line.rttMs, jitterMs: line.jitterMs, loss: audioLoss }),
      path: line.path,
    };
  }
}
