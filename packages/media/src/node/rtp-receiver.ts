import { sequenceDistance, type RtpHeader } from './rtp.ts';
import type { ReportBlock } from './rtcp.ts';

/** What arrived since the report before. `lost` may be negative: duplicates, or late packets counted lost earlier. */
export interface ReceptionInterval {
  expected: number;
  lost: number;
}

/**
 * Reception statistics of one incoming RTP stream: RFC 3550 sections 6.4.1 and A.1, A.3, A.8. Starts again when the sender's SSRC changes.
 */
export class RtpReceiver {
  readonly #clockRate: number;
  #ssrc: number | null = null;
  #base = 0;
  #highest = 0;
  #received = 0;
  #expectedPrior = 0;
  #receivedPrior = 0;
  #transit: number | null = null;
  #jitterTicks = 0;
  #senderReport: { middle: number; atMs: number } | null = null;

  constructor(clockRate: number) {
    this.#clockRate = clockRate;
  }

  get ssrc(): number | null {
    return this.#ssrc;
  }

  get jitterMs(): number {
    return (this.#jitterTicks * 1000) / this.#clockRate;
  }

  /** A telephone event is counted, but its timestamp says nothing about jitter: it is that of the event's beginning. */
  onPacket(header: RtpHeader, nowMs: number, isTimed = true): void {
    if (header.ssrc !== this.#ssrc) this.#restart(header);
    const distance = sequenceDistance(this.#highest & 0xffff, header.sequence);
    if (distance > 0) this.#highest += distance;
    this.#received++;
    if (!isTimed) return;
    const arrivalTicks = (nowMs * this.#clockRate) / 1000;
    // Difference modulo 2^32, so that a wrap of the sender's timestamp is no jump.
    const transit = (Math.round(arrivalTicks) - header.timestamp) | 0;
    if (this.#transit !== null) {
      const deviation = Math.abs((transit - this.#transit) | 0);
      // More than a second is a pause or a new time base of the sender, not jitter.
      if (deviation < this.#clockRate) this.#jitterTicks += (deviation - this.#jitterTicks) / 16;
    }
    this.#transit = transit;
  }

  /** `ntp`: the 64-bit NTP timestamp of the sender report, as two 32-bit halves. */
  onSenderReport(ssrc: number, ntpSeconds: number, ntpFraction: number, nowMs: number): void {
    if (ssrc === this.#ssrc) this.#senderReport = { middle: (((ntpSeconds & 0xffff) << 16) | (ntpFraction >>> 16)) >>> 0, atMs: nowMs };
  }

  /** The report block for the sender and the same interval in numbers; null before the first packet. */
  report(nowMs: number): { block: ReportBlock; interval: ReceptionInterval } | null {
    if (this.#ssrc === null) return null;
    const expectedAll = this.#highest - this.#base + 1;
    const expected = expectedAll - this.#expectedPrior;
    const lost = expected - (this.#received - this.#receivedPrior);
    this.#expectedPrior = expectedAll;
    this.#receivedPrior = this.#received;
    const block: ReportBlock = {
      ssrc: this.#ssrc,
      fractionLost: expected <= 0 || lost <= 0 ? 0 : Math.min(255, Math.floor((lost * 256) / expected)),
      cumulativeLost: Math.max(-0x800000, Math.min(0x7fffff, expectedAll - this.#received)),
      highestSequence: this.#highest >>> 0,
      jitter: Math.round(this.#jitterTicks) >>> 0,
      lastSr: this.#senderReport?.middle ?? 0,
      delaySinceLastSr: this.#senderReport === null ? 0 : Math.round(((nowMs - this.#senderReport.atMs) * 65536) / 1000) >>> 0,
    };
    return { block, interval: { expected, lost } };
  }

  #restart(header: RtpHeader): void {
    this.#ssrc = header.ssrc;
    this.#base = header.sequence;
    this.#highest = header.sequence;
    this.#received = 0;
    this.#expectedPrior = 0;
    this.#receivedPrior = 0;
    this.#transit = null;
    this.#jitterTicks = 0;
    this.#senderReport = null;
  }
}
